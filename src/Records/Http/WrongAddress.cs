using Helhed.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Primitives;

namespace Helhed.Records.Http;

/// <summary>What no endpoint takes: an address that is none, or a method that it does not have. OPTIONS is answered for all.</summary>
internal static class WrongAddress
{
    private static readonly RouteValueDictionary None = [];

    public static IResult Handle(HttpContext context, EndpointDataSource endpoints)
    {
        var methods = MethodsOf(context.Request.Path, endpoints);
        if (methods.Count == 0)
        {
            return FhirResults.Of(new Problem(ProblemKind.NotFound, context.Request.Path.Value!.Contains("/$", StringComparison.Ordinal)
                ? $"{context.Request.Path} is not an operation of this server; GET /fhir/metadata lists those of the server and of each type."
                : $"{context.Request.Method} {context.Request.Path} is not an interaction of this server; GET /fhir/metadata lists them."));
        }

        context.Response.Headers.Allow = new StringValues(string.Join(", ", methods.Append("OPTIONS")));
        return HttpMethods.IsOptions(context.Request.Method)
            ? TypedResults.NoContent()
            : new ProblemResult(
                new Problem(ProblemKind.Unsupported, $"{context.Request.Method} is not for {context.Request.Path}; {string.Join(", ", methods)} {(methods.Count == 1 ? "is" : "are")}."),
                StatusCodes.Status405MethodNotAllowed);
    }

    private static SortedSet<string> MethodsOf(PathString path, EndpointDataSource endpoints)
    {
        // No type and no id begins so: it is the word itself that stands in the route.
        var text = path.Value ?? "";
        var last = text[(text.LastIndexOf('/') + 1)..];
        var isWord = last.Length > 0 && last[0] is '$' or '_';
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } route && pattern.StartsWith("/fhir", StringComparison.Ordinal)
                && (!isWord || pattern.EndsWith("/" + last, StringComparison.Ordinal))
                && route.Metadata.GetMetadata<HttpMethodMetadata>() is { } allowed
                && new TemplateMatcher(TemplateParser.Parse(pattern), None).TryMatch(path, []))
            {
                methods.UnionWith(allowed.HttpMethods);
            }
        }

        return methods;
    }
}
