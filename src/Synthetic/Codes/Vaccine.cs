using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A vaccine by ATC code.</summary>
internal sealed class Vaccine(string atc, string name, string disease)
{
    internal string Name => name;

    internal CodeableConcept Code { get; } = Concept.Of(Systems.Atc, atc, name);

    internal IReadOnlyList<CodeableConcept> Target { get; } = [Concept.Words(disease)];
}

internal static class Vaccines
{
    internal static readonly Vaccine DiTeKiPolHib = new("J07CA06", "Difteri, stivkrampe, kighoste, polio og Hib", "Difteri, stivkrampe, kighoste, polio og Haemophilus influenzae type b");
    internal static readonly Vaccine Pneumococcal = new("J07AL02", "Pneumokokker, konjugeret", "Pneumokoksygdom");
    internal static readonly Vaccine Mmr = new("J07BD52", "Mæslinger, fåresyge og røde hunde", "Mæslinger, fåresyge og røde hunde");
    internal static readonly Vaccine Booster = new("J07CA02", "Difteri, stivkrampe, kighoste og polio", "Difteri, stivkrampe, kighoste og polio");
    internal static readonly Vaccine Hpv = new("J07BM03", "Human papillomavirus", "Humant papillomavirus");
    internal static readonly Vaccine Influenza = new("J07BB02", "Influenza, inaktiveret", "Sæsoninfluenza");
    internal static readonly Vaccine Covid = new("J07BN01", "Covid-19, mRNA", "Covid-19");
    internal static readonly Vaccine PneumococcalAdult = new("J07AL01", "Pneumokokker, 23-valent", "Pneumokoksygdom");
    internal static readonly Vaccine PregnancyPertussis = new("J07AJ52", "Difteri, stivkrampe og kighoste", "Kighoste");
    internal static readonly Vaccine Tetanus = new("J07AM51", "Difteri og stivkrampe", "Stivkrampe");
}
