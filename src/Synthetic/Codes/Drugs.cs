namespace Helhed.Synthetic;

/// <summary>Long-term medicine, with ATC codes and Danish dosing texts.</summary>
internal static class Drugs
{
    internal static readonly Drug Metformin500 = new("A10BA02 Metformin", "500 mg tabletter", "1 tablet morgen og aften", "type 2-diabetes", 2);
    internal static readonly Drug Metformin1000 = new("A10BA02 Metformin", "1000 mg tabletter", "1 tablet morgen og aften", "type 2-diabetes", 2);
    internal static readonly Drug Empagliflozin = new("A10BK03 Empagliflozin", "10 mg tabletter", "1 tablet morgen", "type 2-diabetes");
    internal static readonly Drug Semaglutide = new("A10BJ06 Semaglutid", "1 mg injektionsvæske i pen", "1 mg under huden en gang om ugen", "type 2-diabetes", 0.143);
    internal static readonly Drug Glargine = new("A10AE04 Insulin glargin", "100 E/ml i pen", "18 enheder under huden til natten", "type 2-diabetes");
    internal static readonly Drug Atorvastatin40 = new("C10AA05 Atorvastatin", "40 mg tabletter", "1 tablet aften", "forhøjet kolesterol");
    internal static readonly Drug Simvastatin40 = new("C10AA01 Simvastatin", "40 mg tabletter", "1 tablet aften", "forhøjet kolesterol");
    internal static readonly Drug Losartan50 = new("C09CA01 Losartan", "50 mg tabletter", "1 tablet morgen", "forhøjet blodtryk");
    internal static readonly Drug Enalapril10 = new("C09AA02 Enalapril", "10 mg tabletter", "1 tablet morgen", "forhøjet blodtryk");
    internal static readonly Drug Amlodipine5 = new("C08CA01 Amlodipin", "5 mg tabletter", "1 tablet morgen", "forhøjet blodtryk");
    internal static readonly Drug Bendro = new("C03AB01 Bendroflumethiazid med kaliumklorid", "1,25 mg + 573 mg tabletter", "1 tablet morgen", "forhøjet blodtryk");
    internal static readonly Drug Ramipril5 = new("C09AA05 Ramipril", "5 mg tabletter", "1 tablet morgen og aften", "hjertesvigt", 2);
    internal static readonly Drug Metoprolol50 = new("C07AB02 Metoprolol", "50 mg depottabletter", "1 tablet morgen", "hurtig puls og hjertesvigt");
    internal static readonly Drug Metoprolol100 = new("C07AB02 Metoprolol", "100 mg depottabletter", "1 tablet morgen", "hurtig puls og hjertesvigt");
    internal static readonly Drug Spironolactone = new("C03DA01 Spironolacton", "25 mg tabletter", "1 tablet morgen", "hjertesvigt");
    internal static readonly Drug Furosemide = new("C03CA01 Furosemid", "40 mg tabletter", "1 tablet morgen", "væskeophobning");
    internal static readonly Drug Dapagliflozin = new("A10BK01 Dapagliflozin", "10 mg tabletter", "1 tablet morgen", "hjertesvigt");
    internal static readonly Drug Warfarin = new("B01AA03 Warfarin", "2,5 mg tabletter", "dosis efter INR, se doseringsskema", "forebyggelse af blodprop");
    internal static readonly Drug Apixaban = new("B01AF02 Apixaban", "5 mg tabletter", "1 tablet morgen og aften", "forebyggelse af blodprop", 2);
    internal static readonly Drug Rivaroxaban = new("B01AF01 Rivaroxaban", "20 mg tabletter", "1 tablet daglig til et måltid", "forebyggelse af blodprop");
    internal static readonly Drug Clopidogrel = new("B01AC04 Clopidogrel", "75 mg tabletter", "1 tablet morgen", "forebyggelse af blodprop");
    internal static readonly Drug Tiotropium = new("R03BB04 Tiotropium", "2,5 mikrogram/dosis inhalator", "2 inhalationer morgen", "KOL");
    internal static readonly Drug Dual = new("R03AL06 Tiotropium og olodaterol", "2,5 + 2,5 mikrogram/dosis inhalator", "2 inhalationer morgen", "KOL");
    internal static readonly Drug Triple = new("R03AL09 Formoterol, glycopyrronium og beclometason", "5 + 9 + 87 mikrogram/dosis spray", "2 inhalationer morgen og aften", "KOL", 2);
    internal static readonly Drug Salbutamol = new("R03AC02 Salbutamol", "0,1 mg/dosis spray", "1-2 inhalationer ved behov, højst 8 i døgnet", "åndenød", 0);
    internal static readonly Drug Budesonide = new("R03BA02 Budesonid", "200 mikrogram/dosis inhalator", "1 inhalation morgen og aften", "astma", 2);
    internal static readonly Drug BudesonideFormoterol = new("R03AK07 Formoterol og budesonid", "4,5 + 160 mikrogram/dosis inhalator", "1 inhalation morgen og aften", "astma", 2);
    internal static readonly Drug Sertraline50 = new("N06AB06 Sertralin", "50 mg tabletter", "1 tablet morgen", "depression");
    internal static readonly Drug Sertraline100 = new("N06AB06 Sertralin", "100 mg tabletter", "1 tablet morgen", "depression");
    internal static readonly Drug Escitalopram = new("N06AB10 Escitalopram", "10 mg tabletter", "1 tablet morgen", "angst");
    internal static readonly Drug Mirtazapine = new("N06AX11 Mirtazapin", "15 mg tabletter", "1 tablet til natten", "depression");
    internal static readonly Drug Olanzapine = new("N05AH03 Olanzapin", "10 mg tabletter", "1 tablet til natten", "psykotiske symptomer");
    internal static readonly Drug Aripiprazole = new("N05AX12 Aripiprazol", "400 mg depotinjektion", "400 mg i musklen hver 4. uge", "psykotiske symptomer", 0.0357);
    internal static readonly Drug Quetiapine = new("N05AH04 Quetiapin", "25 mg tabletter", "1 tablet til natten", "søvnbesvær ved psykisk lidelse");
    internal static readonly Drug Pantoprazole = new("A02BC02 Pantoprazol", "20 mg enterotabletter", "1 tablet morgen", "halsbrand");
    internal static readonly Drug Levothyroxine = new("H03AA01 Levothyroxin", "75 mikrogram tabletter", "1 tablet morgen på tom mave", "for lavt stofskifte");
    internal static readonly Drug Alendronate = new("M05BA04 Alendronat", "70 mg tabletter", "1 tablet om ugen, fastende", "knogleskørhed", 0.143);
    internal static readonly Drug CalciumVitaminD = new("A12AX Calcium og D-vitamin", "400 mg + 19 mikrogram tyggetabletter", "1 tablet morgen og aften", "knogleskørhed", 2);
    internal static readonly Drug Paracetamol = new("N02BE01 Paracetamol", "500 mg tabletter", "2 tabletter 3-4 gange daglig", "smerter", 4);
    internal static readonly Drug ParacetamolNeeded = new("N02BE01 Paracetamol", "500 mg tabletter", "1-2 tabletter ved behov, højst 8 i døgnet", "smerter", 0);
    internal static readonly Drug Contraceptive = new("G03AA07 Levonorgestrel og ethinylestradiol", "0,15 + 0,03 mg tabletter", "1 tablet daglig i 21 dage, 7 dages pause", "forebyggelse af graviditet");
    internal static readonly Drug Sumatriptan = new("N02CC01 Sumatriptan", "50 mg tabletter", "1 tablet ved anfald, kan gentages én gang", "migræne", 0);
    internal static readonly Drug Cetirizine = new("R06AE07 Cetirizin", "10 mg tabletter", "1 tablet daglig ved behov", "høfeber", 0);
    internal static readonly Drug Hydrocortisone = new("D07AA02 Hydrocortison", "1 % creme", "påsmøres tyndt 1-2 gange daglig ved udbrud", "eksem", 0);
    internal static readonly Drug Tamoxifen = new("L02BA01 Tamoxifen", "20 mg tabletter", "1 tablet daglig", "forebyggelse af tilbagefald af brystkræft");
    internal static readonly Drug Letrozole = new("L02BG04 Letrozol", "2,5 mg tabletter", "1 tablet daglig", "forebyggelse af tilbagefald af brystkræft");
}
