namespace Helhed.Synthetic;

/// <summary>What everyone goes to the doctor for, oftener when old or ill, and the seasons' vaccinations.</summary>
internal static class Everyday
{
    private static readonly (Ailment Item, double Weight)[] Ailments =
    [
        (new Ailment(AcuteDiagnoses.AirwayInfection, "Hoste og ondt i halsen i en uge|Forkølet, bihulerne trykker|Feber og muskelsmerter", "Lunger frie, svælg let rødt|Upåvirket, ingen feber|Let øm over bihuler", "virus, går over af sig selv|næsespray og ro|ringer ved feber over 39 i 3 døgn"), 18),
        (new Ailment(AcuteDiagnoses.LowBack, "Ondt i lænden efter havearbejde|Hold i ryggen, kan knap rejse sig|Tilbagevendende lændesmerter", "Ingen kraftnedsættelse, normale reflekser|Øm paravertebralt, Lasègue negativ", "hold dig i gang, paracetamol|øvelser udleveret, fysioterapi|sygemelding få dage", ShortDrugs.Ibuprofen), 12),
        (new Ailment(AcuteDiagnoses.Shoulder, "Smerter i skulderen, værst over skulderhøjde|Vågner når der ligges på skulderen", "Positiv impingement-test|Øm over bicepssenen", "øvelser i 6 uger|fysioterapi, evt. blokade"), 6),
        (new Ailment(AcuteDiagnoses.Tired, "Træt i et par måneder|Sover nok men vågner træt|Uoplagt siden influenza", "Upåfaldende|Bleg slimhinde, ellers intet", "blodprøver, svar på portalen|motion og døgnrytme"), 8),
        (new Ailment(AcuteDiagnoses.Headache, "Trykkende hovedpine om eftermiddagen|Hovedpine bag øjnene ved skærm", "Neurologisk intet abnormt, blodtryk normalt|Ømme nakkemuskler", "hovedpinedagbog, pauser|briller tjekkes"), 5),
        (new Ailment(AcuteDiagnoses.Gastroenteritis, "Diare og opkast i to døgn|Mavekneb efter ferie", "Blød, let øm mave|God hudturgor", "væske, kommer igen ved blod eller feber|afføringsprøve"), 5),
        (new Ailment(AcuteDiagnoses.Wart, "Vorte under foden|Vorter på fingrene", "Typisk verruca", "frysning, gentages om 3 uger|salicylsyreplaster"), 3),
        (new Ailment(AcuteDiagnoses.Ankle, "Vredet om på foden i går|Trådt forkert på trappe", "Hævelse foran malleol, stabil, ikke øm over knogle", "RICE og balancetræning|støttebind en uge"), 3),
        (new Ailment(AcuteDiagnoses.Dizzy, "Svimmel når der vendes i sengen|Let svimmelhed ved rejsning", "Dix-Hallpike positiv|Blodtryk falder 15 ved rejsning", "Epleys manøvre udført|drik mere, rejs dig langsomt"), 4),
        (new Ailment(AcuteDiagnoses.Sleep, "Falder ikke i søvn før kl. 2|Vågner kl. 4 og grubler", "Almen tilstand god", "søvnråd udleveret, skærm ud af soveværelset|søvndagbog i to uger", ShortDrugs.Zopiclone), 4),
        (new Ailment(AcuteDiagnoses.Stress, "Hjertebanken og gråd efter presset periode|Kan ikke koncentrere sig på arbejdet", "Urolig, EKG normalt", "delvis sygemelding, ny samtale om 2 uger|leder inddrages"), 4),
        (new Ailment(AcuteDiagnoses.Conjunctivitis, "Rødt øje med pus siden i går", "Konjunktival rødme, normalt syn", "skylning, dråber hvis ikke bedre om 3 dage", ShortDrugs.Chloramphenicol), 2),
        (new Ailment(AcuteDiagnoses.Tonsillitis, "Ondt i halsen og feber i tre dage|Kan næsten ikke synke", "Forstørrede tonsiller med belægninger, strep A positiv|Ømme glandler på halsen, Centor 3", "antibiotika hvis strep A er positiv, ro og væske|smitsom det første døgn", ShortDrugs.Penicillin), 4),
    ];

