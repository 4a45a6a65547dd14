using Helhed.Access.Looks;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Who has seen a record.</summary>
/// <param name="Days">By day, newest first.</param>
/// <param name="Filter">What it is narrowed to.</param>
/// <param name="People">Whom one can narrow it to.</param>
/// <param name="Units">Which units one can narrow it to.</param>
/// <param name="Next">Address of the older page; null on the last.</param>
public sealed record LooksModel(IReadOnlyList<LookDay> Days, LookFilter Filter, IReadOnlyList<Choice> People, IReadOnlyList<Choice> Units, string? Next)
{
    /// <summary>True when the citizen can write consents: not for another.</summary>
    public bool CanBlock { get; init; }

    /// <summary>A question was sent just now.</summary>
    public bool WasAsked { get; init; }

    /// <summary>The citizen's questions and their answers.</summary>
    public IReadOnlyList<QuestionView> Questions { get; init; } = [];
}

/// <summary>What the list is narrowed to; null for all.</summary>
/// <param name="Person">"Practitioner/x".</param>
/// <param name="Unit">"Organization/x".</param>
/// <param name="Kind">se, skriv, afvist or spaerring.</param>
public sealed record LookFilter(string? Person, string? Unit, string? Kind)
{
    /// <summary>Whether it narrows anything.</summary>
    public bool IsAny => Person is not null || Unit is not null || Kind is not null;
}

/// <summary>A day of the log.</summary>
/// <param name="Day">The day in Denmark.</param>
/// <param name="Own">How often the reader looked.</param>
/// <param name="Looks">Who else did, newest first.</param>
public sealed record LookDay(DateOnly Day, int Own, IReadOnlyList<LookGroup> Looks)
{
    /// <summary>How often the person looked whose record it is, when that is not the reader.</summary>
    public int Subject { get; init; }
}

/// <summary>What somebody did with the record on one day.</summary>
/// <param name="Person">Their reference.</param>
/// <param name="Name">Their name, or their reference where there is no name.</param>
/// <param name="Role">The role in words.</param>
/// <param name="Unit">Reference of the unit; null where there is none.</param>
/// <param name="UnitName">Its name.</param>
/// <param name="App">Through which app; null for Helhed's own pages.</param>
/// <param name="Lines">What, in the order of time, newest first.</param>
public sealed record LookGroup(string Person, string Name, string Role, string? Unit, string? UnitName, string? App, IReadOnlyList<LookLine> Lines)
{
    /// <summary>In place of the reference of somebody else who acts for the person: it names nobody.</summary>
    internal const string AnotherProxy = "Patient/";

    /// <summary>Whether one access of theirs can be named in an address, to ask about it or to have proof of it.</summary>
    public bool IsNamed => Person != AnotherProxy;

    /// <summary>Whether it was somebody at work, whom one can ask and block.</summary>
    public bool IsStaff => Person.StartsWith("Practitioner/", StringComparison.Ordinal);
}

/// <summary>One or several accesses of the same sort.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them.</param>
/// <param name="Times">How many.</param>
/// <param name="What">What of the record, in words; null when it is not known.</param>
/// <param name="Why">Why, in words.</param>
public sealed record LookLine(LookKind Kind, DateTimeOffset From, DateTimeOffset To, int Times, string? What, string Why)
{
    /// <summary>In the person's own words; null when none were asked for.</summary>
    public string? Words { get; init; }

    /// <summary>The contact it belongs to; null when there is none.</summary>
    public LookContact? Contact { get; init; }
}

/// <summary>What made it a treatment: a visit, an appointment, a consent.</summary>
/// <param name="Words">"dit besøg den 3. maj 2026, Lungeklinikken".</param>
/// <param name="Path">Its page; null where it has none.</param>
public sealed record LookContact(string Words, string? Path);

/// <summary>What sort of access.</summary>
public enum LookKind
{
    /// <summary>Saw it.</summary>
    Saw,

    /// <summary>Searched, and nothing was shown.</summary>
    Searched,

    /// <summary>Wrote.</summary>
    Wrote,

    /// <summary>Tried and was refused.</summary>
    Refused,

    /// <summary>Lifted a block.</summary>
    Overrode,

    /// <summary>Said that there is a treatment.</summary>
    Claimed,

    /// <summary>Took a copy.</summary>
    Copied,

    /// <summary>Saw the log.</summary>
    SawLog,

    /// <summary>A question or an answer about an access.</summary>
    Asked,

    /// <summary>Wrote a question about an access down for the citizen.</summary>
    AskedFor,

    /// <summary>Checked an access afterwards.</summary>
    Reviewed,
}

/// <summary>A question with the names to show.</summary>
/// <param name="Question">The question.</param>
/// <param name="PersonName">Who had looked.</param>
/// <param name="UnitName">Who is to answer.</param>
/// <param name="AnswererName">Who has answered; null while it is open.</param>
public sealed record QuestionView(Question Question, string PersonName, string UnitName, string? AnswererName)
{
    /// <summary>Who at work wrote it down for the citizen; null when the citizen asked on the page.</summary>
    public string? WrittenBy { get; init; }
}
