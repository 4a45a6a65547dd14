namespace Helhed.Records.Writing;

/// <summary>
/// What the links in a transaction become: each entry's fullUrl, and each conditional reference, is a resource of the store. See
/// <see href="https://hl7.org/fhir/R4/http.html#trules"/> and <see href="https://hl7.org/fhir/R4/bundle.html#references"/>.
/// </summary>
internal sealed class LinkNames
{
    private const string History = "/_history/";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public bool TryAdd(string link, string name) => _names.TryAdd(link, name);

    /// <summary>How the links in a change's content are renamed; null when there is nothing to rename.</summary>
    public Func<string, string?>? For(Change change)
    {
        if (_names.Count == 0)
        {
            return null;
        }

        var root = RootOf(change.FullUrl, change.Type.Name);
        return root is null ? Find : link => Find(link) ?? (IsRelative(link) ? Find(root + link) : null);
    }

    // A fragment stays; a version goes, because it was another server's.
    private string? Find(string link)
    {
        if (_names.TryGetValue(link, out var name))
        {
            return name;
        }

        var hash = link.IndexOf('#', StringComparison.Ordinal);
        if (hash > 0)
        {
            return Find(link[..hash]) is { } target ? target + link[hash..] : null;
        }

        var history = link.IndexOf(History, StringComparison.Ordinal);
        return history > 0 ? _names.GetValueOrDefault(link[..history]) : null;
    }

    private static bool IsRelative(string link) => link.Length > 0 && char.IsAsciiLetterUpper(link[0]) && link.Contains('/', StringComparison.Ordinal) && !link.Contains(':', StringComparison.Ordinal);

    // http://x/fhir/ of http://x/fhir/Patient/1: what relative references in that entry are relative to.
    private static string? RootOf(string? fullUrl, string type)
    {
        if (fullUrl is null || !fullUrl.StartsWith("http", StringComparison.Ordinal))
        {
            return null;
        }

        var slash = fullUrl.LastIndexOf('/');
        return slash > type.Length && fullUrl.AsSpan(0, slash).EndsWith($"/{type}", StringComparison.Ordinal) ? fullUrl[..(slash - type.Length)] : null;
    }
}