    internal static void Unfold(Chart chart, int load)
    {
        var random = chart.Random;
        var visits = random.Int(0, 4) + (chart.Age > 65 ? random.Int(1, 5) : chart.Age > 40 ? random.Int(0, 3) : 0) + load;
        for (var i = 0; i < visits; i++)
        {
            Visit(chart);
        }

        Infections(chart);
        Seasons(chart);
        if (chart.Age > 40 && random.Chance(0.35))
        {
            Check(chart);
        }

        if (chart.Age > 66 && random.Chance(0.13))
        {
            Cataract(chart);
        }

        if (random.Chance(0.06))
        {
            Surgery(chart);
        }

        if (chart.Age > 30 && random.Chance(0.04))
        {
            Waiting(chart);
        }

        if (random.Chance(0.05 + (0.03 * load)))
        {
            chart.Book(chart.Today.AddDays(random.Int(0, 28)), chart.Gp, chart.Practice, "Konsultation", 15);
        }
    }

    internal static void Contraception(Chart chart)
    {
        var visit = chart.GpVisit(chart.SomeDay(1300, 60), AcuteDiagnoses.Contraception, "Konsultation, prævention");
        chart.Pressure(visit, chart.Random.Int(102, 130), chart.Random.Int(60, 82));
        chart.Prescribe(Drugs.Contraceptive, visit.Day, null, visit);
        chart.Write(visit, NoteKind.Practice, $"{chart.OneOf("Ønsker p-piller.", "Vil gerne skifte fra minipiller.", "Fornyelse af p-piller.", "Ny kæreste, ønsker prævention.")} Ingen migræne med aura, ingen blodpropper i familien{(chart.Smokes ? ", ryger lidt til fest" : ", ryger ikke")}. Blodtryk i orden. {chart.OneOf("Klamydiatest taget.", "Informeret om glemte piller.", "Talt om spiral som alternativ.", "HPV-vaccineret.")} Recept til et år.");
    }

    private static void Visit(Chart chart)
    {
        var random = chart.Random;
        var ailment = random.Weighted(Ailments);
        var byPhone = random.Chance(0.3);
        var visit = chart.GpVisit(chart.SomeDay(1815, 2), ailment.Diagnosis, byPhone ? "E-konsultation eller telefon" : "Konsultation", byPhone);
        if (ailment.Diagnosis == AcuteDiagnoses.Tired)
        {
            chart.Panel(visit, "Prøver ved træthed", (LabTests.Haemoglobin, random.Normal(8.6, 0.6)), (LabTests.Tsh, random.Normal(2.0, 0.7)), (LabTests.Ferritin, random.Int(12, 140)), (LabTests.VitaminD, random.Int(25, 95)));
        }
        else if (!byPhone && random.Chance(0.3))
        {
            chart.Pressure(visit, random.Normal(chart.Age > 60 ? 136 : 126, 9), random.Normal(78, 6));
        }

        if (ailment.Remedy is { } remedy && !byPhone && random.Chance(0.5))
        {
            chart.Course(remedy == ShortDrugs.Penicillin ? Antibiotics.ForThroat(chart) : remedy, visit, 7);
        }

        if (random.Chance(byPhone ? 0.55 : 0.85))
        {
            chart.Write(visit, NoteKind.Practice, $"{random.Pick(ailment.Said)}. {(random.Chance(0.7) ? Circumstances.Of(chart) + " " : "")}{(byPhone ? "" : random.Pick(ailment.Seen) + ". " + Measured(chart))}Plan: {random.Pick(ailment.Plan)}.{chart.OneOf("", "", " Svar på prøver på sundhed.dk.", " Ny tid ved behov.", " Aftalt opfølgning om 14 dage.", " Informeret om alarmsymptomer.")}");
        }
    }

    private static string Measured(Chart chart) => chart.Random.Int(0, 6) switch
    {
        0 => $"BT {chart.Random.Int(112, 152)}/{chart.Random.Int(66, 92)}. ",
        1 => $"Tp. {DanishTime.Number(chart.Random.Normal(37.0, 0.4), 1)}. ",
        2 => $"Puls {chart.Random.Int(58, 96)}, regelmæssig. ",
        3 => $"Vægt {chart.Random.Int(56, 108)} kg. ",
        _ => "",
    };

