using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Records.Reindexing;
using Helhed.Records.Terminology;

namespace Helhed.Records.Writing;

/// <summary>
/// Applies writes inside one transaction: access before → version → access after → current row, history, index rows, change feed.
/// A problem with any of them throws, so that all of them are rolled back.
/// </summary>
internal sealed class ResourceWriter(WritePreparer preparer, CustomParameters custom, CodeNames names, ParameterChanges parameterChanges, WriteAccess access)
{
    private static readonly string[] ResourceColumns = ["rid", "type", "id", "self", "version", "updated", "act", "author", "patient", "body"];
    private static readonly string[] HistoryColumns = ["rid", "version", "type", "updated", "act", "author", "body"];

    /// <summary>Rooms that take part in writes, by type.</summary>
    public Dictionary<string, TakePart> Participants { get; } = new(StringComparer.Ordinal);

    /// <summary>What becomes of references to what is not here.</summary>
    public ReferencePolicy References { get; set; }

    public async ValueTask<IReadOnlyList<StoredResource>> Apply(WriteTransaction tx, Caller caller, IReadOnlyList<PendingWrite> writes, Behind? behind = null)
    {
        var current = await CurrentRows.Load(tx, writes);
        var parameters = await custom.InForce(tx);
        writes = preparer.With(parameters, writes);
        var batch = new Batch(caller, parameters, access.Now);
        await access.Before(tx, caller, writes, current);
        foreach (var write in writes)
        {
            var before = current.GetValueOrDefault((write.Type.Index, write.Id));
            var after = Next(batch, write, before);
            if (after is not null)
            {
                current[(write.Type.Index, write.Id)] = after;
                await Subscriptions.SubscriptionWrite.Admit(tx, caller, write, before?.Body, after);
                tx.Append(new FeedEntry((short)write.Type.Index, after.Rid, after.Version, after.Act, after.Patient, null));
            }
        }

        await Store(tx, batch);
        if (behind is not null)
        {
            await behind.Wait();
        }

        if (References == ReferencePolicy.MustResolve)
        {
            await ReferenceRule.Check(tx, batch.Written, parameters);
        }

        await access.After(tx, caller, batch.Written, batch.Now);
        await LetTakePart(tx, batch.Written);
        await TerminologyChanges.Apply(tx, writes, batch.Results);
        await parameterChanges.Apply(tx, writes, batch.Results);
        await names.Write(tx, writes.Select(w => w.Rows));
        return batch.Results;
    }

    private async ValueTask LetTakePart(WriteTransaction tx, List<WrittenResource> written)
    {
        foreach (var (type, takePart) in Participants)
        {
            List<WrittenVersion>? versions = null;
            foreach (var one in written)
            {
                if (one.Write.Type.Name == type)
                {
                    (versions ??= []).Add(new WrittenVersion(type, one.Write.Id, one.Row.Rid, one.Act, one.Row.Body));
                }
            }

            if (versions is not null && await takePart(tx, versions) is { } refusal)
            {
                throw new WriteRefusedException(refusal);
            }
        }
    }

    /// <summary>The row after the write; null when nothing is written.</summary>
    private CurrentRow? Next(Batch batch, PendingWrite write, CurrentRow? before)
    {
        if (write.IfMatch is { } wanted && before?.Version != wanted)
        {
            throw new WriteRefusedException(write.At(new Problem(
                ProblemKind.PreconditionFailed,
                before is null ? $"{write.Type.Name}/{write.Id} does not exist, so it has no version {wanted}." : $"{write.Type.Name}/{write.Id} is at version {before.Version}, not {wanted}. Read it again and repeat the change.")));
        }

        if (write.MustBeNew && before is { IsDeleted: false })
        {
            throw new WriteRefusedException(write.At(new Problem(ProblemKind.PreconditionFailed, $"{write.Type.Name}/{write.Id} exists already.")));
        }

        if (write.Kind == WriteKind.Delete)
        {
            return Delete(batch, write, before);
        }

        if (write.Kind == WriteKind.PutIfChanged && before is { IsDeleted: false } && write.Form!.IsContentOf(before.Body))
        {
            batch.Add(write, before, RecordAct.Unchanged);
            return null;
        }

        var version = (before?.Version ?? 0) + 1;
        var act = before is { IsDeleted: false } ? RecordAct.Updated : RecordAct.Created;
        var after = new CurrentRow(before?.Rid ?? write.NewRid, write.Type.Index, version, batch.Now, (short)act, batch.Caller.Reference, write.Rows.Patient, write.Form!.Body(version, batch.Now));
        batch.Move(write, before, after);
        batch.Indexes.Replace(after.Rid, RowsBefore(batch, write, before), write.Rows);
        batch.Add(write, after, act);
        batch.Written.Add(new WrittenResource(write, before, after, act));
        return after;
    }

