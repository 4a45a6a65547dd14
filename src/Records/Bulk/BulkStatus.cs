// https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-status-request
using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Work;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Helhed.Records.Bulk;

/// <summary>How far a job is, its manifest when it is complete, and its cancellation.</summary>
internal static class BulkStatus
{
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    public static Task<IResult> Export(string job, BulkJobs jobs, WorkQueue queue, TimeProvider clock, HttpContext context) =>
        Handle(job, BulkKind.Export, (jobs, queue, clock), context);

    public static Task<IResult> Import(string job, BulkJobs jobs, WorkQueue queue, TimeProvider clock, HttpContext context) =>
        Handle(job, BulkKind.Import, (jobs, queue, clock), context);

    public static Task<IResult> CancelExport(string job, BulkJobs jobs, HttpContext context) => Cancel(job, BulkKind.Export, jobs, context);

    public static Task<IResult> CancelImport(string job, BulkJobs jobs, HttpContext context) => Cancel(job, BulkKind.Import, jobs, context);

    private static async Task<IResult> Handle(string id, BulkKind kind, (BulkJobs Jobs, WorkQueue Queue, TimeProvider Clock) with, HttpContext context)
    {
        if (await with.Jobs.Find(id, context.Caller(), kind, context.RequestAborted) is not { } job)
        {
            return FhirResults.Of(Unknown);
        }

        context.Caller().Trail?.Note(BulkDownload.Rule);
        context.Response.Headers.CacheControl = "no-store";
        switch (job.State)
        {
            case BulkState.Complete:
                context.Response.Headers.Expires = DateTimeOffset.FromUnixTimeMilliseconds(job.ExpiresMs).ToString("R", CultureInfo.InvariantCulture);
                return new ManifestResult(await BulkManifest.Of(job, with.Jobs, BaseAddress.Of(context.Request), context.RequestAborted));
            case BulkState.Failed when job.Refused is not null:
                return Refused(job, context.Caller());
            case BulkState.Failed:
                return Failed(job.Error ?? "");
            default:
                return await IsGivenUp(job, with.Queue, context.RequestAborted) ? Failed("It was given up after several tries; the reason is in the server's log.") : Underway(job, with.Clock, context);
        }
    }

    private static async Task<IResult> Cancel(string id, BulkKind kind, BulkJobs jobs, HttpContext context)
    {
        if (await jobs.Find(id, context.Caller(), kind, context.RequestAborted) is not { } job)
        {
            return FhirResults.Of(Unknown);
        }

        await jobs.Cancel(job.Id, context.RequestAborted);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>What is said of a job whose caller may not have it any more.</summary>
    internal static IResult Refused(BulkJob job, Caller? caller = null)
    {
        caller?.Trail?.Note(job.Refused ?? BulkDownload.Rule);
        return FhirResults.Of(new Problem(ProblemKind.Forbidden, job.Error ?? "") { Rule = job.Refused });
    }

    private static Problem Unknown => new(ProblemKind.NotFound, "There is no such job of yours: it never was, was cancelled, or has expired.");

    private static StatusCodeHttpResult Underway(BulkJob job, TimeProvider clock, HttpContext context)
    {
        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedMs);
        context.Response.Headers["X-Progress"] = job.Note ?? (job.State == BulkState.Waiting ? "waiting" : "begun");
        context.Response.Headers.RetryAfter = age < Young ? "1" : "5";
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static ProblemResult Failed(string reason) =>
        new(new Problem(ProblemKind.Invalid, reason, Findings: [new Finding("error", "processing", reason, null, null, null)]), StatusCodes.Status500InternalServerError);

    // The node that ran it died at each try, so nobody could write down that it failed.
    private static async ValueTask<bool> IsGivenUp(BulkJob job, WorkQueue queue, CancellationToken ct) =>
        (await queue.Failed(ct)).Any(f => f.Item.Payload == job.Id && f.Item.Kind is BulkJobs.ExportWork or BulkJobs.ImportWork);
}
