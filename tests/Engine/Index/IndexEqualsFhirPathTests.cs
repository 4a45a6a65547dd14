using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>
/// What the one walk over a resource collects is what the official expressions give when FHIRPath evaluates them: for every parameter of
/// every official example.
/// </summary>
public sealed class IndexEqualsFhirPathTests
{
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.Utc);

    [Fact]
    public void Both_ways_give_the_same_values()
    {
        var files = Directory.GetFiles(Suites.Folder("r4-examples"), "*.json");
        var (same, compared) = (0, 0);
        var differences = new List<string>();
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var document = FhirDocument.Parse(File.ReadAllBytes(file), new ParseOptions(Missing: IssueSeverity.Warning)).Document!;
            var values = new IndexValues();
            Extractor.Collect(document, values);
            foreach (var parameter in R4Definitions.Default.ParametersFor(document.TypeName).Where(p => p.Expression.Length > 0 && p.Code is not ("_id" or "_lastUpdated")))
            {
                compared++;
                var (walked, evaluated) = (Collected.Of(values, parameter), Evaluated(document, parameter));
                // A union has no duplicates, and an index is a set.
                if (walked.Distinct().SequenceEqual(evaluated.Distinct()))
                {
                    same++;
                }
                else
                {
                    differences.Add($"{Path.GetFileName(file)} {parameter.Code}: walk [{string.Join("; ", walked)}], FHIRPath [{string.Join("; ", evaluated)}]");
                }
            }
        }

        Suites.Tell("index values equal to FHIRPath, all r4-examples", same, compared);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(40)));
        Assert.True(compared > 10_000);
    }

    private static List<string> Evaluated(FhirDocument document, SearchParameterDefinition parameter)
    {
        var context = new ByAddress();
        var places = Evaluate(parameter.Expression, document, context);
        return parameter.Type == SearchParameterType.Composite
            ? [.. places.Select((p, i) => Group(document, parameter, p, context)).Where(g => g.Length > 0).Order(StringComparer.Ordinal)]
            : [.. places.SelectMany(p => Expected.Of(parameter.Type, p)).Order(StringComparer.Ordinal)];
    }

    private static string Group(FhirDocument document, SearchParameterDefinition parameter, FhirPathValue place, ByAddress context)
    {
        var parts = new List<string>();
        foreach (var component in parameter.Components)
        {
            var kind = R4Definitions.Default.SearchParameters.First(p => p.Url == component.Definition).Type;
            var path = component.Expression.StartsWith('%') ? component.Expression : string.Join(" | ", component.Expression.Split('|').Select(e => $"{place.Path}.{e.Trim()}"));
            var values = Evaluate(path, document, context).SelectMany(v => Expected.Of(kind, v)).Order(StringComparer.Ordinal).ToList();
            if (values.Count == 0)
            {
                return "";
            }

            parts.Add(string.Join(' ', values));
        }

        return string.Join(" $ ", parts);
    }

    private static IReadOnlyList<FhirPathValue> Evaluate(string expression, FhirDocument document, ByAddress context)
    {
        Assert.True(FhirPathExpression.TryCompile(expression, out var compiled, out var error), $"{expression}: {error?.Message}");
        var outcome = compiled!.Evaluate(document, context);
        Assert.True(outcome.IsSuccess, $"{expression}: {outcome.Error?.Message}");
        return outcome.Values;
    }

    // A search looks at what a reference says, not at its target: an empty resource of the named type stands for it.
    private sealed class ByAddress : FhirPathContext
    {
        public ByAddress()
        {
            ChecksTypes = false;
            AllowsManyInAs = true;
        }

        public override FhirDocument? Resolve(string reference)
        {
            var parts = reference.Split('/');
            return parts.Length is 2 or 4 && R4Definitions.Default.FindResource(parts[0]) is { } type
                ? FhirDocument.Parse(Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type.Name}}","id":"x"}"""), new ParseOptions(Missing: IssueSeverity.Warning)).Document : null;
        }
    }
}

