using System.Buffers;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Operations;

/// <summary>A resource that an operation has made.</summary>
internal sealed record OperationAnswer(ReadOnlyMemory<byte> Json, string? Location = null) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static OperationAnswer Of(Resource resource) => new(FhirJson.Write(resource));

    /// <summary>A Parameters resource with one parameter, <c>return</c>.</summary>
    public static OperationAnswer Return(Meta meta) => Of(new Parameters { Parameter = [new ParametersParameter { Name = "return", ValueMeta = meta }] });

    /// <summary>A resource written member by member, so that stored bytes go into it as they are.</summary>
    public static OperationAnswer Written(string type, Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, type);
            members(writer);
            writer.WriteEndObject();
        }

        return new OperationAnswer(output.WrittenMemory);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var form = AnswerForm.Of(httpContext);
        var body = form.Converted(Json);
        response.ContentType = form.Type.Header;
        response.ContentLength = body.Length;
        if (Location is { } location)
        {
            response.Headers.Location = location;
        }

        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
