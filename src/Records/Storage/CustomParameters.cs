using System.Diagnostics;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;

namespace Helhed.Records;

/// <summary>A search parameter that the region has added.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Definition">Its definition; <see cref="SearchParameterDefinition.Index"/> is above R4's own.</param>
/// <param name="Expression">Where its values are.</param>
/// <param name="State">How far it is.</param>
internal sealed record CustomParameter(TypeDefinition Type, SearchParameterDefinition Definition, FhirPathExpression Expression, ParameterState State)
{
    /// <summary>False while resources from before are being indexed: it is collected, but not searched.</summary>
    public bool IsReady => State == ParameterState.Ready;
}

/// <summary>The life of a region's search parameter. Its index rows are kept by every write as long as it is one of the first three.</summary>
internal enum ParameterState : short
{
    /// <summary>Resources from before are being indexed.</summary>
    Indexing = 0,

    /// <summary>Every resource is indexed.</summary>
    Ready = 1,

    /// <summary>Withdrawn; rows are still kept for nodes that have not yet heard of it.</summary>
    Retired = 2,

    /// <summary>Its rows are being removed.</summary>
    Removing = 3,

    /// <summary>There are no rows of it any more.</summary>
    Gone = 4,
}

/// <summary>All of the region's search parameters at one time. Does not change.</summary>
internal sealed class ParameterSet
{
    private readonly Dictionary<int, CustomParameter[]> _collected;
    private readonly Dictionary<int, CustomParameter[]> _named;
    private readonly HashSet<int> _unsettled;

    public ParameterSet(long epoch, IReadOnlyList<CustomParameter> parameters)
    {
        Epoch = epoch;
        _collected = ByType(parameters);
        _named = ByType(parameters.Where(p => p.State is ParameterState.Indexing or ParameterState.Ready));
        _unsettled = parameters.Where(p => !p.IsReady).SelectMany(p => ParameterRow.ParamsOf(p.Type.Index, p.Definition.Index)).ToHashSet();
    }

    /// <summary>Nothing was ever added.</summary>
    public static ParameterSet None { get; } = new(0, []);

    /// <summary>Rises with every change; equal epochs are equal sets.</summary>
    public long Epoch { get; }

    /// <summary>Those that can be named in a search of the type, ready or not.</summary>
    public IReadOnlyList<CustomParameter> Of(TypeDefinition type) => _named.GetValueOrDefault(type.Index) ?? [];

    /// <summary>Those of which every write keeps rows.</summary>
    public IReadOnlyList<CustomParameter> CollectedOf(TypeDefinition type) => _collected.GetValueOrDefault(type.Index) ?? [];

    /// <summary>True for a parameter of index rows of which some resources have none yet, or need none any more.</summary>
    public bool IsUnsettled(int param) => _unsettled.Contains(param);

    /// <summary>All of which rows are kept.</summary>
    public IEnumerable<CustomParameter> All => _collected.Values.SelectMany(p => p);

    private static Dictionary<int, CustomParameter[]> ByType(IEnumerable<CustomParameter> parameters) =>
        parameters.GroupBy(p => p.Type.Index).ToDictionary(g => g.Key, g => g.ToArray());
}

/// <summary>
/// The region's own search parameters, as this node knows them: replaced as a whole. A search may lag behind by the time that
/// <see cref="ParameterRefresh"/> gives; a write never does, see <see cref="InForce"/>.
/// </summary>
internal sealed class CustomParameters
{
    private readonly Lock _lock = new();
    private volatile ParameterSet _current = ParameterSet.None;
    private long _readAt;
    private int _changes;

    /// <summary>The set as it was last read.</summary>
    public ParameterSet Current => _current;

    /// <summary>Of one type.</summary>
    public IReadOnlyList<CustomParameter> Of(TypeDefinition type) => _current.Of(type);

    /// <summary>Reads the set anew when it was last read longer ago than <paramref name="longest"/>.</summary>
    public async ValueTask Refresh(Database database, TimeSpan longest, CancellationToken ct)
    {
        var readAt = Volatile.Read(ref _readAt);
        if (readAt != 0 && Stopwatch.GetElapsedTime(readAt) < longest)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        var changes = Volatile.Read(ref _changes);
        var epoch = await database.ReadLatest(ParameterTable.Epoch, ct);
        var set = epoch == _current.Epoch ? _current : await database.Read(ParameterTable.Load, ct);
        lock (_lock)
        {
            // Of two that read at once, the later state stays.
            _current = set.Epoch >= _current.Epoch ? set : _current;

            // A change that was made while this read may not be in it: the next search reads again.
            if (changes == _changes)
            {
                Volatile.Write(ref _readAt, now);
            }
        }
    }

    /// <summary>The next search reads the set anew.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            _changes++;
            Volatile.Write(ref _readAt, 0);
        }
    }

    /// <summary>
    /// The set that holds for a write, until it commits: all that write at one time, on whatever node, collect the same. On PostgreSQL a
    /// shared lock sees to that, which a change of the set waits for (see <see cref="ReindexMigration"/>); on SQLite there is one writer.
    /// </summary>
    public async ValueTask<ParameterSet> InForce(WriteTransaction tx)
    {
        var epoch = await tx.Glance(tx.Dialect == Dialect.Sqlite ? "SELECT epoch FROM search_epoch WHERE one = 1" : "SELECT search_epoch_shared()", r => r.Long(0));
        var current = _current;
        return epoch == current.Epoch ? current : await ParameterTable.Load(tx);
    }

    /// <summary>Adds a set's values; an expression that fails on this resource adds none. Contained resources are left to R4's own parameters.</summary>
    public static void Collect(ParameterSet set, IndexExtractor extractor, FhirDocument document, IndexValues values)
    {
        foreach (var parameter in set.CollectedOf(R4Definitions.Default.FindResource(document.TypeName)!))
        {
            extractor.Collect(document, parameter.Definition, parameter.Expression, ParameterContext.Only, values);
        }
    }
}
