using System.IO.Compression;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Helhed.Records.Bulk;

/// <summary>
/// <c>POST /fhir/$import</c>: with a manifest it begins to fetch files in the background; NDJSON as the body itself is loaded at once. For
/// programs only.
/// </summary>
internal static class ImportKickOff
{
    private static readonly string[] Lines = ["application/fhir+ndjson", "application/ndjson", "application/x-ndjson"];

    public static async Task<IResult> Handle(RecordStore store, BulkJobs jobs, HttpContext context)
    {
        if (!AccessRule.MayImport(context.Caller()))
        {
            return FhirResults.Of(new Problem(ProblemKind.Forbidden, "Only programs import: with the scope system/*.cu, narrowed by no query, and not for research or quality work."));
        }

        var media = (context.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return Lines.Contains(media) ? await Posted(store, jobs, context) : await Manifest(jobs, context);
    }

    private static async Task<IResult> Manifest(BulkJobs jobs, HttpContext context)
    {
        if (!(await RequestBody.Read(context.Request)).TryGet(out var body, out var problem) || !ImportRequest.Read(body, jobs.Options).TryGet(out var inputs, out problem))
        {
            return FhirResults.Of(problem);
        }

        var job = Job(context);
        var added = await jobs.Add(job, isStarted: false, tx => Add(tx, job.Id, inputs), context.RequestAborted);
        return added.TryGet(out var id, out problem) ? new Accepted($"{BaseAddress.Of(context.Request)}/$import-status/{id}") : FhirResults.Of(problem);
    }

    private static async Task<IResult> Posted(RecordStore store, BulkJobs jobs, HttpContext context)
    {
        var job = Job(context);
        var input = new BulkInput(0, "", "");
        var added = await jobs.Add(job, isStarted: true, tx => Add(tx, job.Id, [input]), context.RequestAborted);
        if (!added.TryGet(out _, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var run = new BulkRun(jobs, job with { CreatedMs = store.Clock.GetUtcNow().ToUnixTimeMilliseconds() }, 1);
        try
        {
            await using var content = Content(context, jobs.Options.MaxPostedBytes);
            await (await ImportRun.Prepare(store, run, input, new ImportPlace(1, 1, 0), context.RequestAborted)).Load(content, context.RequestAborted);
        }
        catch (BulkStandingLostException error)
        {
            return BulkStatus.Refused(await jobs.Refuse(run.Of, error.Lost));
        }
        catch
        {
            await jobs.End(run, BulkState.Failed, null, "The body was not read to its end. What was loaded stays; send it again, nothing is loaded twice.");
            throw;
        }

        await jobs.End(run, BulkState.Complete, store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), null);
        context.Response.Headers.ContentLocation = $"{BaseAddress.Of(context.Request)}/$import-status/{job.Id}";
        var done = await jobs.Find(job.Id, context.RequestAborted);
        return new ManifestResult(await BulkManifest.Of(done!, jobs, BaseAddress.Of(context.Request), context.RequestAborted));
    }

    // Lines are read as they arrive, on a thread of their own, so that nothing of the body is kept.
    private static LimitedStream Content(HttpContext context, long maxBytes)
    {
        RequestTime.Pause(context);
        context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        var body = context.Request.Body;
        return new LimitedStream(context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body, maxBytes);
    }

    private static BulkJob Job(HttpContext context) =>
        new(BulkJobNames.New(), BulkKind.Import, context.Caller(), context.Request.GetEncodedUrl(), "{}", BulkState.Waiting);

    private static async ValueTask Add(WriteTransaction tx, string job, IReadOnlyList<BulkInput> inputs) => await tx.BulkInsert(
        "bulk_input",
        ["job", "number", "url", "type", "tag", "lines", "created", "updated", "unchanged", "refused", "complete"],
        [.. inputs.Select(i => (SqlValue[])[job, i.Number, i.Url, i.Type, "", 0, 0, 0, 0, 0, (short)0])]);
}

/// <summary>A stream that is read up to a limit, so that a small packed body cannot become a huge one.</summary>
internal sealed class LimitedStream(Stream inner, long maxBytes) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <exception cref="BadHttpRequestException">The limit is passed: 413.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        return _read <= maxBytes ? count : throw new BadHttpRequestException("The body is over the limit.", StatusCodes.Status413PayloadTooLarge);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
