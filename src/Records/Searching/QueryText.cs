namespace Helhed.Records.Searching;

/// <summary>The query part of an address or the body of a search form, as names and values.</summary>
internal static class QueryText
{
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string query)
    {
        var list = new List<KeyValuePair<string, string>>();
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            list.Add(new(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
        }

        return list;
    }

    /// <summary>Without what has no value: "Empty parameters are not an error - they are just ignored" (https://hl7.org/fhir/R4/search.html#errors).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> WithoutEmpty(IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        parameters.All(HasValue) ? parameters : [.. parameters.Where(HasValue)];

    private static bool HasValue(KeyValuePair<string, string> parameter) => parameter.Value.AsSpan().Trim(',').Length > 0;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
