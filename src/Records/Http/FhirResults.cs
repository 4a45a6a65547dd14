using System.Globalization;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Http;

/// <summary>Answers of the FHIR API. See <see href="https://hl7.org/fhir/R4/http.html"/>.</summary>
internal static class FhirResults
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Line = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string Column = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    public static IResult Of(Outcome<StoredResource> outcome) =>
        outcome.TryGet(out var resource, out var problem) ? new ResourceResult(resource, StatusCodes.Status200OK, HasBody: true) : Of(problem);

    public static IResult Of(Problem problem) => new ProblemResult(problem);

    /// <summary>A resource that is made for the answer, in the format that was asked for.</summary>
    public static IResult Made(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK) => new MadeResult(json, status);

    /// <summary>A resource as it is read: 304 where the client has that version.</summary>
    public static IResult Read(Outcome<StoredResource> outcome, HttpContext context)
    {
        if (!outcome.TryGet(out var resource, out var problem))
        {
            return Of(problem);
        }

        return AnswerForm.Of(context).OnlyCount
            ? Of(new Problem(ProblemKind.Invalid, "_summary=count is for searches.", "_summary"))
            : Preconditions.IsKnown(context.Request, resource)
                ? new ResourceResult(resource, StatusCodes.Status304NotModified, HasBody: false)
                : new ResourceResult(resource, StatusCodes.Status200OK, HasBody: true);
    }

    /// <summary>The answer to a write: 201 for a new resource, and the body that the client prefers.</summary>
    public static IResult Written(Outcome<ChangeResult> outcome, HttpContext context)
    {
        if (!outcome.TryGet(out var written, out var problem))
        {
            return Of(problem);
        }

        var isNew = written.Resource.Act == RecordAct.Created;
        var prefers = PreferHeader.ReturnOf(context.Request);
        if (prefers is not Return.Unsaid)
        {
            PreferHeader.Applied(context, prefers switch { Return.Minimal => "return=minimal", Return.Representation => "return=representation", _ => "return=OperationOutcome" });
        }

        return new ResourceResult(written.Resource, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, prefers != Return.Minimal, WithLocation: true)
        {
            Outcome = prefers == Return.Outcome ? FhirJson.Write(OutcomeOf(written, AnswerLanguage.Of(context.Request))) : null,
        };
    }

    public static string StatusLine(int status) => $"{status.ToString(CultureInfo.InvariantCulture)} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd();

    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
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

    public static OperationOutcome Outcome(Problem problem, TextLanguage language = TextLanguage.English) => new()
    {
        Issue = problem.In(language) is { Findings: { Count: > 0 } findings }
            ? [.. findings.Select(f => Issue(f, language))]
            : [new OperationOutcomeIssue { Severity = "error", Code = IssueCode(problem.Kind), Diagnostics = problem.In(language).Message, Expression = problem.Expression is { } at ? [at] : [] }],
    };

    /// <summary>What is to be said about a write that succeeded.</summary>
    public static OperationOutcome OutcomeOf(ChangeResult written, TextLanguage language)
    {
        var isDanish = language == TextLanguage.Danish;
        var done = written.Resource.Act switch
        {
            RecordAct.Created => isDanish ? "er oprettet" : "was created",
            RecordAct.Updated => isDanish ? "er opdateret" : "was updated",
            RecordAct.Deleted => isDanish ? "er slettet" : "was deleted",
            _ => isDanish ? "er som før" : "was left as it is",
        };
        return new OperationOutcome
        {
            Issue =
            [
                new OperationOutcomeIssue { Severity = "information", Code = "informational", Diagnostics = $"{written.Resource.Type}/{written.Resource.Id} {done}." },
                .. written.Warnings.Select(w => Issue(w.In(language), language)),
            ],
        };
    }

    public static string ETagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    public static string InstantOf(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    public static void SetVersionHeaders(HttpResponse response, StoredResource resource)
    {
        response.Headers.ETag = ETagOf(resource.Version);
        response.Headers.LastModified = resource.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
    }

    private static OperationOutcomeIssue Issue(Finding finding, TextLanguage language) => new()
    {
        Extension = finding.Line is { } line ? [new Extension { Url = Line, ValueInteger = line }, new Extension { Url = Column, ValueInteger = finding.Column ?? 0 }] : [],
        Severity = finding.Severity,
        Code = finding.Code,
        Diagnostics = finding.Line is { } row ? string.Create(CultureInfo.InvariantCulture, $"{finding.Message} ({(language == TextLanguage.Danish ? "linje" : "line")} {row}, {(language == TextLanguage.Danish ? "kolonne" : "column")} {finding.Column})") : finding.Message,
        Expression = finding.Expression is { } expression ? [expression] : [],
    };

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
        ProblemKind.Unprocessable => "processing",
        _ => "invalid",
    };
}

/// <summary>One resource, as its stored bytes.</summary>
internal sealed record ResourceResult(StoredResource Resource, int Status, bool HasBody, bool WithLocation = false) : IResult
{
    /// <summary>An OperationOutcome to send in place of the resource.</summary>
    public byte[]? Outcome { get; init; }

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
            var form = AnswerForm.Of(httpContext);
            var body = Outcome is not null ? form.Converted(Outcome) : form.Resource(Resource.Json);
            response.ContentType = form.Type.Header;
            response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(body, httpContext.RequestAborted);
            }
        }
    }
}

/// <summary>A resource that is made for the answer.</summary>
internal sealed record MadeResult(ReadOnlyMemory<byte> Json, int Status) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var form = AnswerForm.Of(httpContext);
        var body = form.Converted(Json);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = form.Type.Header;
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>A problem as an OperationOutcome.</summary>
internal sealed record ProblemResult(Problem Problem, int? Status = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var status = Status ?? FhirResults.StatusOf(Problem.Kind);
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "2";
        }

        return new MadeResult(FhirJson.Write(FhirResults.Outcome(Problem, AnswerLanguage.Of(httpContext.Request))), status).ExecuteAsync(httpContext);
    }
}

/// <summary>A bundle that is written straight to the connection, its resources as their stored bytes.</summary>
internal sealed record BundleResult(Action<Utf8JsonWriter, string> WriteMembers) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var form = AnswerForm.Of(httpContext);
        httpContext.Response.ContentType = form.Type.Header;
        if (form.IsPlain)
        {
            await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options);
            Write(writer, httpContext);
            await writer.FlushAsync(httpContext.RequestAborted);
            return;
        }

        var output = new System.Buffers.ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            Write(writer, httpContext);
        }

        await httpContext.Response.Body.WriteAsync(form.Converted(output.WrittenMemory), httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter writer, HttpContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        WriteMembers(writer, BaseAddress.Of(context.Request));
        writer.WriteEndObject();
    }
}

/// <summary>The server's address as the client wrote it.</summary>
internal static class BaseAddress
{
    public static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}/fhir";
}
