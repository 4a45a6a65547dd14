using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>What counts for a patient and can be ended on their behalf.</summary>
/// <param name="Id">The Consent's id.</param>
/// <param name="Kind">samtykke, spaerring, fuldmagt or svar.</param>
/// <param name="Name">What it is, or whom it is about; null for everybody.</param>
/// <param name="Since">Since when; null when it is not said.</param>
public sealed record StandingWord(string Id, string Kind, string? Name, DateOnly? Since)
{
    /// <summary>Code of what is agreed to, or of how results are wanted; null for blocks and mandates.</summary>
    public string? Consent { get; init; }

    /// <summary>Of a mandate, the types of resources that it is about; empty for everything.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The last day on which it counts; null when it has none.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>What can be registered for a patient who has called or written.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Name">The patient's name.</param>
/// <param name="Standing">What counts now; null when it could not be fetched.</param>
/// <param name="Typed">What was typed to end something.</param>
public sealed record BehalfModel(string Id, string Name, IReadOnlyList<StandingWord>? Standing, BehalfTyped Typed)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Papers that are kept; null when they could not be fetched.</summary>
    public IReadOnlyList<KeptPaper>? Papers { get; init; } = [];

    /// <summary>Something was registered just now.</summary>
    public bool WasSaved { get; init; }
}

/// <summary>A form to register one thing.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Name">The patient's name.</param>
/// <param name="What">spaerring, fuldmagt, fejl, oplysninger, svar, spoerg, besoeg or beskeder.</param>
/// <param name="Typed">What stands in it.</param>
public sealed record BehalfFormModel(string Id, string Name, string What, BehalfTyped Typed)
{
    /// <summary>People and units that were found, or lines of the record, to choose from.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];
}

/// <summary>What was typed, whatever the form; a file must be chosen anew, as browsers want it.</summary>
/// <param name="Key">Of the form: sent twice, it is done once.</param>
/// <param name="How">phone or paper.</param>
/// <param name="Day">The day the patient said it.</param>
public sealed record BehalfTyped(string Key, string? How, string? Day)
{
    /// <summary>The other fields by their names.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Version of the record that the form was made from.</summary>
    public int Version { get; init; }

    /// <summary>The key with all that is said: the same form with other words is another.</summary>
    public string Said => string.Join('\n', [Key, How, Day, .. Fields.Select(f => $"{f.Key}={f.Value}")]);

    /// <summary>One field; null when it is empty.</summary>
    /// <param name="name">Its name.</param>
    public string? Of(string name) => Fields.GetValueOrDefault(name) is { Length: > 0 } typed ? typed : null;
}

/// <summary>The paper for a mandate, to be signed.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Name">The patient's name.</param>
/// <param name="Unit">Where to send it: name and lines of the address; empty when it is not known.</param>
public sealed record MandateBlank(string Id, string Name, IReadOnlyList<string> Unit);
