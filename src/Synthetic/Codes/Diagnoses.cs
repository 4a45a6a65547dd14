namespace Helhed.Synthetic;

/// <summary>Long-lasting diseases. Texts are SKS' and ICPC-2's own Danish ones.</summary>
internal static class Diagnoses
{
    internal static readonly Diagnosis Copd = new("DJ449", "Kronisk obstruktiv lungesygdom UNS", "R95", "kronisk obstruktiv lungesygdom");
    internal static readonly Diagnosis Asthma = new("DJ459", "Astma UNS", "R96", "astma");
    internal static readonly Diagnosis Diabetes = new("DE119", "Type 2-diabetes uden komplikationer", "T90", "diabetes type 2");
    internal static readonly Diagnosis DiabetesKidney = new("DE112", "Type 2-diabetes med nyrekomplikation");
    internal static readonly Diagnosis Lipids = new("DE780", "Hyperkolesterolæmi", "T93", "lipidforstyrrelse");
    internal static readonly Diagnosis Hypertension = new("DI109", "Essentiel hypertension", "K86", "ukompliceret hypertension");
    internal static readonly Diagnosis Fibrillation = new("DI489", "Atrieflagren eller atrieflimren UNS", "K78", "atrieflimren/flagren");
    internal static readonly Diagnosis HeartFailure = new("DI509", "Hjertesvigt UNS", "K77", "hjertesvigt");
    internal static readonly Diagnosis Stroke = new("DI639", "Hjerneinfarkt UNS", "K90", "apopleksi");
    internal static readonly Diagnosis StrokeSequel = new("DI693", "Senfølge efter tidligere hjerneinfarkt", "K90", "apopleksi");
    internal static readonly Diagnosis BreastCancer = new("DC504", "Brystkræft i den øvre laterale kvadrant af mamma", "X76", "brystkræft (Kvinde)");
    internal static readonly Diagnosis ColonCancer = new("DC187", "Kræft i colon sigmoideum", "D75", "kræft i tyktarm/endetarm");
    internal static readonly Diagnosis LungCancer = new("DC341", "Kræft i lungens øverste lap", "R84", "kræft i bronkie/lunge");
    internal static readonly Diagnosis SuspectedCancer = new("DZ031", "Obs. pga mistanke om kræft");
    internal static readonly Diagnosis CancerControl = new("DZ089", "Kontrolundersøgelse efter behandling af kræft UNS");
    internal static readonly Diagnosis Chemotherapy = new("DZ511", "Kemoterapi for ondartet svulst");
    internal static readonly Diagnosis Neutropenia = new("DD70", "Neutropeni");
    internal static readonly Diagnosis Hip = new("DM161", "Primær enkeltsidig hofteledsartrose", "L89", "artrose i hofteled");
    internal static readonly Diagnosis Knee = new("DM171", "Primær enkeltsidig knæledsartrose", "L90", "artrose i knæ");
    internal static readonly Diagnosis Joint = new("DZ966", "Tilstand med ortopædisk ledimplantat");
    internal static readonly Diagnosis Depression = new("DF321", "Depressiv enkeltepisode af moderat grad", "P76", "depression");
    internal static readonly Diagnosis Schizophrenia = new("DF200", "Paranoid skizofreni", "P72", "skizofreni");
    internal static readonly Diagnosis Anxiety = new("DF411", "Generaliseret angst", "P74", "angsttilstand");
    internal static readonly Diagnosis Osteoporosis = new("DM810", "Postmenopausal osteoporose", "L95", "osteoporose");
    internal static readonly Diagnosis Hypothyroid = new("DE039", "Hypothyroidisme UNS", "T86", "myksødem");
    internal static readonly Diagnosis Migraine = new("DG439", "Migræne UNS", "N89", "migræne");
    internal static readonly Diagnosis Reflux = new("DK219", "Gastro-øsofagal refluks uden øsofagitis", "D84", "sygdom i spiserør");
    internal static readonly Diagnosis Eczema = new("DL209", "Atopisk dermatitis UNS", "S87", "atopisk dermatit");
    internal static readonly Diagnosis HayFever = new("DJ301", "Pollenudløst allergisk rinitis", "R97", "høfeber");
    internal static readonly Diagnosis Cataract = new("DH259", "Aldersbetinget grå stær (>=50 år) UNS", "F92", "katarakt");
}