/// <summary>The values of one parameter that the walk collected, as text.</summary>
internal static class Collected
{
    public static List<string> Of(IndexValues values, SearchParameterDefinition parameter)
    {
        if (parameter.Type == SearchParameterType.Composite)
        {
            return [.. values.Composites.Where(c => c.Parameter == parameter).GroupBy(c => c.Group)
                .Select(g => string.Join(" $ ", g.GroupBy(c => c.Component).Select(c => string.Join(' ', c.Select(v => All(values.Parts!, v.Kind).ElementAt(v.Index).Text).Order(StringComparer.Ordinal))))).Order(StringComparer.Ordinal)];
        }

        return [.. All(values, parameter.Type).Where(v => v.Parameter == parameter).Select(v => v.Text).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<(SearchParameterDefinition Parameter, string Text)> All(IndexValues values, SearchParameterType kind) => kind switch
    {
        SearchParameterType.String => values.Strings.Select(v => (v.Parameter, Utf8(v.Text))),
        SearchParameterType.Token => values.Tokens.Select(v => (v.Parameter, $"{Utf8(v.System)}|{Utf8(v.Code)}")),
        SearchParameterType.Reference => values.References.Select(v => (v.Parameter, v.Url.IsEmpty ? $"{Utf8(v.Type)}/{Utf8(v.Id)}" : Utf8(v.Url))),
        SearchParameterType.Date => values.Dates.Select(v => (v.Parameter, $"{v.Low}..{v.High}")),
        SearchParameterType.Number => values.Numbers.Select(v => (v.Parameter, v.Value.ToString(CultureInfo.InvariantCulture))),
        SearchParameterType.Quantity => values.Quantities.Select(v => (v.Parameter, string.Create(CultureInfo.InvariantCulture, $"{v.Low}..{v.High} {Utf8(v.System)}|{Utf8(v.Code)}"))),
        SearchParameterType.Uri => values.Uris.Select(v => (v.Parameter, Utf8(v.Uri))),
        _ => values.Positions.Select(v => (v.Parameter, string.Create(CultureInfo.InvariantCulture, $"{v.Latitude},{v.Longitude}"))),
    };

    private static string Utf8(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);
}

/// <summary>What an element gives a parameter, after the table at https://hl7.org/fhir/R4/search.html, written without regard to the engine.</summary>
internal static class Expected
{
    public static IEnumerable<string> Of(SearchParameterType kind, FhirPathValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        var element = json.RootElement.Clone();
        if (element.ValueKind == JsonValueKind.Object && value.TypeName is "string" or "code" or "uri" or "date" or "dateTime" or "canonical")
        {
            return []; // only extensions
        }

        return kind switch
        {
            SearchParameterType.String => Strings(value.TypeName, element),
            SearchParameterType.Token => Tokens(value.TypeName, element),
            SearchParameterType.Reference => References(value.TypeName, element),
            SearchParameterType.Date => Dates(value.TypeName, element),
            SearchParameterType.Number when element.ValueKind == JsonValueKind.Number => [element.GetDouble().ToString(CultureInfo.InvariantCulture)],
            SearchParameterType.Quantity => Quantities(value.TypeName, element),
            SearchParameterType.Uri when element.ValueKind == JsonValueKind.String => [element.GetString()!],
            SearchParameterType.Special when element.TryGetProperty("latitude", out _) => [string.Create(CultureInfo.InvariantCulture, $"{element.GetProperty("latitude").GetDouble()},{element.GetProperty("longitude").GetDouble()}")],
            _ => [],
        };
    }

    private static IEnumerable<string> Strings(string type, JsonElement e) => type switch
    {
        "HumanName" => Parts(e, "text", "family", "given", "prefix", "suffix"),
        "Address" => Parts(e, "text", "line", "city", "district", "state", "postalCode", "country"),
        _ => e.ValueKind == JsonValueKind.String ? [e.GetString()!] : [],
    };

    private static IEnumerable<string> Parts(JsonElement e, params string[] names) => names.Where(n => e.TryGetProperty(n, out _)).SelectMany(n =>
        e.GetProperty(n) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!) : [e.GetProperty(n).GetString()!]);

    private static IEnumerable<string> Tokens(string type, JsonElement e) => type switch
    {
        "CodeableConcept" => e.TryGetProperty("coding", out var codings) ? codings.EnumerateArray().SelectMany(c => Coded(c, "code")) : [],
        "Coding" => Coded(e, "code"),
        "Identifier" => Coded(e, "value"),
        "ContactPoint" => e.TryGetProperty("value", out var value) ? [$"|{value.GetString()}"] : [],
        _ => e.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => [e.GetBoolean() ? "|true" : "|false"],
            JsonValueKind.String => [$"|{e.GetString()}"],
            JsonValueKind.Number => [$"|{e.GetRawText()}"],
            _ => [],
        },
    };

