using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Which part of the health service wrote something.</summary>
public enum Sector
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>Hospitals and ambulances.</summary>
    Hospital,

    /// <summary>General practice.</summary>
    Practice,

    /// <summary>The municipality.</summary>
    Municipality,

    /// <summary>The citizen.</summary>
    Own,
}

/// <summary>One line of a record: something that was written, by whom and where.</summary>
/// <param name="Type">The resource's type.</param>
/// <param name="Id">The resource's id.</param>
/// <param name="Part">Where it stands.</param>
/// <param name="Day">The day that it is about; null when nobody wrote it.</param>
/// <param name="Title">What it is.</param>
public sealed record RecordLine(string Type, string Id, RecordPart Part, DateOnly? Day, string Title)
{
    /// <summary>The value, dose or state, in a few words.</summary>
    public string? Value { get; init; }

    /// <summary>The value is in the record's own words, and not in the page's: its language is Danish.</summary>
    public bool IsValueWritten { get; init; }

    /// <summary>The whole text of a note or a description.</summary>
    public string? Text { get; init; }

    /// <summary>Whether it holds now: an active disease, medicine in use, an open course.</summary>
    public bool IsNow { get; init; } = true;

    /// <summary>The last day of something that lasted; null while it does.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Who wrote it.</summary>
    public Named? Author { get; init; }

    /// <summary>The unit it was written in.</summary>
    public Named? Place { get; init; }

    /// <summary>The contact it was written in, "Encounter/x".</summary>
    public string? Contact { get; init; }

    /// <summary>Sector of <see cref="Place"/>.</summary>
    public Sector Sector { get; init; }

    /// <summary>Where a measurement lies against its range.</summary>
    public RangePosition Position { get; init; }

    /// <summary>The analysis of a measurement, as the address of its page names it.</summary>
    public string? Analysis { get; init; }

    /// <summary>Further facts: name, value, and whether the value is in the record's own words.</summary>
    public IReadOnlyList<(string Name, string Value, bool IsWritten)> Facts { get; init; } = [];

    /// <summary>"Observation/x".</summary>
    public string Reference => $"{Type}/{Id}";

    /// <summary>The page of the line.</summary>
    public string Path => RecordParts.Line(Type, Id);
}

/// <summary>Somebody or some place that a record names.</summary>
/// <param name="Reference">"Organization/x" or "Practitioner/x"; null when only a name is given.</param>
/// <param name="Name">The name; null when only the reference is given.</param>
public sealed record Named(string? Reference, string? Name);
