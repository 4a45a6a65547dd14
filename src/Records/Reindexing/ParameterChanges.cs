using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records.Writing;

namespace Helhed.Records.Reindexing;

/// <summary>Keeps the region's search parameters equal to the active SearchParameter resources, in the transaction that writes those.</summary>
internal sealed class ParameterChanges(CustomParameters custom, WorkQueue queue, WritePreparer preparer, ResourceRepair repair, TimeProvider clock)
{
    // So many resources of a type are indexed at once, within some 50 ms; others wait for that long.
    private const int MostAtOnce = 300;
    private const int MostAdopted = 1000;

    /// <summary>Kind of work that indexes.</summary>
    public const string IndexWork = "reindex";

    /// <summary>Kind of work that removes the rows of withdrawn parameters.</summary>
    public const string RemovalWork = "retire-parameters";

    /// <summary>Follows the writes of a transaction; <paramref name="results"/> are theirs, in order.</summary>
    /// <exception cref="WriteRefusedException">A code is taken.</exception>
    public async ValueTask Apply(WriteTransaction tx, IReadOnlyList<PendingWrite> writes, IReadOnlyList<StoredResource> results)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Type.Name == "SearchParameter" && results[i].Act != RecordAct.Unchanged)
            {
                await Follow(tx, results[i].Id, writes[i].Parameter);
            }
        }
    }

    /// <summary>Takes up SearchParameters that were stored before the store knew what to do with them; those that would be refused stay mere resources.</summary>
    public async ValueTask<int> Adopt(WriteTransaction tx)
    {
        var (first, last) = Keys.Rids(R4Definitions.Default.FindResource("SearchParameter")!);
        var adopted = 0;
        foreach (var resource in await ResourceRow.Page(tx, first - 1, last, MostAdopted))
        {
            if (!resource.IsDeleted && FhirDocument.Parse(resource.Body).Document is { } document && ParameterDraft.Of(document).TryGet(out var draft, out _) && draft is not null
                && !await IsTaken(tx, draft))
            {
                await Follow(tx, resource.Id, draft);
                adopted++;
            }
        }

        return adopted;
    }

    /// <summary>Has the index gone over.</summary>
    public ValueTask QueueIndexing(WriteTransaction tx) => queue.Add(tx, IndexWork, "", IndexWork);

    /// <summary>Has the rows of withdrawn parameters removed.</summary>
    public ValueTask QueueRemoval(WriteTransaction tx) => queue.Add(tx, RemovalWork, "", RemovalWork);

    private async ValueTask Follow(WriteTransaction tx, string source, ParameterDraft? draft)
    {
        var stored = await ParameterTable.OfSource(tx, source);
        if (stored.Count == 0 && draft is null)
        {
            return;
        }

        // First the lock, then the look: two that take the same code follow each other.
        await ReindexMigration.RaiseEpoch(tx);
        tx.OnCommitted(custom.Expire);
        stored = await ParameterTable.OfSource(tx, source);
        var kept = new HashSet<int>();
        foreach (var row in stored)
        {
            var own = draft?.Expressions.FirstOrDefault(e => e.Type == row.Type).Expression;
            if (draft is not null && own == row.Expression && draft.Kind == row.Kind)
            {
                kept.Add(row.Type.Index);
                await Rename(tx, row, draft);
            }
            else
            {
                await ParameterTable.Move(tx, row, ParameterState.Retired, NowMs);
                await QueueRemoval(tx);
            }
        }

        foreach (var (type, expression) in draft?.Expressions ?? [])
        {
            if (!kept.Contains(type.Index))
            {
                await Add(tx, source, draft!, (type, expression));
            }
        }
    }

    private static async ValueTask Rename(WriteTransaction tx, ParameterRow row, ParameterDraft draft)
    {
        if (row.Code != draft.Code)
        {
            await CheckFree(tx, row.Type, draft.Code);
        }

        await ParameterTable.Rename(tx, row with { Code = draft.Code, Url = draft.Url, Targets = string.Join(' ', draft.Targets) });
    }

    private async ValueTask Add(WriteTransaction tx, string source, ParameterDraft draft, (TypeDefinition Type, string Expression) about)
    {
        await CheckFree(tx, about.Type, draft.Code);
        if (await ParameterTable.FreeNumber(tx, about.Type, NowMs) is not { } number)
        {
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"{about.Type.Name} has had {Keys.ParametersPerType - R4Definitions.Default.SearchParameters.Count - 1} search parameters of the region's own. Withdraw some; an hour later their places are free."));
        }

        var row = new ParameterRow(about.Type, number, draft.Code, draft.Url)
        {
            Kind = draft.Kind,
            Expression = about.Expression,
            Targets = string.Join(' ', draft.Targets),
            Source = source,
            SinceMs = NowMs,
        };
        await ParameterTable.Insert(tx, row);
        if (!await TryIndex(tx, row))
        {
            await QueueIndexing(tx);
        }
    }

    // Few resources are gone over on the spot: nobody else can write one now.
    private async ValueTask<bool> TryIndex(WriteTransaction tx, ParameterRow parameter)
    {
        var (first, last) = Keys.Rids(parameter.Type);
        var few = await tx.Query("SELECT rid FROM resource WHERE rid BETWEEN $1 AND $2 LIMIT $3", r => r.Long(0), first, last, MostAtOnce + 1);
        if (few.Count > MostAtOnce)
        {
            return false;
        }

        var parameters = await ParameterTable.Load(tx);
        var resources = await ResourceRow.Page(tx, first - 1, last, MostAtOnce);
        var expected = resources.Where(r => !r.IsDeleted).Select(r => new ExpectedRows(r, preparer.RowsOf(r.Definition, r.Body, parameters))).ToList();
        await repair.Of(tx, expected, parameter.Params.ToHashSet());
        await ParameterTable.Move(tx, parameter, ParameterState.Ready, NowMs);
        return true;
    }

    private static async ValueTask<bool> IsTaken(WriteTransaction tx, ParameterDraft draft)
    {
        foreach (var (type, _) in draft.Expressions)
        {
            if (R4Definitions.Default.ParametersFor(type.Name).Any(p => p.Code == draft.Code) || await ParameterTable.Named(tx, type, draft.Code) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask CheckFree(WriteTransaction tx, TypeDefinition type, string code)
    {
        if (R4Definitions.Default.ParametersFor(type.Name).Any(p => p.Code == code))
        {
            throw Refused($"'{code}' is a search parameter of {type.Name} in R4. Choose another code.");
        }

        if (await ParameterTable.Named(tx, type, code) is { } taken)
        {
            throw Refused($"'{code}' is a search parameter of {type.Name} already: SearchParameter/{taken.Source}. Choose another code, or withdraw that one.");
        }
    }

    private static WriteRefusedException Refused(string message) => new(new Problem(ProblemKind.Conflict, message, "SearchParameter.code"));

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