    private static void Infections(Chart chart)
    {
        var random = chart.Random;
        if (chart.Sex == Sex.Female && random.Chance(chart.Age > 65 ? 0.4 : 0.22))
        {
            var visit = chart.GpVisit(chart.SomeDay(1800, 5), AcuteDiagnoses.Cystitis, "Konsultation");
            chart.Suffer(AcuteDiagnoses.Cystitis, visit, 7);
            chart.Course(Antibiotics.ForBladder(chart), visit, 3);
            chart.Write(visit, NoteKind.Practice, $"Svie og hyppig vandladning i {random.Int(1, 6)} dage, {chart.OneOf("ingen feber", "let trykken over symfysen", "lidt blod i urinen")}. {Measured(chart)}Urinstix: leukocytter {random.Int(1, 4)}+, nitrit {chart.OneOf("positiv", "negativ")}. Dyrkning sendt. {chart.OneOf("Tredje gang i år, drøftet forebyggelse.", "Ikke haft det før.", "Kendt med blærebetændelser.", "Drikker for lidt.")} Behandles, ringer ved feber eller flankesmerter.");
        }

        if (random.Chance(chart.Age > 70 ? 0.2 : 0.07))
        {
            var visit = chart.GpVisit(chart.SomeDay(1800, 12), AcuteDiagnoses.Pneumonia, "Akut konsultation");
            chart.Suffer(AcuteDiagnoses.Pneumonia, visit, 21);
            chart.Lab(visit, LabTests.Crp, random.Int(48, 190));
            chart.Measure(visit, Vitals.Temperature, random.Normal(38.5, 0.5));
            chart.Course(Antibiotics.ForAirways(chart), visit, 7);
            chart.Write(visit, NoteKind.Practice, $"Feber, hoste og {chart.OneOf("sidestik", "rustfarvet opspyt", "kulderystelser", "træthed")} gennem {random.Int(2, 8)} dage. Krepitationer basalt på {chart.OneOf("højre", "venstre")} side, iltmætning {random.Int(92, 98)} %. Behandles for lungebetændelse, kontrol om 3 dage.{(chart.Smokes ? " Ryger: røntgen om 6 uger." : "")}");
        }
    }

    private static void Seasons(Chart chart)
    {
        var takes = chart.Random.Chance(chart.Age >= 65 ? 0.78 : 0.12);
        for (var year = chart.FirstDay.Year; year <= chart.Today.Year && takes; year++)
        {
            var day = WorkingDay.OnOrAfter(new DateOnly(year, 10, 1).AddDays(chart.Random.Int(0, 50)));
            if (day > chart.FirstDay && day < chart.Today && chart.Random.Chance(0.9))
            {
                chart.Vaccinate(Vaccines.Influenza, day);
                if (chart.Age >= 65)
                {
                    chart.Vaccinate(Vaccines.Covid, day);
                }
            }
        }

        if (chart.Age > 66 && takes)
        {
            chart.Vaccinate(Vaccines.PneumococcalAdult, chart.SomeDay(1800, 300));
        }
    }

    private static void Check(Chart chart)
    {
        var random = chart.Random;
        var visit = chart.GpVisit(chart.SomeDay(1700, 10), AcuteDiagnoses.Prevention, "Helbredskontrol");
        var ldl = random.Normal(3.1, 0.7);
        chart.Panel(visit, "Helbredskontrol, prøver", (LabTests.Cholesterol, ldl + 1.9), (LabTests.Ldl, ldl), (LabTests.Hdl, random.Normal(1.5, 0.3)), (LabTests.Hba1c, random.Int(33, 44)), (LabTests.Creatinine, random.Int(56, 96)), (LabTests.Alat, random.Int(14, 48)));
        chart.Pressure(visit, random.Normal(133, 9), random.Normal(80, 6));
        chart.Measure(visit, Vitals.Weight, random.Normal(chart.Sex == Sex.Female ? 72 : 86, 11));
        chart.SmokingStatus(visit, chart.Smokes ? "77176002" : "266919005", chart.Smokes ? "Smoker" : "Never smoked tobacco");
        if (ldl > 4.2)
        {
            chart.Diagnose(Diagnoses.Lipids, visit.Day, visit);
            chart.Prescribe(Drugs.Atorvastatin40, visit.Day, null, visit);
        }
    }

