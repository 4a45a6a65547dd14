namespace Helhed.Access.Veils;

/// <summary>A decision that somebody at work, or all who work in a unit, are shown to citizens by another name than their own.</summary>
/// <param name="Number">Its lasting number; 0 before it is set.</param>
/// <param name="Staff">"Practitioner/x"; empty for all who work in the unit and its parts.</param>
/// <param name="Unit">"Organization/x", the unit that decided on it.</param>
/// <param name="Patient">"Patient/x", the citizen to whom it is shown; empty for all citizens.</param>
/// <param name="Name">What is shown, 3 to 80 characters; where a unit's staff are meant, a mark of each follows it.</param>
/// <param name="Begins">From when.</param>
/// <param name="Ends">Until, and not at.</param>
/// <param name="Reason">Why, 10 to 500 characters.</param>
public sealed record Pseudonym(long Number, string Staff, string Unit, string Patient, string Name, DateTimeOffset Begins, DateTimeOffset Ends, string Reason)
{
    /// <summary>Who set it, "Practitioner/x".</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was set.</summary>
    public DateTimeOffset Written { get; init; }

    internal string Salt { get; init; } = "";
}
