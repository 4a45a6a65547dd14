using System.Globalization;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Http;

/// <summary>Answers of the FHIR API. See <see href="https://hl7.org/fhir/R4/http.html"/>.</summary>
internal static class FhirResults
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    public static IResult Of(Outcome<StoredResource> outcome) =>
        outcome.TryGet(out var resource, out var problem) ? new ResourceResult(resource, StatusCodes.Status200OK, HasBody: true) : Of(problem);

    public static IResult Of(Problem problem) => new ProblemResult(problem);

    /// <summary>The answer to a write: 201 for a new resource, and a body unless the client prefers none.</summary>
    public static IResult Written(Outcome<StoredResource> outcome, HttpRequest request)
    {
        if (!outcome.TryGet(out var resource, out var problem))
        {
            return Of(problem);
        }

        var isNew = resource.Act == RecordAct.Created;
        return new ResourceResult(resource, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, !PreferHeader.Has(request, "return=minimal"), WithLocation: true);
    }

    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Gone => StatusCodes.Status410Gone,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.TooMany => StatusCodes.Status429TooManyRequests,
        ProblemKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.Unsupported => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static OperationOutcome Outcome(Problem problem) => new()
    {
        Issue = problem.Findings is { Count: > 0 } findings
            ? [.. findings.Select(f => new OperationOutcomeIssue
            {
                Severity = f.Severity,
                Code = f.Code,
                Diagnostics = f.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{f.Message} (line {line}, column {f.Column})") : f.Message,
                Expression = f.Expression is { } expression ? [expression] : [],
            })]
            : [new OperationOutcomeIssue { Severity = "error", Code = IssueCode(problem.Kind), Diagnostics = problem.Message, Expression = problem.Expression is { } at ? [at] : [] }],
    };

    public static void SetVersionHeaders(HttpResponse response, StoredResource resource)
    {
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{resource.Version}\"");
        response.Headers.LastModified = resource.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string IssueCode(ProblemKind kind) => kind switch
    {
        ProblemKind.Unauthenticated => "login",
        ProblemKind.Forbidden => "forbidden",
        ProblemKind.NotFound => "not-found",
        ProblemKind.Gone => "deleted",
        ProblemKind.Conflict => "conflict",
        ProblemKind.PreconditionFailed => "conflict",
        ProblemKind.TooLarge => "too-long",
        ProblemKind.TooMany or ProblemKind.Busy => "throttled",
        ProblemKind.Unsupported or ProblemKind.UnsupportedMediaType => "not-supported",
        _ => "invalid",
    };
}

/// <summary>One resource, as its stored bytes.</summary>
internal sealed record ResourceResult(StoredResource Resource, int Status, bool HasBody, bool WithLocation = false) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        FhirResults.SetVersionHeaders(response, Resource);
        if (WithLocation)
        {
            response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{BaseAddress.Of(httpContext.Request)}/{Resource.Type}/{Resource.Id}/_history/{Resource.Version}");
        }

        if (HasBody)
        {
            response.ContentType = FhirResults.ContentType;
            response.ContentLength = Resource.Json.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(Resource.Json, httpContext.RequestAborted);
            }
        }
    }
}

/// <summary>A problem as an OperationOutcome.</summary>
internal sealed record ProblemResult(Problem Problem, int? Status = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status ?? FhirResults.StatusOf(Problem.Kind);
        response.ContentType = FhirResults.ContentType;
        if (Problem.Kind is ProblemKind.Busy or ProblemKind.TooMany)
        {
            response.Headers.RetryAfter = "2";
        }

        var body = FhirJson.Write(FhirResults.Outcome(Problem));
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>A bundle that is written straight to the connection, its resources as their stored bytes.</summary>
internal sealed record BundleResult(Action<Utf8JsonWriter, string> WriteMembers) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = FhirResults.ContentType;
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options);
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        WriteMembers(writer, BaseAddress.Of(httpContext.Request));
        writer.WriteEndObject();
        await writer.FlushAsync(httpContext.RequestAborted);
    }
}

/// <summary>The server's address as the client wrote it.</summary>
internal static class BaseAddress
{
    public static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}/fhir";
}

/// <summary>The <c>Prefer</c> header (RFC 7240).</summary>
internal static class PreferHeader
{
    public static bool Has(HttpRequest request, string preference) =>
        request.Headers["Prefer"].Any(value => value?.Split(',', ';').Any(part => part.Trim().Equals(preference, StringComparison.OrdinalIgnoreCase)) == true);
}
