// https://hl7.org/fhir/R4/http.html#return, https://www.rfc-editor.org/rfc/rfc7240
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>What a client wants back from a write.</summary>
internal enum Return
{
    /// <summary>Nothing is said of it.</summary>
    Unsaid,

    /// <summary>No body.</summary>
    Minimal,

    /// <summary>The resource.</summary>
    Representation,

    /// <summary>An OperationOutcome.</summary>
    Outcome,
}

/// <summary>The <c>Prefer</c> header.</summary>
internal static class PreferHeader
{
    public static bool IsLenient(HttpRequest request) => Value(request, "handling") is "lenient";

    public static Return ReturnOf(HttpRequest request) => Value(request, "return") switch
    {
        "minimal" => Return.Minimal,
        "representation" => Return.Representation,
        "OperationOutcome" or "operationoutcome" => Return.Outcome,
        _ => Return.Unsaid,
    };

    /// <summary>Whether a preference such as <c>respond-async</c> or <c>handling=lenient</c> is stated.</summary>
    public static bool Has(HttpRequest request, string preference)
    {
        var equals = preference.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? Value(request, preference) is not null : Value(request, preference[..equals]) == preference[(equals + 1)..];
    }

    /// <summary>Says in the answer that a preference was followed.</summary>
    public static void Applied(HttpContext context, string preference) => context.Response.Headers.Append("Preference-Applied", preference);

    // The first of several that are named the same counts. Some clients separate preferences by ';', which RFC 7240 uses for parameters.
    private static string? Value(HttpRequest request, string name)
    {
        foreach (var header in request.Headers["Prefer"])
        {
            foreach (var part in (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                var key = equals < 0 ? part.AsSpan() : part.AsSpan(0, equals).TrimEnd();
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return equals < 0 ? "" : part[(equals + 1)..].Trim().Trim('"');
                }
            }
        }

        return null;
    }
}
