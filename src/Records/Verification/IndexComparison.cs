using System.Numerics;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;

namespace Helhed.Records.Verification;

/// <summary>A row that is there and should not be, or the other way round.</summary>
/// <param name="Table">Where.</param>
/// <param name="Found">Which.</param>
/// <param name="Row">The row as its table knows it; null when it is missing.</param>
internal sealed record IndexDifference(ComparedTable Table, FoundRow Found, object? Row)
{
    public bool IsMissing => Row is null;

    /// <summary>The resource, also when the row is of one that it contains.</summary>
    public long Rid => IndexComparison.ContainerOf(Found.Rid);
}

/// <summary>
/// Compares all index rows with those that are due, both ways, in one reading of each table and without keeping rows: for each of 65,536
/// parts of the resources the hashes of the rows that are due are added up and those of the rows that are there taken away. What is not
/// 0 then is looked at closely.
/// </summary>
internal sealed class IndexComparison
{
    private const int Parts = 65_536;
    private const long MostRowsLookedAt = 1_000_000;

    private readonly IReadOnlyList<ComparedTable> _tables;
    private readonly HashSet<int> _unsettled;
    private readonly long[][] _sums;
    private long _rows;
    private long _due;

    /// <param name="dialect">Which database.</param>
    /// <param name="parameters">The region's parameters in the state that is compared; what is being indexed or removed is left out.</param>
    public IndexComparison(Dialect dialect, IEnumerable<ParameterRow> parameters)
    {
        _tables = [.. IndexTableAccess.All, new WordsTable(dialect)];
        _unsettled = parameters.Where(p => p.State is ParameterState.Indexing or ParameterState.Retired or ParameterState.Removing)
            .SelectMany(p => p.Params).ToHashSet();
        _sums = [.. _tables.Select(_ => new long[Parts])];
    }

    /// <summary>Rows that have been read.</summary>
    public long Rows => _rows;

    /// <summary>Rows that are due to the resources that were told of: about as many are there.</summary>
    public long Due => Interlocked.Read(ref _due);

    /// <summary>The resource that a row is due to.</summary>
    public static long ContainerOf(long rid) => rid < 0 ? -rid / Keys.ContainedDivisor : rid;

    /// <summary>Adds the rows that are due to a resource. May be called by several threads.</summary>
    public void Expect(ExpectedRows resource)
    {
        var due = 0;
        foreach (var (rid, rows) in resource.Parts())
        {
            for (var t = 0; t < _tables.Count; t++)
            {
                var sums = _sums[t];
                _tables[t].Hash(rid, rows, found =>
                {
                    Add(sums, found, 1);
                    due++;
                });
            }
        }

        Interlocked.Add(ref _due, due);
    }

    /// <summary>Takes away the rows that are there; true when nothing is left.</summary>
    public async Task<bool> TakeStored(SqlSession session, Func<long, ValueTask> progress)
    {
        for (var t = 0; t < _tables.Count; t++)
        {
            await foreach (var found in _tables[t].Stream(session))
            {
                Add(_sums[t], found, -1);
                if (++_rows % 100_000 == 0)
                {
                    await progress(_rows);
                }
            }
        }

        await progress(_rows);
        return _sums.All(s => s.All(sum => sum == 0));
    }

    /// <summary>
    /// Finds the rows that differ: of as many parts as can be held in memory, those of about a million rows.
    /// </summary>
    /// <param name="session">The same snapshot.</param>
    /// <param name="resources">Every resource once more; only those for which the argument holds need be given.</param>
    public async Task<(IReadOnlyList<IndexDifference> Found, bool IsAll)> Differences(SqlSession session, Func<Predicate<long>, IAsyncEnumerable<ExpectedRows>> resources)
    {
        var differing = Enumerable.Range(0, Parts).Where(p => _sums.Any(s => s[p] != 0)).ToList();
        var most = (int)Math.Clamp(MostRowsLookedAt * Parts / Math.Max(_rows, 1), 1, Parts);
        var looked = differing.Take(most).ToHashSet();
        var missing = _tables.Select(_ => new Dictionary<(long Rid, ulong Hash), FoundRow>()).ToArray();
        await foreach (var resource in resources(rid => looked.Contains(PartOf(rid))))
        {
            foreach (var (rid, rows) in resource.Parts())
            {
                for (var t = 0; t < _tables.Count; t++)
                {
                    var table = missing[t];
                    _tables[t].Hash(rid, rows, found => table[(found.Rid, found.Hash)] = found);
                }
            }
        }

        var differences = new List<IndexDifference>();
        for (var t = 0; t < _tables.Count; t++)
        {
            if (_sums[t].All(sum => sum == 0))
            {
                continue;
            }

            var due = missing[t];
            await foreach (var (found, row) in _tables[t].Stream(session, f => looked.Contains(PartOf(f.Rid)) && IsSettled(f) && !due.Remove((f.Rid, f.Hash))))
            {
                differences.Add(new IndexDifference(_tables[t], found, row));
            }

            differences.AddRange(due.Values.Where(IsSettled).Select(found => new IndexDifference(_tables[t], found, null)));
        }

        return (differences, looked.Count == differing.Count);
    }

    private static int PartOf(long rid) => (int)((ulong)(ContainerOf(rid) * unchecked((long)0x9E3779B97F4A7C15)) >> 48);

    private bool IsSettled(FoundRow found) => found.Param < 0 || !_unsettled.Contains(found.Param);

    private void Add(long[] sums, in FoundRow found, int sign)
    {
        if (IsSettled(found))
        {
            Interlocked.Add(ref sums[PartOf(found.Rid)], sign * (long)BitOperations.RotateLeft(RowHash.Whole(found), 1));
        }
    }
}
