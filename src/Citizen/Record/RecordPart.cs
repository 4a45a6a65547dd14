using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The parts of a record, as a citizen looks for them.</summary>
public enum RecordPart
{
    /// <summary>Measurements and laboratory results.</summary>
    Results,

    /// <summary>Notes and letters.</summary>
    Notes,

    /// <summary>Descriptions of scans and reports.</summary>
    Documents,

    /// <summary>Diseases, now and earlier.</summary>
    Diagnoses,

    /// <summary>Medicine, now and earlier.</summary>
    Medicine,

    /// <summary>Vaccinations.</summary>
    Vaccinations,

    /// <summary>Allergies.</summary>
    Allergies,

    /// <summary>Courses of care and plans.</summary>
    Courses,

    /// <summary>A pregnancy, gathered from the other parts.</summary>
    Pregnancy,
}

/// <summary>Addresses of the parts.</summary>
internal static class RecordParts
{
    public const string Root = "/borger/journal";

    private static readonly (RecordPart Part, string Slug)[] Known =
    [
        (RecordPart.Results, "resultater"), (RecordPart.Notes, "notater"), (RecordPart.Documents, "dokumenter"), (RecordPart.Diagnoses, "diagnoser"),
        (RecordPart.Medicine, "medicin"), (RecordPart.Vaccinations, "vaccinationer"), (RecordPart.Allergies, "allergi"),
        (RecordPart.Courses, "forloeb"), (RecordPart.Pregnancy, "graviditet"),
    ];

    /// <summary>All parts that have lines of their own, in the order to show them.</summary>
    public static IReadOnlyList<RecordPart> All { get; } = [.. Known.Select(k => k.Part).Where(p => p != RecordPart.Pregnancy)];

    public static string Path(RecordPart part) => $"{Root}/{Known.First(k => k.Part == part).Slug}";

    /// <summary>The page of a line.</summary>
    public static string Line(string type, string id) => $"{Root}/linje/{type}/{id}";

    /// <summary>The picture of a part, the same wherever it is named; no two parts share one.</summary>
    public static IconName Icon(RecordPart part) => part switch
    {
        RecordPart.Results => IconName.Science,
        RecordPart.Notes => IconName.Assignment,
        RecordPart.Documents => IconName.Document,
        RecordPart.Diagnoses => IconName.Person,
        RecordPart.Medicine => IconName.Pill,
        RecordPart.Vaccinations => IconName.Success,
        RecordPart.Allergies => IconName.Warning,
        RecordPart.Courses => IconName.Time,
        _ => IconName.CalendarMonth,
    };

    public static RecordPart? Of(string slug) => Known.Where(k => k.Slug == slug).Select(k => (RecordPart?)k.Part).FirstOrDefault();
}
