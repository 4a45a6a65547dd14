using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Terminology;

/// <summary>A CodeSystem, ValueSet or ConceptMap made ready for the tables before its transaction begins.</summary>
internal sealed record PreparedTerminology(ReadOnlyMemory<byte> Json)
{
    public SystemIndex? System { get; private init; }

    public ValueSet? Set { get; private init; }

    public MapIndex? Map { get; private init; }

    /// <summary>Number under which the system's rows are stored already, to be taken into use by the write; 0 when they are not.</summary>
    public long StagedSid { get; private set; }

    /// <summary>True for a code system that is stored ahead of its write.</summary>
    public bool IsLarge => System is { Concepts.Length: > TerminologyChanges.MostAtOnce, Head.Content: not ContentMode.NotPresent };

    /// <summary>
    /// Stores the rows of large code systems ahead of their write, in transactions of a few thousand rows that let others in between
    /// (150,000 concepts hold the only writer of SQLite for five seconds otherwise). Nobody sees them until the write takes them into use;
    /// if it never does, they are swept away.
    /// </summary>
    public static async ValueTask Stage(Database database, Caller caller, IReadOnlyList<PendingWrite> writes, TimeProvider clock, CancellationToken ct)
    {
        foreach (var write in writes)
        {
            if (write.Terminology is { IsLarge: true, System: { } index, StagedSid: 0 } prepared && AccessRule.Decide(caller, Act.Update, write.Type.Name).Allowed)
            {
                prepared.StagedSid = await SystemRows.Store(database, index, write.Id, clock.GetUtcNow(), static _ => { }, ct);
            }
        }
    }

    /// <summary>Null for resources of other types.</summary>
    public static PreparedTerminology? Of(FhirDocument document) => document.TypeName switch
    {
        "CodeSystem" => new(document.Json) { System = CodeSystemReader.Read(document.Json) },
        "ValueSet" => new(document.Json) { Set = FhirJson.Read(document) as ValueSet },
        "ConceptMap" => new(document.Json) { Map = FhirJson.Read(document) is ConceptMap map ? MapIndex.Of(map) : null },
        _ => null,
    };
}

/// <summary>Keeps the terminology tables equal to the CodeSystem, ValueSet and ConceptMap resources, in the transaction that writes those.</summary>
internal static class TerminologyChanges
{
    /// <summary>Larger systems are stored bit by bit ahead, and removed so afterwards, so that no writer waits for seconds.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>Follows the writes of a transaction; <paramref name="results"/> are theirs, in order.</summary>
    public static async ValueTask Apply(WriteTransaction tx, IReadOnlyList<PendingWrite> writes, IReadOnlyList<StoredResource> results)
    {
        var any = false;
        for (var i = 0; i < writes.Count; i++)
        {
            if (results[i].Act == RecordAct.Unchanged || writes[i].Type.Name is not ("CodeSystem" or "ValueSet" or "ConceptMap"))
            {
                continue;
            }

            any = true;
            switch (writes[i].Type.Name)
            {
                case "CodeSystem":
                    await ReplaceSystem(tx, results[i], writes[i].Terminology);
                    break;
                case "ValueSet":
                    await ReplaceSet(tx, results[i], writes[i].Terminology);
                    break;
                default:
                    await ReplaceMap(tx, results[i], writes[i].Terminology?.Map);
                    break;
            }
        }

        if (any)
        {
            await RaiseEpoch(tx);
        }
    }

    /// <summary>Makes every node forget what it keeps of terminology.</summary>
    public static async ValueTask RaiseEpoch(WriteTransaction tx) => await tx.Execute("UPDATE term_epoch SET epoch = epoch + 1 WHERE one = 1");

    /// <summary>Takes the systems of a CodeSystem resource out of use, and removes them where they are small.</summary>
    private static async ValueTask Retire(WriteTransaction tx, string owner, bool isImportSpared = false)
    {
        foreach (var (sid, concepts, head) in await tx.Query("SELECT sid, concepts, head FROM term_system WHERE owner = $1 AND state = 1", r => (r.Long(0), r.Int(1), r.Bytes(2)), owner))
        {
            if (isImportSpared && JsonSerializer.Deserialize(head, HeadJson.Default.SystemHead)!.IsImported)
            {
                continue;
            }

            if (concepts <= MostAtOnce)
            {
                await SystemRows.Remove(tx, sid);
            }
            else
            {
                await tx.Execute("UPDATE term_system SET state = 2 WHERE sid = $1", sid);
            }
        }
    }

    private static async ValueTask ReplaceSystem(WriteTransaction tx, StoredResource result, PreparedTerminology? prepared)
    {
        if (result.Act == RecordAct.Deleted)
        {
            await Retire(tx, result.Id);
        }
        else if (prepared is { StagedSid: > 0 and var staged })
        {
            await Retire(tx, result.Id);
            await tx.Execute("UPDATE term_system SET state = 1 WHERE sid = $1", staged);
        }
        else if (prepared?.System is { Head.Content: ContentMode.NotPresent })
        {
            // A resource without concepts may stand for a system that was imported; concepts that it had itself are gone.
            await Retire(tx, result.Id, isImportSpared: true);
        }
        else if (prepared?.System is { } index)
        {
            await Retire(tx, result.Id);
            var sid = await SystemRows.Begin(tx, index, result.Id, SystemRows.InUse, result.LastUpdated);
            foreach (var batch in SystemRows.Batches(sid, index))
            {
                await tx.BulkInsert(batch.Table, batch.Columns, batch.Cells);
            }
        }
    }

    private static async ValueTask ReplaceSet(WriteTransaction tx, StoredResource result, PreparedTerminology? prepared)
    {
        await tx.Execute("DELETE FROM term_set WHERE owner = $1", result.Id);
        if (result.Act != RecordAct.Deleted && prepared?.Set is { } set)
        {
            var url = set.Url ?? "";
            await tx.Execute(
                "INSERT INTO term_set (url_key, url, version, owner, status, body) VALUES ($1, $2, $3, $4, $5, $6)",
                Keys.Text(url), url, set.Version ?? "", result.Id, set.Status ?? "unknown", prepared.Json);
        }
    }

    private static async ValueTask ReplaceMap(WriteTransaction tx, StoredResource result, MapIndex? map)
    {
        await ConceptMapRows.Remove(tx, result.Id);
        if (result.Act != RecordAct.Deleted && map is not null)
        {
            await ConceptMapRows.Insert(tx, map, result.Id);
        }
    }
}
