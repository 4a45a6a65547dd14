namespace Helhed.Synthetic;

/// <summary>The blood and urine tests the courses use, with Danish NPU texts and ordinary Danish reference intervals for adults.</summary>
internal static class LabTests
{
    private static readonly (string, string, int) MillimolPerLitre = ("mmol/L", "mmol/L", 1);
    private static readonly (string, string, int) Cells = ("10^9/L", "10*9/L", 1);
    private static readonly (string, string, int) WholeCells = ("10^9/L", "10*9/L", 0);
    private static readonly (string, string, int) MicrogramPerLitre = ("µg/L", "ug/L", 1);

    internal static readonly LabTest Haemoglobin = new("NPU02319 B—Hæmoglobin(Fe); stofk. = ? mmol/L", "Hæmoglobin", MillimolPerLitre, (7.3, 9.5), (8.3, 10.5));
    internal static readonly LabTest Leukocytes = new("NPU02593 B—Leukocytter; antalk. = ? × 10^9/L", "Leukocytter", Cells, (3.5, 8.8));
    internal static readonly LabTest Neutrophils = new("NPU02902 B—Neutrophilocytter; antalk. = ? × 10^9/L", "Neutrofilocytter", Cells, (1.5, 7.5));
    internal static readonly LabTest Platelets = new("NPU03568 B—Trombocytter; antalk. = ? × 10^9/L", "Trombocytter", WholeCells, (165, 400), (145, 350));
    internal static readonly LabTest Crp = new("NPU19748 P—C-reaktivt protein; massek. = ? mg/L", "CRP", ("mg/L", "mg/L", 0), (null, 8));
    internal static readonly LabTest Creatinine = new("NPU18016 P—Creatininium; stofk. = ? µmol/L", "Kreatinin", ("µmol/L", "umol/L", 0), (45, 90), (60, 105));
    internal static readonly LabTest Egfr = new("DNK35302 Nyre—Glomerulusfiltration, relativ estimeret; vol.hast.(CKD-EPI-kreatinin) = ? mL/min", "eGFR", ("mL/min/1,73m²", "mL/min/{1.73_m2}", 0), (60, null));
    internal static readonly LabTest Potassium = new("NPU03230 P—Kalium-ion; stofk. = ? mmol/L", "Kalium", MillimolPerLitre, (3.5, 4.4));
    internal static readonly LabTest Sodium = new("NPU03429 P—Natrium-ion; stofk. = ? mmol/L", "Natrium", ("mmol/L", "mmol/L", 0), (137, 145));
    internal static readonly LabTest Alat = new("NPU19651 P—Alanintransaminase; kat.k. = ? U/L", "ALAT", ("U/L", "U/L", 0), (10, 45), (10, 70));
    internal static readonly LabTest Albumin = new("NPU19673 P—Albumin; massek. = ? g/L", "Albumin", ("g/L", "g/L", 0), (34, 45));
    internal static readonly LabTest Hba1c = new("NPU27300 Hb(B)—Hæmoglobin A1c(IFCC); stoffr. = ? mmol/mol", "HbA1c", ("mmol/mol", "mmol/mol", 0), (null, 48));
    internal static readonly LabTest Cholesterol = new("NPU01566 P—Cholesterol+ester; stofk. = ? mmol/L", "Kolesterol total", MillimolPerLitre, (null, 5.0));
    internal static readonly LabTest Hdl = new("NPU01567 P—Cholesterol+ester(i HDL); stofk. = ? mmol/L", "HDL-kolesterol", MillimolPerLitre, (1.2, null), (1.0, null));
    internal static readonly LabTest Ldl = new("NPU01568 P—Cholesterol+ester(i LDL); stofk. = ? mmol/L", "LDL-kolesterol", MillimolPerLitre, (null, 3.0));
    internal static readonly LabTest Triglyceride = new("NPU04094 P—Triglycerid; stofk. = ? mmol/L", "Triglycerid", MillimolPerLitre, (null, 2.0));
    internal static readonly LabTest UrineAlbumin = new("NPU28842 U—Albumin/Creatininium; masseratio = ? × 10^-3", "Albumin/kreatinin-ratio, urin", ("mg/g", "mg/g", 0), (null, 30));
    internal static readonly LabTest Inr = new("NPU01685 P—Koagulation, vævsfaktor-induceret; rel.tid(aktuel/norm; INR; IRP 67/40; proc.) = ?", "INR", ("INR", "1", 1), (0.8, 1.2));
    internal static readonly LabTest ProBnp = new("NPU21571 P—Natriuretisk peptid(B-type, NT-pro); massek. = ? ng/L", "NT-proBNP", ("ng/L", "ng/L", 0), (null, 300));
    internal static readonly LabTest Troponin = new("NPU27501 P—Troponin T(hjertemuskel); massek. = ? ng/L", "Troponin T", ("ng/L", "ng/L", 0), (null, 14));
    internal static readonly LabTest Tsh = new("NPU03577 P—Thyrotropin; arb.stofk. = ? × 10^-3 int.enh./L", "TSH", ("10^-3 IU/L", "m[IU]/L", 2), (0.4, 4.0));
    internal static readonly LabTest Ferritin = new("NPU19763 P—Ferritin; massek. = ? µg/L", "Ferritin", ("µg/L", "ug/L", 0), (15, 150), (30, 400));
    internal static readonly LabTest Cobalamin = new("NPU01700 P—Cobalaminer; stofk. = ? pmol/L", "Vitamin B12", ("pmol/L", "pmol/L", 0), (200, 600));
    internal static readonly LabTest VitaminD = new("NPU10267 P—Calcifediol+25-Hydroxyergocalciferol; stofk. = ? nmol/L", "D-vitamin", ("nmol/L", "nmol/L", 0), (50, 160));
    internal static readonly LabTest Cea = new("NPU19719 P—Carcinoembryonalt antigen; massek. = ? µg/L", "CEA", MicrogramPerLitre, (null, 5.0));
    internal static readonly LabTest Glucose = new("NPU02192 P—Glucose; stofk. = ? mmol/L", "Glukose", MillimolPerLitre, (4.2, 7.8));
    internal static readonly LabTest BloodType = new("NPU01945 Erc(B)—Erythrocyt-antigen; taxon(AB0; Rh D; proc.) = ?", "Blodtype (ABO og RhD)", ("", "1", 0), (null, null));
}
