using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;

namespace Helhed.Records.Bulk;

/// <summary>Keeps the jobs.</summary>
internal sealed class BulkJobs(Database database, WorkQueue queue, BulkOptions options, Standing standing, RecordStore store)
{
    /// <summary>Who fetches files just now.</summary>
    public DownloadPlaces Downloads { get; } = new(options);

    public const string ExportWork = "bulk-export";
    public const string ImportWork = "bulk-import";
    public const string ExpiryWork = "bulk-expiry";

    private const string Columns = "id, kind, caller, identity, request, scope, state, created, as_of, expires, done, note, error, refused";

    // A job that never ends is removed in the end, too.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(7);

    public BulkOptions Options => options;

    /// <summary>Adds a job and the work that does it, in one transaction. Problem: TooMany.</summary>
    /// <param name="job">What is to be done.</param>
    /// <param name="isStarted">True when the caller does it at once, without a worker.</param>
    /// <param name="also">What belongs to it, written in the same transaction.</param>
    /// <param name="ct">Cancels it.</param>
    public ValueTask<Outcome<string>> Add(BulkJob job, bool isStarted, Func<WriteTransaction, ValueTask>? also, CancellationToken ct) => database.Write<Outcome<string>>(
        async tx =>
        {
            var now = store.Clock.GetUtcNow();
            if (await Refusal(tx, job.Caller, now) is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(
                "INSERT INTO bulk_job (id, kind, caller, identity, request, scope, state, run, created, expires, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                job.Id, (short)job.Kind, job.Caller.Reference, BulkIdentity.Of(job.Caller), job.Request, job.Scope,
                (short)(isStarted ? BulkState.Running : BulkState.Waiting), isStarted ? 1 : 0, now.ToUnixTimeMilliseconds(), (now + LongestRun).ToUnixTimeMilliseconds());
            if (also is not null)
            {
                await also(tx);
            }

            if (!isStarted)
            {
                await queue.Add(tx, job.Kind == BulkKind.Export ? ExportWork : ImportWork, job.Id, job.Id);
            }

            await queue.Add(tx, ExpiryWork, job.Id, job.Id, now + LongestRun);
            return job.Id;
        },
        ct);

    /// <summary>
    /// A job of this caller; null when there is none, or it has expired or been cancelled. It is judged by the facts of now: when the caller
    /// could not ask for it any more it is refused, and its files are gone.
    /// </summary>
    public async ValueTask<BulkJob?> Find(string id, Caller caller, BulkKind kind, CancellationToken ct)
    {
        var job = await Find(id, ct);
        if (job is null || job.Kind != kind || !BulkIdentity.IsOf(job.Caller, caller) || job.State == BulkState.Cancelled || job.ExpiresMs <= NowMs)
        {
            return null;
        }

        return job.Refused is null && await database.ReadLatest(session => standing.Lost(session, job.Caller, job.Created), ct) is { } lost
            ? await Refuse(job, lost)
            : job;
    }

    public ValueTask<BulkJob?> Find(string id, CancellationToken ct) =>
        database.ReadLatest(session => session.First($"SELECT {Columns} FROM bulk_job WHERE id = $1", Map, id), ct);

    public async ValueTask<IReadOnlyList<BulkFile>> Files(string id, CancellationToken ct) => await database.ReadLatest(
        session => session.Query(
            "SELECT number, section, type, source, lines, bytes FROM bulk_file WHERE job = $1 ORDER BY number",
            r => new BulkFile(r.Int(0), (BulkSection)r.Int(1), r.Text(2), r.Text(3), r.Long(4), r.Long(5)),
            id),
        ct);

    public async ValueTask<IReadOnlyList<BulkInput>> Inputs(string id, CancellationToken ct) => await database.ReadLatest(
        session => session.Query(
            "SELECT number, url, type, tag, lines, created, updated, unchanged, refused, complete FROM bulk_input WHERE job = $1 ORDER BY number",
            r => new BulkInput(r.Int(0), r.Text(1), r.Text(2)) { Tag = r.Text(3), Lines = r.Long(4), Created = r.Long(5), Updated = r.Long(6), Unchanged = r.Long(7), Refused = r.Long(8), IsComplete = r.Int(9) == 1 },
            id),
        ct);

    /// <summary>Begins a run; what an earlier one has made is removed when asked. Null when there is nothing to do any more.</summary>
    /// <exception cref="BulkStandingLostException">The caller could not ask for it any more.</exception>
    public ValueTask<BulkRun?> Begin(BulkJob job, bool afresh, CancellationToken ct) => database.Write(
        async tx =>
        {
            var id = job.Id;
            await Judge(tx, job);
            var run = await tx.First("UPDATE bulk_job SET state = 1, run = run + 1 WHERE id = $1 AND state IN (0, 1) AND expires > $2 RETURNING run", r => (int?)r.Int(0), id, NowMs);
            if (run is null)
            {
                return null;
            }

            if (afresh)
            {
                await RemoveContent(tx, id);
                await tx.Execute("UPDATE bulk_job SET done = 0, note = NULL WHERE id = $1", id);
            }

            return new BulkRun(this, job, run.Value);
        },
        ct);

    /// <summary>Writes something of a run, together with how far it is.</summary>
    /// <exception cref="BulkRunEndedException">The run is not at work any more.</exception>
    internal async ValueTask Write(BulkRun run, long done, string note, Func<WriteTransaction, ValueTask> write, CancellationToken ct) => await database.Write(
        async tx =>
        {
            await run.Mark(tx, done, note);
            await write(tx);
            return 0;
        },
        ct);

    /// <summary>Holds a job against the facts of now, in the transaction that goes on with it.</summary>
    /// <exception cref="BulkStandingLostException">Its caller could not ask for it any more.</exception>
    internal async ValueTask Judge(WriteTransaction tx, BulkJob job)
    {
        if (await standing.Lost(tx, job.Caller, job.Created) is { } lost)
        {
            throw new BulkStandingLostException(lost);
        }
    }

    /// <summary>Ends a job whose caller could not ask for it any more: its files are gone at once, and a denied try is in the log.</summary>
    internal async ValueTask<BulkJob> Refuse(BulkJob job, Problem lost)
    {
        var number = await store.Log.Number(CancellationToken.None);
        var expires = store.Clock.GetUtcNow() + options.Lifetime;
        var error = $"{lost.Message} The job was stopped; what an import had loaded by then stays.";
        await database.Write(
            async tx =>
            {
                if (await tx.Execute(
                    "UPDATE bulk_job SET state = 3, error = $2, refused = $3, expires = $4 WHERE id = $1 AND refused IS NULL AND state <> 4", job.Id, error, lost.Rule, expires.ToUnixTimeMilliseconds()) == 1)
                {
                    await RemoveContent(tx, job.Id);
                    await queue.Add(tx, ExpiryWork, job.Id, $"{job.Id} ended", expires);
                    await store.Log.Write(tx, number, [Standing.Entry(job.Caller, lost, job.Request)]);
                }

                return 0;
            },
            CancellationToken.None);
        return job with { State = BulkState.Failed, Error = error, Refused = lost.Rule };
    }

    /// <summary>Ends a run.</summary>
    /// <exception cref="BulkStandingLostException">It would be complete, but its caller could not ask for it any more.</exception>
    internal ValueTask<int> End(BulkRun run, BulkState state, long? asOfMs, string? error) => database.Write(
        async tx =>
        {
            if (state == BulkState.Complete)
            {
                await Judge(tx, run.Of);
            }

            var expires = store.Clock.GetUtcNow() + options.Lifetime;
            var ended = await tx.Execute(
                "UPDATE bulk_job SET state = $3, as_of = $4, error = $5, expires = $6 WHERE id = $1 AND run = $2 AND state = 1",
                run.Job, run.Number, (short)state, asOfMs, error, expires.ToUnixTimeMilliseconds());
            if (ended == 1)
            {
                await queue.Add(tx, ExpiryWork, run.Job, $"{run.Job} ended", expires);
            }

            return ended;
        },
        CancellationToken.None);

    /// <summary>Cancels a job; its files are gone at once, and its run ends at its next write.</summary>
    public ValueTask<int> Cancel(string id, CancellationToken ct) => database.Write(
        async tx =>
        {
            await tx.Execute("UPDATE bulk_job SET state = 4 WHERE id = $1", id);
            await RemoveFiles(tx, id);
            return 0;
        },
        ct);

    /// <summary>Removes a job whose time has come; a run that is still at work ends at its next write.</summary>
    public ValueTask<int> Expire(string id, CancellationToken ct) => database.Write(
        async tx =>
        {
            if (await tx.Execute("DELETE FROM bulk_job WHERE id = $1 AND expires <= $2", id, NowMs) == 1)
            {
                await RemoveFiles(tx, id);
            }

            return 0;
        },
        ct);

    public ValueTask<byte[]?> Chunk(string id, int file, int part, CancellationToken ct) => database.ReadLatest(
        session => session.First("SELECT content FROM bulk_chunk WHERE job = $1 AND file = $2 AND part = $3", r => r.Bytes(0), id, file, part), ct);

    /// <summary>The part in which a byte of a file lies, and where the part begins.</summary>
    public ValueTask<(int Part, long Start)?> PartAt(string id, int file, long offset, CancellationToken ct) => database.ReadLatest(
        session => session.First(
            "SELECT part, start FROM bulk_chunk WHERE job = $1 AND file = $2 AND start <= $3 ORDER BY part DESC LIMIT 1", r => ((int, long)?)(r.Int(0), r.Long(1)), id, file, offset),
        ct);

    private static async ValueTask RemoveFiles(WriteTransaction tx, string id)
    {
        await RemoveContent(tx, id);
        await tx.Execute("DELETE FROM bulk_input WHERE job = $1", id);
    }

    private static async ValueTask RemoveContent(WriteTransaction tx, string id)
    {
        await tx.Execute("DELETE FROM bulk_chunk WHERE job = $1", id);
        await tx.Execute("DELETE FROM bulk_file WHERE job = $1", id);
    }

    private async ValueTask<Problem?> Refusal(WriteTransaction tx, Caller caller, DateTimeOffset now)
    {
        var (active, kept) = await tx.First(
            "SELECT COUNT(CASE WHEN state IN (0, 1) THEN 1 END), COUNT(*) FROM bulk_job WHERE caller = $1 AND state <> 4 AND expires > $2",
            r => (r.Long(0), r.Long(1)), caller.Reference, now.ToUnixTimeMilliseconds());
        if (active >= options.MaxActive)
        {
            return new Problem(ProblemKind.TooMany, $"{active} of your exports and imports are under way, which is the limit. Wait for one to end, or DELETE its status address.");
        }

        return kept >= options.MaxKept
            ? new Problem(ProblemKind.TooMany, $"{kept} of your exports and imports are kept, which is the limit. DELETE the status address of those that you have fetched.")
            : null;
    }

    private long NowMs => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static BulkJob Map(Row row) => new(
        row.Text(0), (BulkKind)row.Int(1), BulkIdentity.Caller(row.Text(2), row.Text(3)), row.Text(4), row.Text(5), (BulkState)row.Int(6))
    {
        CreatedMs = row.Long(7),
        AsOfMs = row.LongOrNull(8),
        ExpiresMs = row.Long(9),
        Done = row.Long(10),
        Note = row.TextOrNull(11),
        Error = row.TextOrNull(12),
        Refused = row.TextOrNull(13),
    };
}

/// <summary>One run of a job: after a restart there is another, and what the earlier one still writes is refused.</summary>
internal sealed record BulkRun(BulkJobs Jobs, BulkJob Of, int Number)
{
    public string Job => Of.Id;

    /// <summary>Says how far the run is, with each batch.</summary>
    /// <exception cref="BulkRunEndedException">It is not at work any more.</exception>
    /// <exception cref="BulkStandingLostException">Its caller could not ask for it any more: nothing of the batch is kept.</exception>
    public async ValueTask Mark(WriteTransaction tx, long done, string note)
    {
        await Jobs.Judge(tx, Of);
        if (await tx.Execute("UPDATE bulk_job SET done = $3, note = $4 WHERE id = $1 AND run = $2 AND state = 1", Job, Number, done, note) == 0)
        {
            throw new BulkRunEndedException();
        }
    }
}
