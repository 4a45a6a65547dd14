namespace Helhed.Records.Verification;

/// <summary>What can be wrong with a store.</summary>
public enum StoreFault
{
    /// <summary>A resource, or an earlier version, does not parse, or is not what its row says.</summary>
    Content,

    /// <summary>The internal id does not begin with the type, or the hash of the name or the patient is wrong.</summary>
    Key,

    /// <summary>An index row is missing.</summary>
    MissingRow,

    /// <summary>An index row is there that no resource accounts for.</summary>
    SuperfluousRow,

    /// <summary>The name of a code or unit is missing.</summary>
    MissingName,

    /// <summary>The versions of a resource have a gap, or there are versions of no resource.</summary>
    Versions,
}

/// <summary>Something that is wrong.</summary>
/// <param name="Fault">What sort of fault.</param>
/// <param name="Place">Where: <c>Observation/x</c>, or an internal id where there is no resource.</param>
/// <param name="Message">What is wrong.</param>
public sealed record StoreFinding(StoreFault Fault, string Place, string Message);

/// <summary>References of one type that lead nowhere.</summary>
/// <param name="From">Type of the resource that refers.</param>
/// <param name="To">Type that is referred to.</param>
/// <param name="Count">How many references.</param>
public sealed record UnresolvedReferences(string From, string To, long Count);

/// <summary>What a verification has found.</summary>
public sealed record VerifyReport
{
    /// <summary>Most findings, and most unresolved references, that are named one by one.</summary>
    public const int MostNamed = 100;

    /// <summary>Resources that were looked at, deleted ones too.</summary>
    public long Resources { get; init; }

    /// <summary>Earlier versions that were looked at.</summary>
    public long EarlierVersions { get; init; }

    /// <summary>Index rows that were compared.</summary>
    public long IndexRows { get; init; }

    /// <summary>References to resources of this store, by type and id.</summary>
    public long References { get; init; }

    /// <summary>How often each fault was found. Where index rows differ by the million, only about the first million were counted.</summary>
    public IReadOnlyDictionary<StoreFault, long> Faults { get; init; } = new Dictionary<StoreFault, long>();

    /// <summary>The first findings.</summary>
    public IReadOnlyList<StoreFinding> Findings { get; init; } = [];

    /// <summary>References that lead nowhere, by types, most first. R4 allows them; they are no fault.</summary>
    public IReadOnlyList<UnresolvedReferences> Unresolved { get; init; } = [];

    /// <summary>The first references that lead nowhere, as <c>Observation/x → Patient/y</c>.</summary>
    public IReadOnlyList<string> FirstUnresolved { get; init; } = [];

    /// <summary>True when nothing is wrong.</summary>
    public bool IsRight => Faults.Count == 0;
}

/// <summary>How far a verification is.</summary>
/// <param name="IsOfRows">True while index rows are read, false while resources are.</param>
/// <param name="Done">Resources, or index rows, that are done.</param>
/// <param name="Total">Resources there are, or index rows that are due to them.</param>
public readonly record struct VerifyProgress(bool IsOfRows, long Done, long Total);
