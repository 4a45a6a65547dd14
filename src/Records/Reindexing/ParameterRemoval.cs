using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>Removes the rows of withdrawn search parameters.</summary>
internal sealed class ParameterRemoval(Database database, CustomParameters custom, TimeProvider clock)
{
    private const int RowsPerTransaction = 2000;

    // Nodes hear of a withdrawal within two seconds; until then they still search by it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    /// <summary>Removes until nothing is left to be removed.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            var withdrawn = await database.ReadLatest(s => ParameterTable.InState(s, ParameterState.Retired, ParameterState.Removing), ct);
            if (withdrawn.Count == 0)
            {
                return;
            }

            foreach (var parameter in withdrawn)
            {
                await Remove(parameter, ct);
            }
        }
    }

    private async Task Remove(ParameterRow parameter, CancellationToken ct)
    {
        if (parameter.State == ParameterState.Retired)
        {
            var wait = DateTimeOffset.FromUnixTimeMilliseconds(parameter.SinceMs) + Grace - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, ct);
            }

            await database.Write(tx => Move(tx, parameter, ParameterState.Removing), ct);
        }

        foreach (var table in IndexTableAccess.All.Where(t => t.HasParam))
        {
            foreach (var key in parameter.Params)
            {
                while (await database.Write(tx => table.RemoveOf(tx, key, RowsPerTransaction), ct) == RowsPerTransaction)
                {
                    await Task.Delay(Rest, ct);
                }
            }
        }

        await database.Write(tx => Move(tx, parameter, ParameterState.Gone), ct);
    }

    private async ValueTask<int> Move(WriteTransaction tx, ParameterRow parameter, ParameterState to)
    {
        await ReindexMigration.RaiseEpoch(tx);
        tx.OnCommitted(custom.Expire);
        return await ParameterTable.Move(tx, parameter, to, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
