using Helhed.Fhir.Danish;

namespace Helhed.Fhir.Validation;

/// <summary>Danish texts of the rules that people meet most; the rest are told in the specification's English.</summary>
internal static class InvariantTexts
{
    public static string? Danish(string key) => key switch
    {
        "obs-6" => "dataAbsentReason må kun angives, når der ingen værdi er.",
        "obs-7" => "Er Observation.code den samme som koden i en component, må der ikke stå en værdi ved siden af.",
        "obs-3" => "Et referenceinterval skal have low, high eller text.",
        "per-1" => "En periodes start skal ligge før dens slutning.",
        "rng-2" => "Et intervals nedre grænse skal være mindre end eller lig med den øvre.",
        "rat-1" => "Et forhold har både tæller og nævner, eller ingen af dem.",
        "qty-3" => "Angives en kode for enheden, skal dens system også angives.",
        "cpt-2" => "Et kontaktpunkt med en værdi skal angive sit system (telefon, e-mail …).",
        "pat-1" => "En pårørende skal have navn, kontaktpunkt, adresse eller organisation.",
        "ref-1" => "En lokal henvisning skal have en indlejret ressource.",
        "org-1" => "En organisation skal have et navn eller en identifikator.",
        "bdl-1" => "Bundle.total må kun angives i søgninger og historik.",
        "bdl-2" => "entry.search må kun angives i søgninger.",
        "bdl-3" => "entry.request skal angives i batch, transaction og history, og må ikke angives ellers.",
        "bdl-4" => "entry.response skal angives i svar og history, og må ikke angives ellers.",
        "bdl-5" => "En entry skal have en ressource, en request eller et response.",
        "bdl-7" => "fullUrl skal være entydig i bundtet, eller have forskellig meta.versionId.",
        "bdl-8" => "fullUrl må ikke angive en version.",
        "bdl-9" => "Et dokument skal have en identifikator med system og værdi.",
        "bdl-10" => "Et dokument skal have et tidspunkt.",
        "bdl-11" => "Et dokument skal have en Composition som første ressource.",
        "bdl-12" => "En besked skal have en MessageHeader som første ressource.",
        "con-3" => "En diagnose skal have en klinisk status, medmindre den er afvist eller kun står på problemlisten.",
        "con-4" => "Er diagnosen afsluttet, skal den kliniske status være inactive, resolved eller remission.",
        "con-5" => "Er diagnosen fejlregistreret, må der ikke stå en klinisk status.",
        "app-2" => "Start og slut angives begge eller slet ikke.",
        "app-3" => "Kun foreslåede, aflyste eller ventende aftaler må mangle start og slut.",
        "att-1" => "En vedhæftet fil med data skal have en contentType.",
        "tim-1" => "Gives en varighed, skal dens enhed også gives.",
        "que-2" => "linkId skal være entydigt i spørgeskemaet.",
        "qrs-1" => "Et svar-element har enten svar eller underelementer, ikke begge.",
        _ => DanishInvariants.Danish(key),
    };
}
