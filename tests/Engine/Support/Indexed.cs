using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>What one hand-written resource is found by, as text by parameter.</summary>
internal sealed class Indexed
{
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));

    private readonly IndexValues _values = new();

    /// <summary>Parses the resource, which must be correct, and collects its values.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="members">Its members behind resourceType.</param>
    public Indexed(string type, string members)
    {
        var parsed = FhirDocument.Parse(Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}",{{members}}}"""));
        Assert.Empty(parsed.Issues);
        Extractor.Collect(parsed.Document!, _values);
    }

    public IEnumerable<string> Subjects => _values.Subjects.Select(Text);

    public IEnumerable<string> Compartments => _values.Compartments.Select(Text);

    public IEnumerable<string> Strings(string code) => _values.Strings.Where(v => v.Parameter.Code == code).Select(v => Text(v.Text));

    /// <summary>As system|code.</summary>
    public IEnumerable<string> Tokens(string code) => _values.Tokens.Where(v => v.Parameter.Code == code).Select(v => $"{Text(v.System)}|{Text(v.Code)}");

    /// <summary>As Type/id, or as the address in angle brackets.</summary>
    public IEnumerable<string> References(string code) =>
        _values.References.Where(v => v.Parameter.Code == code).Select(v => v.Url.IsEmpty ? $"{Text(v.Type)}/{Text(v.Id)}" : $"<{Text(v.Url)}>");

    /// <summary>The parameters that point at contained resources.</summary>
    public IEnumerable<string> ContainedReferences => _values.ContainedReferences.Select(v => v.Parameter.Code);

    /// <summary>The names whose words are searched independently.</summary>
    public IEnumerable<string> Parts(string code) => _values.Strings.Where(v => v.Parameter.Code == code && v.HasParts).Select(v => Text(v.Text));

    /// <summary>First and last millisecond; null where the end is open.</summary>
    public IEnumerable<(DateTimeOffset? Low, DateTimeOffset? High)> Dates(string code) => _values.Dates.Where(v => v.Parameter.Code == code).Select(v => (Moment(v.Low), Moment(v.High)));

    public IEnumerable<double> Numbers(string code) => _values.Numbers.Where(v => v.Parameter.Code == code).Select(v => v.Value);

    /// <summary>The amount or both ends, and the unit as system|code.</summary>
    public IEnumerable<(double Low, double High, string Unit)> Quantities(string code) =>
        _values.Quantities.Where(v => v.Parameter.Code == code).Select(v => (v.Low, v.High, $"{Text(v.System)}|{Text(v.Code)}"));

    /// <summary>One text for each group: its parts, with every value of each.</summary>
    public IEnumerable<string> Composites(string code) => _values.Composites.Where(v => v.Parameter.Code == code).GroupBy(v => v.Group)
        .Select(g => string.Join(" $ ", g.GroupBy(v => v.Component).Select(c => string.Join(' ', c.Select(Part)))));

    public IEnumerable<(double Latitude, double Longitude)> Positions(string code) => _values.Positions.Where(v => v.Parameter.Code == code).Select(v => (v.Latitude, v.Longitude));

    public IEnumerable<string> Uris(string code) => _values.Uris.Where(v => v.Parameter.Code == code).Select(v => Text(v.Uri));

    private string Part(CompositePart part)
    {
        var parts = _values.Parts!;
        return part.Kind switch
        {
            SearchParameterType.Token => $"{Text(parts.Tokens[part.Index].System)}|{Text(parts.Tokens[part.Index].Code)}",
            SearchParameterType.Quantity => $"{parts.Quantities[part.Index].Low.ToString(CultureInfo.InvariantCulture)} {Text(parts.Quantities[part.Index].Code)}",
            SearchParameterType.Number => parts.Numbers[part.Index].Value.ToString(CultureInfo.InvariantCulture),
            SearchParameterType.String => Text(parts.Strings[part.Index].Text),
            _ => part.Kind.ToString(),
        };
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static DateTimeOffset? Moment(long unixMs) => unixMs is long.MinValue or long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
