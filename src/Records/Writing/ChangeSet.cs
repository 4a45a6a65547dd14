using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>Changes that are made together or not at all, in the order in which they are made.</summary>
internal sealed record ChangeSet(IReadOnlyList<Change> Changes)
{
    private static readonly Dictionary<string, ConditionalReference> None = [];

    /// <summary>Conditional references in the contents, such as <c>Patient?identifier=x</c>, by their text.</summary>
    public IReadOnlyDictionary<string, ConditionalReference> References { get; init; } = None;

    /// <summary>Whether the database is to be asked before it is known what is to be written.</summary>
    public bool NeedsResolution => References.Count > 0 || Changes.Any(c => c.NeedsResolution);

    /// <summary>Every search that the changes depend on, once.</summary>
    public IEnumerable<Criteria> Searches => References.Values.Select(r => r.Criteria).Concat(Changes.Where(c => c.Criteria is not null).Select(c => c.Criteria!)).Distinct();
}

/// <summary>A reference by a search.</summary>
/// <param name="Criteria">The search; it must find one resource.</param>
/// <param name="Entry">The first entry that has the reference.</param>
internal sealed record ConditionalReference(Criteria Criteria, int Entry)
{
    /// <summary>The refusal of one that does not find one resource alone.</summary>
    public Problem Finds(int count) => EntryProblem.At(Entry, new Problem(
        ProblemKind.PreconditionFailed,
        $"A conditional reference to a {Criteria.Type.Name} finds {(count > 1 ? "several resources" : count == 1 ? "another resource than before" : "nothing")} behind the changes of the bundle; it must find one.",
        "resource"));
}
