using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Reindexing;

/// <summary>Makes what is stored about resources equal to what is taken from their JSON: adds what is missing, corrects what can be found by key.</summary>
internal sealed class ResourceRepair(CodeNames names)
{
    // No resource has these words: what is there is replaced.
    private static readonly WordsRow Unknown = new("\u0001", null);

    /// <summary>Writes all rows of resources that have none.</summary>
    public async ValueTask Write(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources)
    {
        var changes = new IndexChanges();
        foreach (var (resource, rows) in resources)
        {
            changes.Replace(resource.Rid, IndexRows.None, rows);
        }

        await changes.Write(tx);
        await names.Write(tx, resources.Select(r => r.Rows));
        await Columns(tx, resources);
    }

    /// <summary>
    /// Repairs everything but the rows of parameters that are being indexed or were withdrawn: those need not be there. Of texts, rows that
    /// should not be there are removed too.
    /// </summary>
    /// <returns>The number of rows that were changed, words and names not counted.</returns>
    public async ValueTask<int> All(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources, ParameterSet parameters)
    {
        var repaired = await Rows(tx, resources, param => !parameters.IsUnsettled(param)) + await Texts(tx, resources, parameters) + await Columns(tx, resources);
        await Words(tx, resources);
        return repaired;
    }

    /// <summary>Repairs the rows of some parameters; the number of rows that were changed, names not counted.</summary>
    public ValueTask<int> Of(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources, IReadOnlySet<int> only) => Rows(tx, resources, only.Contains);

    private async ValueTask<int> Rows(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources, Predicate<int> wanted)
    {
        var parts = resources.SelectMany(r => r.Parts()).ToList();
        var repaired = 0;
        foreach (var table in IndexTableAccess.All)
        {
            repaired += await table.Repair(tx, parts, wanted);
        }

        await names.Write(tx, resources.Select(r => r.Rows));
        return repaired;
    }

    // Texts can be found by their resource, and those that are too much are removed here: an order of texts would list a resource by each.
    private static async ValueTask<int> Texts(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources, ParameterSet parameters)
    {
        if (resources.Count == 0)
        {
            return 0;
        }

        var due = resources.ToDictionary(r => r.Resource.Rid, r => r.Rows.Strings.Select(s => (s.Param, s.Value, s.Patient, s.Exact)).ToHashSet());
        var stored = await tx.Query(
            "SELECT rid, param, value, patient, exact FROM ix_string WHERE rid BETWEEN $1 AND $2",
            r => (Rid: r.Long(0), Key: (Param: r.Int(1), Value: r.Text(2), Patient: r.Long(3), Exact: r.Long(4))), resources[0].Resource.Rid, resources[^1].Resource.Rid);
        var removed = 0;
        foreach (var (rid, key) in stored.Where(s => due.TryGetValue(s.Rid, out var keys) && !keys.Contains(s.Key) && !parameters.IsUnsettled(s.Key.Param)))
        {
            removed += await tx.Execute("DELETE FROM ix_string WHERE param = $1 AND value = $2 AND patient = $3 AND exact = $4 AND rid = $5", key.Param, key.Value, key.Patient, key.Exact, rid);
        }

        return removed;
    }

    private static async ValueTask<int> Columns(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources)
    {
        var repaired = 0;
        foreach (var (resource, rows) in resources)
        {
            var self = Keys.Reference(resource.Definition.Name, resource.Id);
            if (resource.Self != self || resource.Patient != rows.Patient)
            {
                repaired += await tx.Execute("UPDATE resource SET self = $1, patient = $2 WHERE rid = $3", self, rows.Patient, resource.Rid);
            }
        }

        return repaired;
    }

    private static async ValueTask Words(WriteTransaction tx, IReadOnlyList<ExpectedRows> resources)
    {
        if (resources.Count == 0)
        {
            return;
        }

        // SQLite's full-text index keeps no copy of what was put into it, so there it is put in anew.
        var stored = tx.Dialect == Dialect.Sqlite ? null : (await tx.Query(
            "SELECT rid, narrative, content FROM resource_words WHERE rid BETWEEN $1 AND $2",
            r => (Rid: r.Long(0), Words: new WordsRow(r.TextOrNull(1), r.TextOrNull(2))), resources[0].Resource.Rid, resources[^1].Resource.Rid)).ToDictionary(r => r.Rid, r => r.Words);
        var changes = new WordChanges();
        foreach (var (resource, rows) in resources)
        {
            changes.Replace(resource.Rid, stored is null ? Unknown : stored.GetValueOrDefault(resource.Rid), rows.Words);
        }

        await changes.Write(tx);
    }
}
