using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The record's first page.</summary>
/// <param name="Newest">The newest notes and documents; null when they could not be fetched.</param>
/// <param name="Amended">References of lines that have an addition.</param>
/// <param name="HasPregnancy">Whether there is a pregnancy to show.</param>
public sealed record JournalModel(IReadOnlyList<RecordLine>? Newest, IReadOnlySet<string> Amended, bool HasPregnancy);

/// <summary>What was searched for and found.</summary>
/// <param name="Word">What was typed.</param>
/// <param name="Lines">What was found, newest first; null when it could not be fetched.</param>
/// <param name="Errors">What to correct.</param>
public sealed record FindInRecordModel(string Word, IReadOnlyList<RecordLine>? Lines, IReadOnlyList<FormError> Errors);

/// <summary>A part of the record.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Lines">The page's lines, newest first; null when they could not be fetched.</param>
/// <param name="Amended">References of lines that have an addition.</param>
/// <param name="Filter">What is chosen, and what can be.</param>
public sealed record PartModel(RecordPart Part, IReadOnlyList<RecordLine>? Lines, IReadOnlySet<string> Amended, PartFilter Filter)
{
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
    /// <summary>True when something is chosen.</summary>
    public bool IsAny => Sector is not null || Place is not null;
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
public sealed record LineChange(string What, string? Before, string? After);

/// <summary>One analysis over time.</summary>
/// <param name="Trend">The measurements.</param>
/// <param name="Lines">Each measurement as a line, newest first.</param>
/// <param name="Explanation">What it is, in plain words; null when nobody wrote it.</param>
/// <param name="Position">Where the newest lies.</param>
public sealed record AnalysisModel(Trend Trend, IReadOnlyList<RecordLine> Lines, string? Explanation, RangePosition Position);
