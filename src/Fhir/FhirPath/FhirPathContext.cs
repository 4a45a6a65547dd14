using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// What an expression may ask of its surroundings, and how far it may go. The default knows nothing beyond the document itself; derive
/// from it to answer more. An answer of null means "not known".
/// </summary>
public class FhirPathContext
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<FhirPathValue>> None = new Dictionary<string, IReadOnlyList<FhirPathValue>>();

    /// <summary>Checks types, and has the system's clock and zone.</summary>
    public static FhirPathContext Default { get; } = new();

    /// <summary>For today(), now() and timeOfDay(), and for the limit of time. Its local zone is the offset that now() has.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Values of <c>%name</c>, beside those of the specification.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FhirPathValue>> Variables { get; init; } = None;

    /// <summary>Steps of evaluation before it is given up, about one for each element visited or text of 8 characters made.</summary>
    public int MaxSteps { get; init; } = 5_000_000;

    /// <summary>Time of evaluation before it is given up.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether an expression is first checked against the types: names of elements that the type does not have, functions on types that they
    /// cannot take, unknown variables. Without it, such paths are empty.
    /// </summary>
    public bool ChecksTypes { get; init; } = true;

    /// <summary>Whether functions that count on an order are refused behind children() and descendants(), which have none.</summary>
    public bool ChecksOrder { get; init; }

    /// <summary>
    /// Whether types are asked for as R4's own invariants and search parameters do: <c>as</c> keeps, of several items, those of the type
    /// (N1 has an error), and <c>Boolean</c> or <c>DateTime</c> without a namespace is also FHIR's <c>boolean</c> or <c>dateTime</c>.
    /// </summary>
    public bool AllowsManyInAs { get; init; }

    /// <summary>Whether trace() calls <see cref="Trace"/>.</summary>
    public bool Traces { get; init; }

    /// <summary>As R4's own expressions are meant: no types are checked, and <c>as</c> filters.</summary>
    internal static FhirPathContext Lenient { get; } = new() { ChecksTypes = false, AllowsManyInAs = true };

    /// <summary>
    /// The resource that a rule speaks of, where that is not the nearest around the element: a rule of a Bundle's profile on the resource in
    /// an entry has the Bundle as <c>%resource</c>.
    /// </summary>
    internal PathNode? Holder { get; set; }

    /// <summary>The resource that a reference points at, when it is not in the document itself; null when it cannot be had.</summary>
    /// <param name="reference">As written: <c>Patient/1</c>, <c>https://…</c>, <c>urn:uuid:…</c>.</param>
    public virtual FhirDocument? Resolve(string reference) => null;

    /// <summary>Whether a code is in a value set; null when this is not known.</summary>
    /// <param name="valueSet">Canonical address of the set.</param>
    /// <param name="system">The code's system; null for a plain code, whose system is the binding's.</param>
    /// <param name="code">The code.</param>
    public virtual bool? IsMember(string valueSet, string? system, string code) => null;

    /// <summary>Whether a code means the same as another, or something wider; null when this is not known.</summary>
    public virtual bool? Subsumes(string system, string code, string other) => null;

    /// <summary>Whether an element conforms to a profile; null when the profile is not known.</summary>
    public virtual bool? ConformsTo(FhirPathValue element, string profile) => null;

    /// <summary>Whether an element belongs to a slice of a profile; null when the profile, or a slice of this name in it, is not known.</summary>
    /// <param name="element">An element of the sliced list.</param>
    /// <param name="profile">Canonical address of the profile.</param>
    /// <param name="slice">Name of the slice, or the id of its ElementDefinition.</param>
    public virtual bool? IsInSlice(FhirPathValue element, string profile, string slice) => null;

    /// <summary>Takes what trace() tells.</summary>
    public virtual void Trace(string name, IReadOnlyList<FhirPathValue> values)
    {
    }
}
