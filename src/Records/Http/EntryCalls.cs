using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Searching;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Http;

/// <summary>
/// Calls operations for the entries of a batch: the endpoint that a request of its own would have come to is called in this process, on
/// behalf of the same caller, and within the batch's time.
/// </summary>
internal sealed partial class EntryCalls(HttpContext batch, EndpointDataSource endpoints)
{
    /// <summary>The bytes that the whole answer may hold.</summary>
    public AnswerBudget Budget { get; init; } = new(RecordsLimits.Default.MaxAnswerBytes);

    public async ValueTask<EntryAnswer> Answer(BundleEntryView entry, ReadOnlyMemory<byte> body)
    {
        var url = entry.Url ?? "";
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var call = new DefaultHttpContext { RequestServices = batch.RequestServices, RequestAborted = batch.RequestAborted };
        foreach (var (key, value) in batch.Items)
        {
            call.Items[key] = value; // who calls
        }

        call.Features.Set(new AnswerLimit(Budget.Left));
        if (!AnswerForm.Read(QueryText.Parse(question < 0 ? "" : url[question..]), AnswerForm.Default).TryGet(out var form, out var bad))
        {
            return Refused(entry, bad);
        }

        call.Features.Set(form with { IsPretty = false });
        var request = call.Request;
        (request.Method, request.Scheme, request.Host, request.PathBase) = (entry.Method ?? "", batch.Request.Scheme, batch.Request.Host, batch.Request.PathBase);
        request.Path = new PathString($"/fhir/{Uri.UnescapeDataString(question < 0 ? url : url[..question])}");
        request.QueryString = new QueryString(question < 0 ? "" : url[question..]);
        if (!body.IsEmpty)
        {
            request.ContentType = MediaType.Json.Header;
            request.ContentLength = body.Length;
            request.Body = new MemoryStream(body.ToArray(), writable: false);
        }

        if (EndpointOf(request) is not { RequestDelegate: { } run })
        {
            return Refused(entry, new Problem(ProblemKind.NotFound, $"{entry.Method} {(url.Length > 80 ? url[..80] : url)} is not an interaction of this server.", "request.url"));
        }

        using var output = new MemoryStream();
        call.Response.Body = output;
        await run(call);
        await call.Response.CompleteAsync();
        return Answered(entry, call.Response, output);
    }

    private static EntryAnswer Answered(BundleEntryView entry, HttpResponse response, MemoryStream output)
    {
        // A manifest is JSON too, but no resource: only FHIR's own type is one.
        if (output.Length > 0 && response.ContentType != MediaType.Json.Header)
        {
            return Refused(entry, new Problem(ProblemKind.Unsupported, "This answers with something that is no resource: call it by itself.", "request.url"));
        }

        var location = response.Headers.Location.ToString() is { Length: > 0 } made ? made : response.Headers.ContentLocation.ToString();
        return new EntryAnswer(entry) { Call = new EntryCallAnswer(response.StatusCode, output.ToArray(), location.Length > 0 ? location : null) };
    }

    private RouteEndpoint? EndpointOf(HttpRequest request)
    {
        RouteEndpoint? best = null;
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } route && pattern.StartsWith("/fhir", StringComparison.Ordinal)
                && route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(request.Method) == true
                && (best is null || route.RoutePattern.InboundPrecedence < best.RoutePattern.InboundPrecedence))
            {
                var values = new RouteValueDictionary();
                if (new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(request.Path, values))
                {
                    best = route;
                    request.RouteValues = values;
                }
            }
        }

        return best;
    }

    /// <summary>What an entry is answered that the server itself failed at. The others stand as they are.</summary>
    public EntryAnswer Failed(BundleEntryView entry, Exception exception)
    {
        LogFailure(batch.RequestServices.GetRequiredService<ILogger<EntryCalls>>(), entry.Index, entry.Method ?? "", exception);
        var problem = EntryProblem.At(entry.Index, new Problem(ProblemKind.Busy, Door.Failed, Findings: [new Finding("fatal", "exception", Door.Failed, null, null, null)]));
        return new EntryAnswer(entry) { Call = new EntryCallAnswer(StatusCodes.Status500InternalServerError, FhirJson.Write(FhirResults.Outcome(problem)), null) };
    }

    private static EntryAnswer Refused(BundleEntryView entry, Problem problem) => new(entry) { Problem = EntryProblem.At(entry.Index, problem) };

    // Without its address, which may hold an identifier.
    [LoggerMessage(Level = LogLevel.Error, Message = "Entry {Entry} of a batch ({Method}) failed")]
    private static partial void LogFailure(ILogger log, int entry, string method, Exception exception);
}
