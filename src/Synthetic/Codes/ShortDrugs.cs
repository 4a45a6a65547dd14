namespace Helhed.Synthetic;

/// <summary>Medicine given in short courses or at a hospital.</summary>
internal static class ShortDrugs
{
    internal static readonly Drug Prednisolone = new("H02AB06 Prednisolon", "25 mg tabletter", "1½ tablet (37,5 mg) morgen i 5 dage", "forværring af KOL");
    internal static readonly Drug Amoxicillin = new("J01CA04 Amoxicillin", "750 mg tabletter", "1 tablet 3 gange daglig i 7 dage", "luftvejsinfektion", 3);
    internal static readonly Drug AmoxicillinMixture = new("J01CA04 Amoxicillin", "50 mg/ml mikstur", "efter vægt 3 gange daglig i 7 dage", "mellemørebetændelse", 3);
    internal static readonly Drug Penicillin = new("J01CE02 Phenoxymethylpenicillin", "1 mio. IE tabletter", "1 tablet 4 gange daglig i 7 dage", "halsbetændelse", 4);
    internal static readonly Drug PenicillinMixture = new("J01CE02 Phenoxymethylpenicillin", "50.000 IE/ml mikstur", "efter vægt 3 gange daglig i 7 dage", "mellemørebetændelse", 3);
    internal static readonly Drug Roxithromycin = new("J01FA06 Roxithromycin", "300 mg tabletter", "1 tablet daglig i 7 dage", "luftvejsinfektion");
    internal static readonly Drug Doxycycline = new("J01AA02 Doxycyclin", "100 mg tabletter", "2 tabletter første dag, derefter 1 tablet daglig", "luftvejsinfektion");
    internal static readonly Drug Pivmecillinam = new("J01CA08 Pivmecillinam", "400 mg tabletter", "1 tablet 3 gange daglig i 3 dage", "blærebetændelse", 3);
    internal static readonly Drug Nitrofurantoin = new("J01XE01 Nitrofurantoin", "50 mg tabletter", "1 tablet 3 gange daglig i 5 dage", "blærebetændelse", 3);
    internal static readonly Drug Tazocin = new("J01CR05 Piperacillin og tazobactam", "4 g + 0,5 g infusion", "4 g intravenøst 3 gange daglig", "svær infektion", 3);
    internal static readonly Drug Meropenem = new("J01DH02 Meropenem", "1 g infusion", "1 g intravenøst 3 gange daglig", "svær infektion ved penicillinallergi", 3);
    internal static readonly Drug Ibuprofen = new("M01AE01 Ibuprofen", "400 mg tabletter", "1 tablet 3 gange daglig i højst 10 dage", "smerter", 3);
    internal static readonly Drug Morphine = new("N02AA01 Morfin", "10 mg tabletter", "1 tablet ved behov, højst 4 i døgnet", "stærke smerter efter operation", 0);
    internal static readonly Drug Zopiclone = new("N05CF01 Zopiclon", "3,75 mg tabletter", "1 tablet ved sengetid i højst 2 uger", "søvnbesvær");
    internal static readonly Drug Chloramphenicol = new("S01AA01 Chloramphenicol", "0,5 % øjendråber", "1 dråbe 4 gange daglig i 5 dage", "øjenbetændelse", 4);
    internal static readonly Drug Rivaroxaban10 = new("B01AF01 Rivaroxaban", "10 mg tabletter", "1 tablet daglig i 10 dage", "forebyggelse af blodprop efter operation");
    internal static readonly Drug Alteplase = new("B01AD02 Alteplase", "infusion", "0,9 mg/kg intravenøst, 10 % som bolus", "blodprop i hjernen");
    internal static readonly Drug Epirubicin = new("L01DB03 Epirubicin", "infusion", "90 mg/m² intravenøst dag 1, hver 3. uge", "brystkræft", 0.0476);
    internal static readonly Drug Cyclophosphamide = new("L01AA01 Cyclophosphamid", "infusion", "600 mg/m² intravenøst dag 1, hver 3. uge", "brystkræft", 0.0476);
    internal static readonly Drug Capecitabine = new("L01BC06 Capecitabin", "500 mg tabletter", "4 tabletter morgen og aften i 14 dage, 7 dages pause", "tyktarmskræft", 2);
    internal static readonly Drug Oxaliplatin = new("L01XA03 Oxaliplatin", "infusion", "130 mg/m² intravenøst dag 1, hver 3. uge", "tyktarmskræft", 0.0476);
    internal static readonly Drug Carboplatin = new("L01XA02 Carboplatin", "infusion", "AUC 5 intravenøst dag 1, hver 3. uge", "lungekræft", 0.0476);
    internal static readonly Drug Pemetrexed = new("L01BA04 Pemetrexed", "infusion", "500 mg/m² intravenøst dag 1, hver 3. uge", "lungekræft", 0.0476);
    internal static readonly Drug Pembrolizumab = new("L01FF02 Pembrolizumab", "infusion", "200 mg intravenøst hver 3. uge", "lungekræft", 0.0476);
    internal static readonly Drug Ondansetron = new("A04AA01 Ondansetron", "8 mg tabletter", "1 tablet 2 gange daglig i 3 dage ved kemoterapi", "kvalme", 2);
    internal static readonly Drug Filgrastim = new("L03AA13 Pegfilgrastim", "6 mg injektion", "6 mg under huden dagen efter kemoterapi", "lavt antal hvide blodlegemer", 0.0476);
    internal static readonly Drug Folic = new("B03BB01 Folinsyre", "400 mikrogram tabletter", "1 tablet daglig indtil uge 12", "graviditet");
    internal static readonly Drug Iron = new("B03AA07 Ferrosulfat", "100 mg depottabletter", "1 tablet daglig", "jernmangel");
    internal static readonly Drug Nicotine = new("N07BA01 Nikotin", "14 mg/24 timer depotplaster", "1 plaster i døgnet, nedtrappes over 12 uger", "rygestop");
}
