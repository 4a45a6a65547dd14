// https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-output-file-request
using System.Globalization;
using System.IO.Compression;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Helhed.Records.Bulk;

/// <summary>
/// A file of a job, to its own caller. It goes out chunk by chunk: as the compressed bytes that are stored to a client that takes gzip,
/// else unpacked, and then in any range.
/// </summary>
internal static class BulkDownload
{
    /// <summary>What lets a caller at a job: it is theirs.</summary>
    internal const string Rule = "own-job";

    private const string ContentType = "application/fhir+ndjson";

    public static Task<IResult> Export(string job, string file, BulkJobs jobs, HttpContext context) => Handle(job, file, BulkKind.Export, jobs, context);

    public static Task<IResult> Import(string job, string file, BulkJobs jobs, HttpContext context) => Handle(job, file, BulkKind.Import, jobs, context);

    private static async Task<IResult> Handle(string id, string number, BulkKind kind, BulkJobs jobs, HttpContext context)
    {
        var job = await jobs.Find(id, context.Caller(), kind, context.RequestAborted);
        if (job is { Refused: not null })
        {
            return BulkStatus.Refused(job, context.Caller());
        }

        var file = job is { State: BulkState.Complete } && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? (await jobs.Files(id, context.RequestAborted)).FirstOrDefault(f => f.Number == wanted)
            : null;
        // Whose records are in it was written down when it was made; now that it was fetched.
        var caller = context.Caller();
        if (file is not null)
        {
            caller.Trail?.Add(new AccessEntry("export", caller, Rule, []) { Query = context.Request.Path });
        }

        return file is null
            ? FhirResults.Of(new Problem(ProblemKind.NotFound, "There is no such file of yours: it never was, was removed, or has expired."))
            : new Download(jobs, id, file, caller.Reference);
    }

    private sealed record Download(BulkJobs Jobs, string Job, BulkFile File, string Caller) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, response, ct) = (httpContext.Request, httpContext.Response, httpContext.RequestAborted);
            using var place = Jobs.Downloads.Take(Caller);
            if (place is null)
            {
                await FhirResults.Of(new Problem(ProblemKind.TooMany, "As many files go out as can at once. Fetch fewer side by side, or try again in a moment.")).ExecuteAsync(httpContext);
                return;
            }

            response.ContentType = ContentType;
            response.Headers.AcceptRanges = "bytes";
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            response.Headers.CacheControl = "no-store";
            var range = RangeOf(request);
            if (range is { } wrong && wrong.Start >= File.Bytes)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{File.Bytes}");
                return;
            }

            if (range is null && TakesGzip(request))
            {
                response.Headers.ContentEncoding = "gzip";
                await SendCompressed(request, response, ct);
                return;
            }

            var (start, length) = range ?? (0, File.Bytes);
            response.ContentLength = length;
            if (range is not null)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{start + length - 1}/{File.Bytes}");
            }

            if (!HttpMethods.IsHead(request.Method))
            {
                await SendPlain(response.Body, start, length, ct);
            }
        }

        private async Task SendCompressed(HttpRequest request, HttpResponse response, CancellationToken ct)
        {
            for (var part = 0; !HttpMethods.IsHead(request.Method) && await Jobs.Chunk(Job, File.Number, part, ct) is { } chunk; part++)
            {
                await response.Body.WriteAsync(chunk, ct);
            }
        }

        private async Task SendPlain(Stream body, long start, long length, CancellationToken ct)
        {
            if (length == 0 || await Jobs.PartAt(Job, File.Number, start, ct) is not { } at)
            {
                return;
            }

            var skip = start - at.Start;
            for (var part = at.Part; length > 0 && await Jobs.Chunk(Job, File.Number, part, ct) is { } chunk; part++)
            {
                await using var gzip = new GZipStream(new MemoryStream(chunk), CompressionMode.Decompress);
                var buffer = new byte[64 * 1024];
                int read;
                while (length > 0 && (read = await gzip.ReadAsync(buffer, ct)) > 0)
                {
                    var from = (int)Math.Min(skip, read);
                    var count = (int)Math.Min(read - from, length);
                    await body.WriteAsync(buffer.AsMemory(from, count), ct);
                    skip -= from;
                    length -= count;
                }
            }
        }

        /// <summary>One range of bytes; null for none, and for several, which are answered with the whole.</summary>
        private (long Start, long Length)? RangeOf(HttpRequest request)
        {
            if (request.GetTypedHeaders().Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
            {
                return null;
            }

            var range = ranges.First();
            if (range.From is { } from)
            {
                return (from, Math.Min(range.To ?? long.MaxValue - 1, File.Bytes - 1) - from + 1);
            }

            var tail = Math.Min(range.To ?? 0, File.Bytes);
            return (File.Bytes - tail, tail);
        }

        private static bool TakesGzip(HttpRequest request) =>
            request.GetTypedHeaders().AcceptEncoding.Any(e => (e.Value == "gzip" || e.Value == "*") && e.Quality is null or > 0);
    }
}
