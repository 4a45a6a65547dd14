using System.Collections.Frozen;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>What of the body an analysis is about, in the order in which groups are shown.</summary>
public enum AnalysisGroup
{
    /// <summary>Red and white cells, and how the blood clots.</summary>
    Blood,

    /// <summary>Signs of inflammation.</summary>
    Infection,

    /// <summary>Kidneys and the salts that they keep in balance.</summary>
    Kidneys,

    /// <summary>Liver.</summary>
    Liver,

    /// <summary>Sugar and fat in the blood.</summary>
    SugarAndFat,

    /// <summary>Metabolism.</summary>
    Metabolism,

    /// <summary>Iron and vitamins.</summary>
    IronAndVitamins,

    /// <summary>Substances by which cancer is followed.</summary>
    Cancer,

    /// <summary>Other samples.</summary>
    OtherSamples,

    /// <summary>Heart and blood pressure.</summary>
    Heart,

    /// <summary>Lungs and breathing.</summary>
    Lungs,

    /// <summary>Weight, height and temperature.</summary>
    Body,

    /// <summary>Other measurements, and answers to questions.</summary>
    OtherMeasurements,
}

/// <summary>The groups of the common analyses, by NPU or LOINC code, and what they are called.</summary>
internal static class AnalysisGroups
{
    private static readonly FrozenDictionary<string, AnalysisGroup> Known = new (AnalysisGroup Group, string[] Codes)[]
    {
        (AnalysisGroup.Blood, ["NPU02319", "NPU02593", "NPU02902", "NPU03568", "NPU01685"]),
        (AnalysisGroup.Infection, ["NPU19748"]),
        (AnalysisGroup.Kidneys, ["NPU18016", "DNK35302", "NPU03230", "NPU03429", "NPU28842"]),
        (AnalysisGroup.Liver, ["NPU19651", "NPU19673"]),
        (AnalysisGroup.SugarAndFat, ["NPU27300", "NPU02192", "NPU01566", "NPU01567", "NPU01568", "NPU04094"]),
        (AnalysisGroup.Metabolism, ["NPU03577"]),
        (AnalysisGroup.IronAndVitamins, ["NPU19763", "NPU01700", "NPU10267"]),
        (AnalysisGroup.Cancer, ["NPU19719"]),
        (AnalysisGroup.Heart, ["NPU21571", "NPU27501", "8480-6", "8462-4", "8867-4", "10230-1"]),
        (AnalysisGroup.Lungs, ["2708-6", "9279-1", "19935-6", "20150-9", "20152-5", "19926-5"]),
        (AnalysisGroup.Body, ["8310-5", "29463-7", "39156-5", "8302-2"]),
    }.SelectMany(g => g.Codes.Select(c => (c, g.Group))).ToFrozenDictionary(g => g.c, g => g.Group, StringComparer.Ordinal);

    /// <summary>Laboratories answer by NPU; what is measured at the bedside and at home has LOINC.</summary>
    public static AnalysisGroup Of(string? code) =>
        code is not null && Known.TryGetValue(code, out var group) ? group
        : code is not null && (code.StartsWith("NPU", StringComparison.Ordinal) || code.StartsWith("DNK", StringComparison.Ordinal)) ? AnalysisGroup.OtherSamples
        : AnalysisGroup.OtherMeasurements;

    public static string Name(AnalysisGroup group, Language language)
    {
        return group switch
        {
            AnalysisGroup.Blood => Say("Blod", "Blood"),
            AnalysisGroup.Infection => Say("Betændelse", "Inflammation"),
            AnalysisGroup.Kidneys => Say("Nyrer og salte", "Kidneys and salts"),
            AnalysisGroup.Liver => Say("Lever", "Liver"),
            AnalysisGroup.SugarAndFat => Say("Sukker og fedt", "Sugar and fat"),
            AnalysisGroup.Metabolism => Say("Stofskifte", "Metabolism"),
            AnalysisGroup.IronAndVitamins => Say("Jern og vitaminer", "Iron and vitamins"),
            AnalysisGroup.Cancer => Say("Opfølgning på kræft", "Following cancer"),
            AnalysisGroup.OtherSamples => Say("Andre prøver", "Other samples"),
            AnalysisGroup.Heart => Say("Hjerte og blodtryk", "Heart and blood pressure"),
            AnalysisGroup.Lungs => Say("Lunger", "Lungs"),
            AnalysisGroup.Body => Say("Vægt, højde og temperatur", "Weight, height and temperature"),
            _ => Say("Andre målinger", "Other measurements"),
        };

        string Say(string danish, string english) => language == Language.English ? english : danish;
    }
}
