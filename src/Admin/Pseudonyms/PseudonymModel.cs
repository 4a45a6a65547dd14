using Helhed.Access.Veils;
using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The page about pseudonyms.</summary>
/// <param name="Decisions">All decisions, newest first.</param>
/// <param name="Now">The time.</param>
/// <param name="Names">Names of units and staff by reference.</param>
public sealed record PseudonymModel(IReadOnlyList<Pseudonym> Decisions, DateTimeOffset Now, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>What was typed, by field; a CPR number is not typed back.</summary>
    public IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>();

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Who was found behind a pseudonym; null when nobody was looked for.</summary>
    public IReadOnlyList<string>? Revealed { get; init; }

    /// <summary>What was done just now: "sat", "ophoert" or nothing.</summary>
    public string? Done { get; init; }

    /// <summary>What stands in a field.</summary>
    /// <param name="field">Its name.</param>
    /// <returns>What was typed; null for nothing.</returns>
    public string? In(string field) => Typed.GetValueOrDefault(field);
}
