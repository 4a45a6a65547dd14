namespace Helhed.Fhir.Validation;

/// <summary>What the address of a request in a bundle names: <c>Type</c>, <c>Type/id</c>, <c>Type?search</c>, or an operation.</summary>
internal readonly record struct RequestTarget(string Type, string? Id, bool HasSearch, bool IsOperation)
{
    public static RequestTarget Of(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? url : url[..query];
        var parts = path.Split('/');
        var isOperation = parts[^1].StartsWith('$') || parts[0].StartsWith('_') || parts[0] == "metadata" || (parts.Length > 1 && parts[^1] == "_search");
        return new RequestTarget(parts[0].StartsWith('$') ? "" : parts[0], parts.Length > 1 && parts[1].Length > 0 && !isOperation ? parts[1] : null, query >= 0, isOperation);
    }
}
