// https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-kick-off-request
using System.Text.Json;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Helhed.Records.Bulk;

/// <summary>Begins an export: of the system, of patients, or of a group's members.</summary>
internal static class ExportKickOff
{
    public static Task<IResult> System(RecordStore store, BulkJobs jobs, HttpContext context) => Handle("system", null, store, jobs, context);

    public static Task<IResult> Patient(RecordStore store, BulkJobs jobs, HttpContext context) => Handle("patient", null, store, jobs, context);

    public static Task<IResult> Group(string id, RecordStore store, BulkJobs jobs, HttpContext context) => Handle("group", id, store, jobs, context);

    private static async Task<IResult> Handle(string level, string? group, RecordStore store, BulkJobs jobs, HttpContext context)
    {
        if (!(await ExportRequest.Read(level, group, store, context)).TryGet(out var scope, out var problem))
        {
            return FhirResults.Of(problem);
        }

        // The group is looked up once more when the export runs; here only so that the caller learns at once when it cannot be.
        var resolved = await store.Database.Read(session => ExportPatients.Resolve(store, session, context.Caller(), scope), context.RequestAborted);
        if (resolved.Problem is { } unresolved)
        {
            return FhirResults.Of(unresolved);
        }

        var job = new BulkJob(BulkJobNames.New(), BulkKind.Export, context.Caller(), context.Request.GetEncodedUrl(), JsonSerializer.Serialize(scope), BulkState.Waiting);
        var added = await jobs.Add(job, isStarted: false, null, context.RequestAborted);
        if (!added.TryGet(out var id, out problem))
        {
            return FhirResults.Of(problem);
        }

        // That it was asked for, and of what: whose records are in it is known only when it has run.
        var caller = context.Caller();
        caller.Trail?.Add(new AccessEntry("export", caller, AccessRule.Decide(caller, Act.Search, "Patient").Rule, []) { Query = job.Request });
        return new Accepted($"{BaseAddress.Of(context.Request)}/$export-status/{id}");
    }
}

/// <summary>Names that nobody guesses, although a job is shown to its own caller alone.</summary>
internal static class BulkJobNames
{
    public static string New() => Convert.ToHexStringLower(global::System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}

/// <summary>202, and where to ask how far it is.</summary>
internal sealed record Accepted(string StatusAddress) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.ContentLocation = StatusAddress;
        response.ContentType = FhirResults.ContentType;
        await response.WriteAsync(
            """{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational","diagnostics":"Accepted. Content-Location is the address of its status."}]}""",
            httpContext.RequestAborted);
    }
}
