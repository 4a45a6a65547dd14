// https://hl7.org/fhir/R4/http.html#mime-type
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>One of the names under which FHIR goes over the wire.</summary>
/// <param name="Name">Such as <c>application/fhir+json</c>.</param>
/// <param name="IsXml">XML; otherwise JSON.</param>
internal sealed record MediaType(string Name, bool IsXml)
{
    private static readonly MediaType[] Known =
    [
        new("application/fhir+json", false), new("application/fhir+xml", true), new("application/json", false), new("application/xml", true),
        new("text/json", false), new("text/xml", true), new("application/json+fhir", false), new("application/xml+fhir", true),
    ];

    public static MediaType Json => Known[0];

    public static MediaType Xml => Known[1];

    /// <summary>The header Content-Type of an answer.</summary>
    public string Header { get; } = $"{Name}; charset=utf-8";

    /// <summary>The type with this name, in any case; null for another.</summary>
    public static MediaType? Find(ReadOnlySpan<char> name)
    {
        foreach (var type in Known)
        {
            if (name.Equals(type.Name, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The type of a body; null for one that is not read here, in another character set, or of another version of FHIR.</summary>
    public static MediaType? OfBody(string contentType)
    {
        var range = new MediaRange(contentType);
        var isUtf8 = range.Parameter("charset") is not { } charset || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);
        return isUtf8 && range.IsThisVersion ? Find(range.Name) : null;
    }
}

/// <summary>One item of Accept, or a Content-Type: a name and its parameters.</summary>
internal readonly struct MediaRange
{
    private readonly string[] _parts;

    public MediaRange(string text) => _parts = text.Split(';', StringSplitOptions.TrimEntries);

    /// <summary>Type and subtype.</summary>
    public string Name => _parts[0];

    /// <summary>The weight <c>q</c>, from 0 to 1.</summary>
    public double Weight => Parameter("q") is not { } text ? 1
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? Math.Clamp(weight, 0, 1) : 0;

    /// <summary>Whether it is for FHIR R4 (4.0): nothing is said of a version, or that one.</summary>
    public bool IsThisVersion => Parameter("fhirVersion") is null or "4.0" or "4.0.1";

    /// <summary>A parameter's value without quotes, or null.</summary>
    public string? Parameter(string name)
    {
        foreach (var part in _parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return part[(equals + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }
}

/// <summary>Finds the format of an answer.</summary>
internal static class Negotiation
{
    /// <summary>What _format, else Accept, else the body's own format asks for; null when nothing that is asked for can be given.</summary>
    public static MediaType? Choose(string? format, HttpRequest request)
    {
        if (!string.IsNullOrEmpty(format))
        {
            return OfFormat(format);
        }

        var accept = request.Headers.Accept;
        return accept.Count switch
        {
            0 => request.ContentType is { } body && MediaType.OfBody(body) is { IsXml: true } ? MediaType.Xml : MediaType.Json,
            1 => OfAccept(accept[0] ?? ""),
            _ => OfAccept(accept.ToString()),
        };
    }

    /// <summary>Whether one of FHIR's types is named: then a Binary is given as a resource, else as what it holds.</summary>
    public static bool AsksForFhir(HttpRequest request)
    {
        if (request.Query["_format"].ToString() is { Length: > 0 })
        {
            return true;
        }

        foreach (var item in request.Headers.Accept.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (MediaType.Find(new MediaRange(item).Name) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // A plus sign that was not escaped has become a space.
    private static MediaType? OfFormat(string format)
    {
        var range = new MediaRange(format.Replace(' ', '+'));
        return !range.IsThisVersion ? null : range.Name.ToLowerInvariant() switch
        {
            "json" => MediaType.Json,
            "xml" => MediaType.Xml,
            var name => MediaType.Find(name),
        };
    }

    // The heaviest wins; among equals a type that was named goes before a wildcard, then the first.
    private static MediaType? OfAccept(string accept)
    {
        if (accept is "" or "*/*" or "application/fhir+json")
        {
            return MediaType.Json;
        }

        MediaType? best = null;
        var weight = 0.0;
        var wasNamed = false;
        foreach (var item in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var range = new MediaRange(item);
            var named = MediaType.Find(range.Name);
            var type = named ?? (range.Name is "*/*" or "application/*" ? MediaType.Json : null);
            if (type is not null && range.IsThisVersion && range.Weight is > 0 and var w && (w > weight || (w.Equals(weight) && named is not null && !wasNamed)))
            {
                (best, weight, wasNamed) = (type, w, named is not null);
            }
        }

        return best;
    }
}