    private CurrentRow? Delete(Batch batch, PendingWrite write, CurrentRow? before)
    {
        if (before is null or { IsDeleted: true })
        {
            // A deletion of what is not there succeeds and changes nothing: https://hl7.org/fhir/R4/http.html#delete
            batch.Results.Add(new StoredResource(write.Type.Name, write.Id, before?.Version ?? 0, before?.Updated ?? batch.Now, RecordAct.Unchanged, default));
            return null;
        }

        var after = new CurrentRow(before.Rid, write.Type.Index, before.Version + 1, batch.Now, 2, batch.Caller.Reference, 0, []);
        batch.Move(write, before, after);
        batch.Indexes.Replace(after.Rid, RowsBefore(batch, write, before), IndexRows.None);
        batch.Add(write, after with { Patient = before.Patient }, RecordAct.Deleted);
        batch.Written.Add(new WrittenResource(write, before, after, RecordAct.Deleted));
        return after;
    }

    private IndexRows RowsBefore(Batch batch, PendingWrite write, CurrentRow? before) =>
        before is { IsDeleted: false } ? preparer.RowsOf(write.Type, before.Body, batch.Parameters) : IndexRows.None;

    private static async ValueTask Store(WriteTransaction tx, Batch batch)
    {
        if (batch.History.Count > 0)
        {
            await tx.BulkInsert("resource_history", HistoryColumns, batch.History.ToArray());
        }

        foreach (var row in batch.Changed.Values)
        {
            await tx.Post(
                "UPDATE resource SET version = $1, updated = $2, act = $3, author = $4, patient = $5, body = $6 WHERE rid = $7",
                row.Version, row.Updated.ToUnixTimeMilliseconds(), row.Act, row.Author, row.Patient, BodyCompression.Compress(row.Body), row.Rid);
        }

        if (batch.Fresh.Count > 0)
        {
            foreach (var slice in batch.Fresh.Values.Chunk(BulkSlices.RowsOf(ResourceColumns.Length)))
            {
                var cells = new List<SqlValue>(slice.Length * ResourceColumns.Length);
                foreach (var (id, row) in slice)
                {
                    cells.AddRange([row.Rid, (short)row.Type, id, Keys.Reference(R4Definitions.Default.Types[row.Type].Name, id), row.Version, row.Updated.ToUnixTimeMilliseconds(), row.Act, row.Author, row.Patient, BodyCompression.Compress(row.Body)]);
                }

                await tx.BulkInsert("resource", ResourceColumns, cells.ToArray());
            }
        }

        await batch.Indexes.Write(tx);
    }

    /// <summary>What one transaction will have written.</summary>
    private sealed class Batch(Caller caller, ParameterSet parameters, DateTimeOffset now)
    {
        public ParameterSet Parameters { get; } = parameters;

        public Caller Caller { get; } = caller;

        public DateTimeOffset Now { get; } = now;

        public List<StoredResource> Results { get; } = [];

        public List<WrittenResource> Written { get; } = [];

        public Dictionary<long, (string Id, CurrentRow Row)> Fresh { get; } = [];

        public Dictionary<long, CurrentRow> Changed { get; } = [];

        public List<SqlValue> History { get; } = [];

        public IndexChanges Indexes { get; } = new();

        public void Move(PendingWrite write, CurrentRow? before, CurrentRow after)
        {
            if (before is null)
            {
                Fresh.Add(after.Rid, (write.Id, after));
                return;
            }

            History.AddRange([before.Rid, before.Version, (short)before.Type, before.Updated.ToUnixTimeMilliseconds(), before.Act, before.Author, BodyCompression.Compress(before.Body)]);
            if (Fresh.ContainsKey(before.Rid))
            {
                Fresh[before.Rid] = (write.Id, after);
            }
            else
            {
                Changed[before.Rid] = after;
            }
        }

