using System.Runtime.CompilerServices;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;
using Helhed.Records.Writing;

namespace Helhed.Records.Verification;

/// <summary>A resource of a page, taken apart.</summary>
/// <param name="Row">As it is stored.</param>
/// <param name="Rows">The index rows that are due to it; none when it is deleted or does not parse.</param>
/// <param name="Fault">Why it does not parse; null when it does.</param>
internal sealed record ScannedResource(ResourceRow Row, IndexRows Rows, string? Fault)
{
    public ExpectedRows Expected => new(Row, Rows);
}

/// <summary>Goes over all resources of one snapshot in the order of internal ids, page by page, taking them apart on all cores.</summary>
internal sealed class StoreScan(SqlSession session, WritePreparer preparer, ParameterSet parameters)
{
    private const int PageSize = 500;

    public async IAsyncEnumerable<IReadOnlyList<ScannedResource>> Pages(Predicate<long>? wanted, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = 0L;
        while (true)
        {
            var rows = await ResourceRow.Page(session, after, long.MaxValue, PageSize);
            if (rows.Count == 0)
            {
                yield break;
            }

            after = rows[^1].Rid;
            var page = wanted is null ? rows : rows.FindAll(r => wanted(r.Rid));
            var scanned = new ScannedResource[page.Count];
            Parallel.For(0, page.Count, new ParallelOptions { CancellationToken = ct }, i => scanned[i] = Scan(page[i]));
            yield return scanned;
        }
    }

    /// <summary>The resources one by one, for the rows that are due to them.</summary>
    public async IAsyncEnumerable<ExpectedRows> Expected(Predicate<long> wanted, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in Pages(wanted, ct))
        {
            foreach (var resource in page)
            {
                yield return resource.Expected;
            }
        }
    }

    private ScannedResource Scan(ResourceRow row)
    {
        if (row.IsDeleted)
        {
            return new ScannedResource(row, IndexRows.None, row.Body.Length == 0 ? null : "it is deleted, but has content.");
        }

        try
        {
            return new ScannedResource(row, preparer.RowsOf(row.Definition, row.Body, parameters), null);
        }
        catch (InvalidDataException unreadable)
        {
            return new ScannedResource(row, IndexRows.None, unreadable.Message);
        }
    }
}
