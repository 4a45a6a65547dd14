namespace Helhed.Synthetic;

/// <summary>Short illnesses, injuries, pregnancy and reasons for contact.</summary>
internal static class AcuteDiagnoses
{
    internal static readonly Diagnosis CopdExacerbation = new("DJ441", "Kronisk obstruktiv lungesygdom med akut eksacerbation UNS", "R95", "kronisk obstruktiv lungesygdom");
    internal static readonly Diagnosis Pneumonia = new("DJ189", "Pneumoni UNS", "R81", "lungebetændelse");
    internal static readonly Diagnosis AirwayInfection = new("DJ069", "Akut øvre luftvejsinfektion UNS", "R74", "akut øvre luftvejsinfektion");
    internal static readonly Diagnosis Otitis = new("DH669", "Mellemørebetændelse UNS", "H71", "akut mellemørebetændelse/myringit");
    internal static readonly Diagnosis Cystitis = new("DN300", "Akut blærebetændelse", "U71", "blærebetændelse/urinvejsinfekt IKA");
    internal static readonly Diagnosis LowBack = new("DM545", "Lændesmerter UNS", "L03", "symptom/klage fra lænd");
    internal static readonly Diagnosis Shoulder = new("DM759", "Skulderlidelse UNS", "L92", "skuldersyndrom");
    internal static readonly Diagnosis Ankle = new("DS934", "Distorsion af ankel UNS", "L77", "forstuvning af ankel");
    internal static readonly Diagnosis Wart = new("DB07", "Virale vorter", "S03", "vorte");
    internal static readonly Diagnosis Headache = new("DR51", "Hovedpine", "N01", "hovedpine");
    internal static readonly Diagnosis Tired = new("DR53", "Utilpashed og træthed", "A04", "almen svækkelse/træthed");
    internal static readonly Diagnosis Gastroenteritis = new("DA099", "Gastroenteritis eller colitis af ikke specificeret årsag", "D73", "formodet infektiøs gastroenterit");
    internal static readonly Diagnosis Tonsillitis = new("DJ039", "Akut tonsillitis UNS", "R76", "akut tonsillit");
    internal static readonly Diagnosis Contraception = new("DZ300", "Kontakt mhp almen rådg og vejl om graviditetsforebyggelse", "W11", "peroral svangerskabsforebyggelse");
    internal static readonly Diagnosis Prevention = new("DZ000", "Kontakt mhp generel helbredsundersøgelse", "A98", "helbredsbevar/forebyggende tiltag");
    internal static readonly Diagnosis Stress = new("DF430", "Akut belastningsreaktion", "P02", "akut belastningsreaktion");
    internal static readonly Diagnosis Sleep = new("DG470", "Insomni", "P06", "søvnforstyrrelse");
    internal static readonly Diagnosis Dizzy = new("DR42", "Svimmelhed", "N17", "svimmelhed");
    internal static readonly Diagnosis Gallstone = new("DK802", "Sten i galdeblæren uden kolecystitis");
    internal static readonly Diagnosis Appendicitis = new("DK358", "Anden og ikke spec. akut appendicitis");
    internal static readonly Diagnosis Wrist = new("DS525", "Fraktur af distale ende af radius", "L72", "fraktur af underarm");
    internal static readonly Diagnosis HipFracture = new("DS720", "Fraktur af lårbenshals", "L75", "fraktur af lårben");
    internal static readonly Diagnosis ChestPain = new("DR074", "Brystsmerter UNS");
    internal static readonly Diagnosis FirstPregnancy = new("DZ340", "Graviditet, førstegangsfødende", "W78", "svangerskab");
    internal static readonly Diagnosis LaterPregnancy = new("DZ348", "Anden graviditet", "W78", "svangerskab");
    internal static readonly Diagnosis Birth = new("DO800", "Spontan enkeltfødsel med hovedpræsentation", "W90", "ukompliceret fødsel med levendefødt barn");
    internal static readonly Diagnosis Caesarean = new("DO821", "Enkeltfødsel ved akut kejsersnit");
    internal static readonly Diagnosis Conjunctivitis = new("DH109", "Konjunktivitis UNS", "F70", "infektiøs konjunktivit");
}