        public void Add(PendingWrite write, CurrentRow row, RecordAct act) =>
            Results.Add(new StoredResource(write.Type.Name, write.Id, row.Version, row.Updated, act, row.Body) { Rid = row.Rid, Patient = row.Patient });
    }
}

/// <summary>The current row of a resource.</summary>
internal sealed record CurrentRow(long Rid, int Type, int Version, DateTimeOffset Updated, short Act, string Author, long Patient, byte[] Body)
{
    public const string Columns = "rid, type, version, updated, act, author, patient, body";

    public bool IsDeleted => Act == 2;

    public static CurrentRow Map(Row row) => new(
        row.Long(0), row.Int(1), row.Int(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3)), row.Short(4), row.Text(5), row.Long(6), BodyCompression.Decompress(row.Span(7)));
}

/// <summary>Reads the rows that a transaction is going to change, and locks them, so that two writers of one resource follow each other.</summary>
internal static class CurrentRows
{
    private const int PerStatement = 64;
    private const int PerLargeStatement = 512; // of a batch: fewer trips to the database

    public static async ValueTask<Dictionary<(int Type, string Id), CurrentRow>> Load(WriteTransaction tx, IReadOnlyList<PendingWrite> writes)
    {
        var wanted = writes.Where(w => w.Kind != WriteKind.Create || w.MustBeNew).Select(w => (w.Type.Index, w.Id)).Distinct().ToList();
        var rows = new Dictionary<(int Type, string Id), CurrentRow>(wanted.Count);
        var atOnce = wanted.Count > PerLargeStatement / 2 ? PerLargeStatement : PerStatement;
        foreach (var chunk in wanted.Chunk(tx.Dialect == Dialect.Sqlite ? 1 : atOnce))
        {
            await Load(tx, chunk, rows);
        }

        // On PostgreSQL a row that is not there cannot be locked: its name is, until the transaction ends. In order, against deadlocks.
        var missing = wanted.Where(w => !rows.ContainsKey(w)).ToList();
        if (tx.Dialect == Dialect.PostgreSql && missing.Count > 0)
        {
            foreach (var chunk in missing.Select(m => Keys.Text($"{m.Index}/{m.Id}")).Order().Chunk(atOnce))
            {
                await tx.Query($"SELECT pg_advisory_xact_lock(k) FROM (VALUES {Placeholders(chunk.Length, 1)}) AS v(k)", _ => 0, [.. chunk.Select(k => (SqlValue)k)]);
            }

            foreach (var chunk in missing.Chunk(atOnce))
            {
                await Load(tx, chunk, rows);
            }
        }

        return rows;
    }

    private static async ValueTask Load(WriteTransaction tx, (int Type, string Id)[] chunk, Dictionary<(int Type, string Id), CurrentRow> rows)
    {
        var count = 1;
        while (count < chunk.Length)
        {
            count *= 2;
        }

        var values = new SqlValue[count];
        for (var i = 0; i < count; i++)
        {
            var (type, id) = chunk[Math.Min(i, chunk.Length - 1)];
            values[i] = Keys.Reference(R4Definitions.Default.Types[type].Name, id);
        }

        var sql = count == 1
            ? $"SELECT {CurrentRow.Columns}, id FROM resource WHERE self = $1"
            : $"SELECT {CurrentRow.Columns}, id FROM resource WHERE self IN {Placeholders(1, count)} ORDER BY rid";
        var found = await tx.Query(tx.Dialect == Dialect.PostgreSql ? sql + " FOR UPDATE" : sql, row => (Id: row.Text(8), Row: CurrentRow.Map(row)), values);
        foreach (var (id, row) in found)
        {
            // Two names can have one hash: the name itself decides.
            rows[(row.Type, id)] = row;
        }
    }

    private static string Placeholders(int rows, int width)
    {
        var sql = new StringBuilder();
        for (var r = 0; r < rows; r++)
        {
            sql.Append(r == 0 ? "(" : ", (");
            for (var c = 0; c < width; c++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(c == 0 ? "" : ", ")}${(r * width) + c + 1}");
            }

            sql.Append(')');
        }

        return sql.ToString();
    }
}
