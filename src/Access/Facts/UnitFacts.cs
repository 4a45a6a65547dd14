using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>Keeps the tree of organizations: what is a part of what, and what each has been called from when.</summary>
internal static class UnitFacts
{
    // Deeper trees are cut: an organization cannot be a part of more than this.
    private const int MostAbove = 32;

    private static readonly string[] AboveColumns = ["unit", "above", "treats"];

    internal static async ValueTask Write(WriteTransaction tx, FactChange change, Organization unit, long nowMs)
    {
        var name = unit.Name ?? (unit.Alias is [var alias, ..] ? alias : "");
        await tx.Post(
            "INSERT INTO access_unit (source, unit, reference, name, parent) VALUES ($1, $2, $3, $4, $5)",
            change.Source, change.Key, $"Organization/{change.Id}", name, References.KeyOf(unit.PartOf) ?? 0);
        if (await tx.First("SELECT name FROM access_unit_name WHERE unit = $1 ORDER BY begins DESC LIMIT 1", r => r.Text(0), change.Key) != name)
        {
            await tx.Post(
                "INSERT INTO access_unit_name (unit, begins, name) VALUES ($1, $2, $3) ON CONFLICT (unit, begins) DO UPDATE SET name = excluded.name", change.Key, nowMs, name);
        }
    }

    /// <summary>Works out anew what is above an organization and its parts, after it has been written or taken out.</summary>
    internal static async ValueTask Rearrange(WriteTransaction tx, IReadOnlyCollection<long> changed)
    {
        await tx.Post("UPDATE access_tree SET epoch = epoch + 1 WHERE one = 1");
        var units = new HashSet<long>();
        var frontier = new Queue<long>(changed);
        while (frontier.TryDequeue(out var unit))
        {
            if (units.Add(unit))
            {
                foreach (var part in await tx.Query("SELECT unit FROM access_unit WHERE parent = $1", r => r.Long(0), unit))
                {
                    frontier.Enqueue(part);
                }
            }
        }

        foreach (var unit in units)
        {
            await tx.Post("DELETE FROM access_unit_above WHERE unit = $1", unit);
            var chain = await ChainOf(tx, unit);
            if (chain.Count > 0)
            {
                // A root above others, such as a region, treats nobody: its staff are no party to what its hospitals do.
                await tx.BulkInsert("access_unit_above", AboveColumns, [.. chain.Select((above, i) => new SqlValue[] { unit, above, i == 0 || i < chain.Count - 1 ? 1L : 0L })]);
            }
        }
    }

    private static async ValueTask<List<long>> ChainOf(SqlSession session, long unit)
    {
        var chain = new List<long>();
        for (long? above = unit; above is { } one and not 0 && chain.Count < MostAbove && !chain.Contains(one);)
        {
            var parent = await session.First("SELECT parent FROM access_unit WHERE unit = $1", r => (long?)r.Long(0), one);
            if (parent is null)
            {
                break; // not in the store
            }

            chain.Add(one);
            above = parent;
        }

        return chain;
    }
}
