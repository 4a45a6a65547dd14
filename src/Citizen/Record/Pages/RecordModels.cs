using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Citizen;

/// <summary>The record's first page.</summary>
/// <param name="Newest">The newest notes and documents; null when they could not be fetched.</param>
/// <param name="Amended">References of lines that have an addition.</param>
/// <param name="HasPregnancy">Whether there is a pregnancy to show.</param>
public sealed record JournalModel(IReadOnlyList<RecordLine>? Newest, IReadOnlySet<string> Amended, bool HasPregnancy)
{
    /// <summary>Parts that the reader may see.</summary>
    public IReadOnlyList<RecordPart> Parts { get; init; } = RecordParts.All;

    /// <summary>The reader acts for somebody, and may not see notes.</summary>
    public bool IsOutside { get; init; }
}

/// <summary>What was searched for and found.</summary>
/// <param name="Word">What was typed.</param>
/// <param name="Lines">What was found, newest first; null when it could not be fetched.</param>
/// <param name="Errors">What to correct.</param>
public sealed record FindInRecordModel(string Word, IReadOnlyList<RecordLine>? Lines, IReadOnlyList<FormError> Errors)
{
    /// <summary>How what was found is narrowed, and can be.</summary>
    public PartFilter Filter { get; init; } = PartFilter.None;

    /// <summary>How many lines match; more than are shown, where they are many.</summary>
    public int Found { get; init; }

    /// <summary>There are more lines of a type than could be searched.</summary>
    public bool IsCut { get; init; }
}

/// <summary>A part of the record.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Lines">The page's lines, newest first; null when they could not be fetched.</param>
/// <param name="Amended">References of lines that have an addition.</param>
/// <param name="Filter">What is chosen, and what can be.</param>
public sealed record PartModel(RecordPart Part, IReadOnlyList<RecordLine>? Lines, IReadOnlySet<string> Amended, PartFilter Filter)
{
    /// <summary>The reader acts for somebody, and may not see this part.</summary>
    public bool IsOutside { get; init; }

    /// <summary>There are more lines of a type than could be read.</summary>
    public bool IsCut { get; init; }

    /// <summary>The address of the page before; null on the first.</summary>
    public string? Previous { get; init; }

    /// <summary>The address of the page after; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>How a part is narrowed.</summary>
/// <param name="Sector">The chosen sector; null for all.</param>
/// <param name="Place">The chosen unit; null for all.</param>
/// <param name="Sectors">Sectors that there are lines of.</param>
/// <param name="Places">Units that there are lines of.</param>
public sealed record PartFilter(string? Sector, string? Place, IReadOnlyList<Choice> Sectors, IReadOnlyList<Choice> Places)
{
    /// <summary>Nothing is chosen, and nothing can be.</summary>
    public static PartFilter None { get; } = new(null, null, [], []);

    /// <summary>The chosen year; null for all.</summary>
    public int? Year { get; init; }

    /// <summary>A year can be chosen: there are more lines than are shown without.</summary>
    public bool AsksYear { get; init; }

    /// <summary>True when something is chosen.</summary>
    public bool IsAny => Sector is not null || Place is not null || Year is not null;

    /// <summary>True when there is something to choose between.</summary>
    public bool IsUseful => Sectors.Count > 1 || Places.Count > 1 || IsAny || AsksYear;

    /// <summary>The span of the year that is asked for in a page's address.</summary>
    internal static LineSpan SpanOf(IQueryCollection query) => new(LineSpan.YearOf(query["aar"]));

    /// <summary>What is asked for in a page's address, and what there is to choose from in some lines.</summary>
    internal static PartFilter Of(IQueryCollection query, IReadOnlyList<RecordLine> lines, RecordTexts t, bool isCut)
    {
        var year = SpanOf(query).Year;
        return new PartFilter(
            Text("sektor"),
            Text("sted"),
            [.. lines.Select(l => l.Sector).Distinct().Order().Where(s => s != Citizen.Sector.Unknown).Select(s => new Choice(s.ToString(), t.SectorName(s)))],
            [.. lines.Select(l => l.Place).Where(p => p is { Reference: not null, Name: not null }).DistinctBy(p => p!.Reference).Select(p => new Choice(p!.Reference!, p.Name!)).OrderBy(c => c.Text, StringComparer.Ordinal)])
        {
            Year = year,
            AsksYear = isCut || year is not null,
        };

        string? Text(string name) => query[name].ToString() is { Length: > 0 and <= MostChars } typed ? typed : null;
    }

    /// <summary>Whether a line is let through.</summary>
    internal bool Lets(RecordLine line) => (Sector is null || line.Sector.ToString() == Sector) && (Place is null || line.Place?.Reference == Place);

    private const int MostChars = 100;
}

/// <summary>One line with its source.</summary>
/// <param name="Line">The line.</param>
/// <param name="Additions">Dated additions, oldest first.</param>
/// <param name="Versions">Its versions, newest first, each with what was changed.</param>
/// <param name="Stored">When the newest version was stored.</param>
public sealed record LineModel(RecordLine Line, IReadOnlyList<RecordLine> Additions, IReadOnlyList<LineVersion> Versions, DateTimeOffset Stored)
{
    /// <summary>The reader may say that it is wrong.</summary>
    public bool CanReport { get; init; } = true;
}

/// <summary>A version of a line.</summary>
/// <param name="At">When it was stored.</param>
/// <param name="Changes">What was changed in it; empty for the first.</param>
public sealed record LineVersion(DateTimeOffset At, IReadOnlyList<LineChange> Changes);

/// <summary>A difference in words.</summary>
/// <param name="What">What was changed.</param>
/// <param name="Before">How it was; null when it was not there.</param>
/// <param name="After">How it is; null when it was taken away.</param>
public sealed record LineChange(string What, string? Before, string? After)
{
    /// <summary>How it was and is are in the record's own words, and not in the page's.</summary>
    public bool IsWritten { get; init; } = true;
}

/// <summary>One analysis over time.</summary>
/// <param name="Trend">The measurements.</param>
/// <param name="Lines">Each measurement as a line, newest first.</param>
/// <param name="Explanation">What it is, in plain words; null when nobody wrote it.</param>
/// <param name="Position">Where the newest lies.</param>
public sealed record AnalysisModel(Trend Trend, IReadOnlyList<RecordLine> Lines, string? Explanation, RangePosition Position)
{
    /// <summary>There are more measurements than lines.</summary>
    public bool IsCut { get; init; }
}
