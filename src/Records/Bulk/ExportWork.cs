using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Work;
using System.Text.Json;

namespace Helhed.Records.Bulk;

/// <summary>
/// Runs exports in the background. A run that was interrupted begins afresh, with a new time: what it had made is removed first, so
/// nobody ever gets files of two snapshots.
/// </summary>
internal sealed class ExportWork(RecordStore store, BulkJobs jobs)
{
    private const int MaxTries = 5;

    public WorkKind Kind => new(BulkJobs.ExportWork, Run) { MaxTries = MaxTries, Workers = 2, Lease = TimeSpan.FromSeconds(30) };

    private async ValueTask Run(WorkItem item, CancellationToken ct)
    {
        if (await jobs.Find(item.Payload, ct) is not { } job)
        {
            return; // Expired.
        }

        BulkRun? run = null;
        try
        {
            run = await jobs.Begin(job, afresh: true, ct);
            if (run is null)
            {
                return; // Cancelled, expired or done already.
            }

            var asOf = await AsOf.Settle(store.Database, store.Clock, ct);
            var problem = await Export(job, run, asOf, ct);
            await jobs.End(run, problem is null ? BulkState.Complete : BulkState.Failed, asOf, problem?.Message);
        }
        catch (BulkRunEndedException)
        {
            // Cancelled, or another node has taken over.
        }
        catch (BulkStandingLostException error)
        {
            await jobs.Refuse(job, error.Lost);
        }
        catch (Exception) when (run is not null && item.Try >= MaxTries && !ct.IsCancellationRequested)
        {
            await jobs.End(run, BulkState.Failed, null, "The export failed several times; the reason is in the server's log. Try it again.");
            throw;
        }
    }

    private async ValueTask<Problem?> Export(BulkJob job, BulkRun run, long asOf, CancellationToken ct)
    {
        var scope = JsonSerializer.Deserialize<ExportScope>(job.Scope)!;
        var output = new DatabaseOutput(run, scope.Types.Count, jobs.Options.MaxFileBytes);
        return await store.Database.Read(
            async session =>
            {
                var resolved = await ExportPatients.Resolve(store, session, job.Caller, scope);
                return resolved.TryGet(out var known, out var problem) ? await new ExportWalk(store, job.Caller with { Trail = new AccessTrail { What = "export" } }, known, asOf).Run(session, output) : problem;
            },
            ct);
    }
}
