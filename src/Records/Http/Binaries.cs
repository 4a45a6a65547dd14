// https://hl7.org/fhir/R4/binary.html#rest
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Http;

/// <summary>An endpoint that may answer in formats that are not FHIR's.</summary>
internal sealed class AnyFormat
{
    public static AnyFormat Instance { get; } = new();
}

/// <summary>Binaries in their own form: who asks for FHIR gets the resource, others the content itself; and content can be sent as it is.</summary>
internal static class Binaries
{
    private const string SecurityContext = "X-Security-Context";
    private const int MaxTypeChars = 200;

    public static async Task<IResult> Read(string id, RecordStore store, HttpContext context) =>
        Answer(await store.Read(context.Caller(), "Binary", id, context.RequestAborted), context);

    public static async Task<IResult> ReadVersion(string id, int version, RecordStore store, HttpContext context) =>
        Answer(await store.ReadVersion(context.Caller(), "Binary", id, version, context.RequestAborted), context);

    public static async Task<IResult> Create(RecordStore store, HttpContext context) => IsFhir(context.Request)
        ? await Http.Create.Handle("Binary", store, context)
        : FhirResults.Written(await Changes.Make(await WithContent(Http.Create.Asked("Binary", context.Request), context.Request), store, context), context);

    public static async Task<IResult> Update(string id, RecordStore store, HttpContext context) => IsFhir(context.Request)
        ? await Http.Update.Handle("Binary", id, store, context)
        : FhirResults.Written(await Changes.Make(await WithContent(Http.Update.Asked("Binary", id, context.Request), context.Request), store, context), context);

    private static IResult Answer(Outcome<StoredResource> read, HttpContext context) =>
        read.TryGet(out var resource, out _) && !Negotiation.AsksForFhir(context.Request) && !Preconditions.IsKnown(context.Request, resource)
        && resource.As<Binary>() is { Data: { } data, ContentType: { } type }
            ? new BinaryResult(resource, type, data)
            : FhirResults.Read(read, context);

    private static bool IsFhir(HttpRequest request) => request.ContentType is not { Length: > 0 } type || MediaType.Find(new MediaRange(type).Name) is not null;

    private static async ValueTask<Outcome<Change>> WithContent(Outcome<Change> change, HttpRequest request)
    {
        if (!change.TryGet(out var asked, out var problem))
        {
            return problem;
        }

        if (request.ContentType!.Length > MaxTypeChars)
        {
            return new Problem(ProblemKind.UnsupportedMediaType, $"A Content-Type has at most {MaxTypeChars} characters.");
        }

        return (await RequestBody.Bytes(request)).Then(bytes =>
        {
            var binary = new Binary
            {
                Id = asked.Id,
                ContentType = request.ContentType,
                SecurityContext = request.Headers[SecurityContext].ToString() is { Length: > 0 } context ? new Reference { ReferenceValue = context } : null,
                Data = Convert.ToBase64String(bytes.Span),
            };
            var parsed = FhirDocument.Parse(FhirJson.Write(binary));
            return parsed.Document is { } document ? Outcome.Ok(asked with { Content = ChangeContent.Of(document, parsed) }) : Problems.Of(parsed.Issues);
        });
    }
}

/// <summary>The content of a Binary. It came from somebody else: a browser shall neither guess its type nor run it.</summary>
internal sealed record BinaryResult(StoredResource Resource, string Type, string Data) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var bytes = Convert.FromBase64String(Data);
        FhirResults.SetVersionHeaders(response, Resource);
        response.ContentType = Type.All(c => c is >= ' ' and <= '~') ? Type : "application/octet-stream";
        response.ContentLength = bytes.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}
