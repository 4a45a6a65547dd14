using Helhed.Platform;
using Helhed.Platform.Work;

namespace Helhed.Records.Bulk;

/// <summary>Runs imports in the background, file by file; after a restart the next run goes on where the last one stopped.</summary>
internal sealed class ImportWork(RecordStore store, BulkJobs jobs)
{
    private const int MaxTries = 5;

    // So many new resources change what the planner has to know.
    private const long ManyLines = 10_000;

    public WorkKind Kind => new(BulkJobs.ImportWork, Run) { MaxTries = MaxTries, Workers = 1, Lease = TimeSpan.FromSeconds(30) };

    private async ValueTask Run(WorkItem item, CancellationToken ct)
    {
        if (await jobs.Find(item.Payload, ct) is not { } job)
        {
            return; // Expired.
        }

        BulkRun? run = null;
        try
        {
            run = await jobs.Begin(job, afresh: false, ct);
            if (run is null)
            {
                return; // Cancelled, expired or done already.
            }

            var inputs = await jobs.Inputs(run.Job, ct);
            long lines = 0;
            foreach (var input in inputs)
            {
                var place = new ImportPlace(input.Number + 1, inputs.Count, lines);
                lines += (input.IsComplete ? input : await Load(run, input, place, item.Try >= MaxTries, ct)).Lines;
            }

            if (lines >= ManyLines)
            {
                await store.Database.Optimize(ct);
            }

            await jobs.End(run, BulkState.Complete, store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), null);
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
            await jobs.End(run, BulkState.Failed, null, "The import failed several times; the reason is in the server's log. What was loaded stays. Begin it again: nothing is loaded twice.");
            throw;
        }
    }

    private async Task<BulkInput> Load(BulkRun run, BulkInput input, ImportPlace place, bool isLastTry, CancellationToken ct)
    {
        try
        {
            using var answer = await ImportSources.Fetch(input.Url, ct);
            if (!answer.IsSuccessStatusCode)
            {
                return await Fail(run, input, place, $"The file cannot be fetched: its server answers {(int)answer.StatusCode}.", ct);
            }

            // A file that is another than at the first fetch is begun anew: what is the same in it is not written again.
            var tag = answer.Headers.ETag?.Tag ?? answer.Content.Headers.LastModified?.ToString("O") ?? "";
            var known = input.Lines > 0 && input.Tag != tag ? input with { Lines = 0 } : input;
            await using var content = await answer.Content.ReadAsStreamAsync(ct);
            return await (await ImportRun.Prepare(store, run, known with { Tag = tag }, place, ct)).Load(content, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && isLastTry)
        {
            return await Fail(run, (await jobs.Inputs(run.Job, ct))[input.Number], place, $"The file cannot be fetched: {e.Message}", ct);
        }
    }

    private async Task<BulkInput> Fail(BulkRun run, BulkInput input, ImportPlace place, string reason, CancellationToken ct) =>
        await (await ImportRun.Prepare(store, run, input, place, ct)).Fail(new Problem(ProblemKind.NotFound, reason), ct);
}