    private static IEnumerable<string> Coded(JsonElement e, string name) => Text(e, "system") is var system && Text(e, name) is var code && system + code is "" ? [] : [$"{system}|{code}"];

    private static string Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<string> References(string type, JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Object && e.TryGetProperty("resourceType", out var resource))
        {
            return e.TryGetProperty("id", out var id) ? [$"{resource.GetString()}/{id.GetString()}"] : [];
        }

        var text = e.ValueKind == JsonValueKind.String ? e.GetString()! : type == "Reference" ? Text(e, "reference") : "";
        if (text.Length == 0 || text[0] == '#')
        {
            return [];
        }

        var history = text.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = history > 0 ? text[..history] : text;
        return plain.Split('/') is [var t, { Length: > 0 and <= 64 } i] && R4Definitions.Default.Find(t) is { Kind: TypeKind.Resource } ? [$"{t}/{i}"] : [text];
    }

    private static IEnumerable<string> Dates(string type, JsonElement e)
    {
        switch (type)
        {
            case "Period":
                return Period(e);
            case "Timing":
                var events = e.TryGetProperty("event", out var list) ? list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => Span(v.GetString()!)).ToList() : [];
                var bounds = e.TryGetProperty("repeat", out var repeat) && repeat.TryGetProperty("boundsPeriod", out var period) ? Period(period) : [];
                return [.. bounds, .. events.Count > 0 ? new[] { $"{events.Min(v => v.Low)}..{events.Max(v => v.High)}" } : []];
            default:
                return e.ValueKind == JsonValueKind.String && type is "date" or "dateTime" or "instant" ? [$"{Span(e.GetString()!).Low}..{Span(e.GetString()!).High}"] : [];
        }
    }

    private static IEnumerable<string> Period(JsonElement e)
    {
        var (start, end) = (Text(e, "start"), Text(e, "end"));
        return start + end is "" ? [] : [$"{(start.Length > 0 ? Span(start).Low : long.MinValue)}..{(end.Length > 0 ? Span(end).High : long.MaxValue)}"];
    }

    private static (long Low, long High) Span(string text)
    {
        var parts = text.Split('T')[0].Split('-').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        var day = new DateTimeOffset(parts[0], parts.Length > 1 ? parts[1] : 1, parts.Length > 2 ? parts[2] : 1, 0, 0, 0, TimeSpan.Zero);
        if (text.Length <= 10)
        {
            var next = parts.Length switch { 1 => day.AddYears(1), 2 => day.AddMonths(1), _ => day.AddDays(1) };
            return (day.ToUnixTimeMilliseconds(), next.ToUnixTimeMilliseconds() - 1);
        }

        var low = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var digits = dot < 0 ? 0 : text[(dot + 1)..].TakeWhile(char.IsDigit).Count();
        return (low, low + (digits switch { 0 => 1000, 1 => 100, 2 => 10, _ => 1 }) - 1);
    }

    private static IEnumerable<string> Quantities(string type, JsonElement e)
    {
        switch (type)
        {
            case "Range":
                var hasLow = e.TryGetProperty("low", out var from);
                var hasHigh = e.TryGetProperty("high", out var to);
                return hasLow || hasHigh ? [Amount(hasLow ? Value(from) ?? double.NegativeInfinity : double.NegativeInfinity, hasHigh ? Value(to) ?? double.PositiveInfinity : double.PositiveInfinity, hasLow ? from : to)] : [];
            case "Money":
                return Value(e) is { } money ? [string.Create(CultureInfo.InvariantCulture, $"{money}..{money} urn:iso:std:iso:4217|{Text(e, "currency")}")] : [];
            default:
                return e.ValueKind == JsonValueKind.Object && Value(e) is { } value ? [Text(e, "comparator") switch
                {
                    "<" => Amount(double.NegativeInfinity, Math.BitDecrement(value), e),
                    "<=" => Amount(double.NegativeInfinity, value, e),
                    ">=" => Amount(value, double.PositiveInfinity, e),
                    ">" => Amount(Math.BitIncrement(value), double.PositiveInfinity, e),
                    _ => Amount(value, value, e),
                }] : [];
        }
    }

    private static double? Value(JsonElement e) => e.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Amount(double low, double high, JsonElement unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{low}..{high} {Text(unit, "system")}|{(Text(unit, "code") is { Length: > 0 } code ? code : Text(unit, "unit"))}");
}
