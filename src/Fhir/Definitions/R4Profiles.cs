using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>
/// The profiles and extensions that R4 (4.0.1) itself publishes, each a StructureDefinition with what validation needs of its
/// differential. Only what is asked for is read.
/// </summary>
internal static class R4Profiles
{
    private static readonly Lazy<EmbeddedDocuments> File = new(() => new EmbeddedDocuments("r4.profiles"));
    private static readonly Lazy<IReadOnlyList<string>> AllUrls = new(() => [.. Enumerable.Range(0, File.Value.Count).Select(File.Value.Url)]);

    /// <summary>Canonical addresses, in ordinal order.</summary>
    public static IReadOnlyList<string> Urls => AllUrls.Value;

    /// <summary>JSON of the profile with a canonical address, or null. A version in the address must be 4.0.1, or 4.0 for any of that line.</summary>
    public static ReadOnlyMemory<byte>? Find(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        if (bar >= 0 && url.AsSpan(bar + 1) is not ("4.0.1" or "4.0"))
        {
            return null;
        }

        var index = File.Value.IndexOf(bar < 0 ? url : url.AsSpan(0, bar));
        return index < 0 ? null : File.Value.Document(index).ToArray();
    }

    /// <summary>The type that the profile with a canonical address (without a version) constrains, or null when there is none.</summary>
    public static string? TypeOf(string url) =>
        File.Value.IndexOf(url) is >= 0 and var index ? Encoding.UTF8.GetString(File.Value.Type(index)) : null;
}