    // A referral that nobody has answered yet: what the one who sorts referrals has before them.
    private static void Waiting(Chart chart)
    {
        var (specialty, diagnosis, reason) = chart.Random.Pick<(Specialty, Diagnosis, string)>(
        [
            (Specialty.Medicine, AcuteDiagnoses.Tired, "Træthed og vægttab på 5 kg, normale blodprøver fraset let forhøjet SR"), (Specialty.Cardiology, AcuteDiagnoses.ChestPain, "Trykken for brystet ved anstrengelse gennem en måned, normalt EKG"),
            (Specialty.Respiratory, Diagnoses.Copd, "FEV1 38 %, to forværringer i år trods tripelbehandling"), (Specialty.Orthopaedics, Diagnoses.Knee, "Knæartrose med låsning, GLA:D uden effekt"),
            (Specialty.Endocrinology, Diagnoses.Diabetes, "HbA1c 82 trods metformin, empagliflozin og semaglutid"), (Specialty.Surgery, AcuteDiagnoses.Gallstone, "To galdestensanfald på en måned, ultralyd med sten"),
            (Specialty.Neurology, AcuteDiagnoses.Headache, "Ændret hovedpinemønster, normal objektiv undersøgelse"), (Specialty.Medicine, AcuteDiagnoses.Dizzy, "Faldtendens og svimmelhed, ønskes udredt i faldklinik"),
        ]);
        var visit = chart.GpVisit(chart.SomeDay(24, 1), diagnosis, "Konsultation");
        var clinic = chart.Clinic(specialty);
        chart.Refer(visit, clinic.Parent!, diagnosis, ("Henvisning til " + clinic.Parent!.Name, reason, false, chart.Random.Chance(0.15)));
        chart.Write(visit, NoteKind.Practice, $"{reason}. Henvist til {clinic.Parent!.Name}. Ønsker {chart.OneOf("nærmeste sygehus", "kortest ventetid", "sms ved afbud")}.");
    }

    private static void Cataract(Chart chart)
    {
        var clinic = chart.Clinic(Specialty.Eye);
        var day = chart.SomeDay(1500, -60);
        var visit = chart.ClinicVisitOrBooking(day, clinic, Diagnoses.Cataract, "Operation for grå stær");
        if (visit is not null)
        {
            chart.Operate(visit, "KCJE20", "Fakoemulsifikation med implantation af kunstig linse", Diagnoses.Cataract);
            chart.Write(visit, NoteKind.Operation, $"Operation for grå stær på {chart.OneOf("højre", "venstre")} øje i dråbebedøvelse. Ukompliceret fakoemulsifikation, linse i kapselpose. Øjendråber 3 gange dagligt i 3 uger. Må ikke løfte tungt den første uge.");
        }
    }

    private static void Surgery(Chart chart)
    {
        var isGall = chart.Age > 35 && chart.Random.Chance(0.6);
        var diagnosis = isGall ? AcuteDiagnoses.Gallstone : AcuteDiagnoses.Appendicitis;
        var stay = chart.Admission(chart.SomeDay(1700, 15), chart.Random.Int(1, 3), chart.Ward(Specialty.Surgery), diagnosis, (isGall ? "Operation for galdesten" : "Akut indlæggelse, blindtarmsbetændelse", !isGall, false));
        chart.Suffer(diagnosis, stay, 14);
        chart.Panel(stay, "Blodprøver", (LabTests.Crp, isGall ? chart.Random.Int(4, 30) : chart.Random.Int(30, 150)), (LabTests.Leukocytes, isGall ? 7.4 : chart.Random.Normal(14, 2)), (LabTests.Alat, chart.Random.Int(15, 80)));
        chart.Operate(stay, isGall ? "KJKA21" : "KJEA01", isGall ? "Laparoskopisk kolecystektomi" : "Laparoskopisk appendektomi", diagnosis);
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, diagnosis, (
            isGall ? "Gentagne galdestensanfald, ultralyd viser multiple sten." : "Smerter startende ved navlen, vandret til højre side af maven, kvalme og let feber.",
            "Ukompliceret kikkertoperation. Tager for sig af retterne, velsmertedækket.", "Paracetamol og ibuprofen i 3-4 dage.", "Ingen kontrol. Plaster kan fjernes efter 2 dage. Ringer ved feber eller tiltagende smerter.")));
    }

    private sealed class Ailment(Diagnosis diagnosis, string said, string seen, string plan, Drug? remedy = null)
    {
        internal Drug? Remedy => remedy;

        internal Diagnosis Diagnosis => diagnosis;

        internal string[] Said { get; } = said.Split('|');

        internal string[] Seen { get; } = seen.Split('|');

        internal string[] Plan { get; } = plan.Split('|');
    }
}
