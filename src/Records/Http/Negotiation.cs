// https://hl7.org/fhir/R4/http.html#mime-type
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>Answers are JSON. Who asks for something else only gets a plain refusal, not an answer in a form that was not asked for.</summary>
internal sealed class Negotiation : IEndpointFilter
{
    private static readonly string[] Accepted = ["json", "*/*", "application/*"];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var format = request.Query["_format"].ToString();
        var accept = request.Headers.Accept.ToString();
        var isJson = format.Length > 0
            ? format.Contains("json", StringComparison.OrdinalIgnoreCase)
            : accept.Length == 0 || Accepted.Any(a => accept.Contains(a, StringComparison.OrdinalIgnoreCase));
        return isJson
            ? next(context)
            : new(new ProblemResult(new Problem(ProblemKind.Unsupported, "The server answers in application/fhir+json only. Ask for that, or leave Accept and _format out."), StatusCodes.Status406NotAcceptable));
    }
}
