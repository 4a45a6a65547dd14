using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>That staff have written something down which the citizen said by telephone or on paper: how, when, and who wrote it.</summary>
internal static class ToldText
{
    private const string Url = "https://helhed.example/fhir/StructureDefinition/told";

    /// <summary>"DocumentReference/x" of the paper on which it was said, where that stands here; null for none.</summary>
    /// <param name="extensions">Those of the record.</param>
    /// <param name="what">given, ended or contact.</param>
    public static string? PaperOf(IReadOnlyList<Extension> extensions, string what) => Parts(extensions, what)?.FirstOrDefault(p => p.Url == "paper")?.ValueReference?.ReferenceValue;

    /// <summary>In a sentence; null when the citizen did it on the page.</summary>
    /// <param name="extensions">Those of the record.</param>
    /// <param name="what">given, ended or contact.</param>
    /// <param name="language">The language of the page.</param>
    public static string? Of(IReadOnlyList<Extension> extensions, string what, Language language)
    {
        if (Parts(extensions, what) is not { } parts)
        {
            return null;
        }

        var isPhone = parts.Any(p => p.Url == "how" && p.ValueCode == "phone");
        var day = RecordText.Day(parts.FirstOrDefault(p => p.Url == "day")?.ValueDate) is { } said ? DateText.ShortDay(said, language) : "";
        var by = parts.FirstOrDefault(p => p.Url == "by")?.ValueReference?.Display ?? "";
        return Of((isPhone, day, by), what == "ended", language);
    }

    /// <summary>In a sentence, of what is no record.</summary>
    /// <param name="told">Whether by telephone, the day in words, and who wrote it down.</param>
    /// <param name="isEnd">Something was ended.</param>
    /// <param name="language">The language of the page.</param>
    public static string Of((bool IsPhone, string Day, string By) told, bool isEnd, Language language)
    {
        var text = (language, told.IsPhone) switch
        {
            (Language.English, true) => isEnd ? "You ended it by telephone on {0}. {1} wrote it down for you." : "You said it by telephone on {0}. {1} wrote it down for you.",
            (Language.English, false) => isEnd ? "You ended it on paper on {0}. {1} wrote it down for you." : "You said it on paper on {0}. {1} wrote it down for you.",
            (_, true) => isEnd ? "Du stoppede det i telefonen {0}. {1} skrev det ind for dig." : "Du sagde det i telefonen {0}. {1} skrev det ind for dig.",
            _ => isEnd ? "Du stoppede det på papir {0}. {1} skrev det ind for dig." : "Du gav det på papir {0}. {1} skrev det ind for dig.",
        };
        return string.Format(CultureInfo.InvariantCulture, text, told.Day, told.By);
    }

    private static IReadOnlyList<Extension>? Parts(IReadOnlyList<Extension> extensions, string what) =>
        extensions.FirstOrDefault(e => e.Url == Url && e.Extension.Any(p => p is { Url: "what" } && p.ValueCode == what))?.Extension;
}
