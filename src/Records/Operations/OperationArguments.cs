using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary>One argument: a text (of any primitive, of a reference, or <c>system|code</c> of a coding), or a resource.</summary>
internal sealed record OperationArgument(string Name, string? Text, JsonElement Value, ReadOnlyMemory<byte> Resource)
{
    /// <summary>The member that holds its value, such as <c>valueString</c>; null without a value, and for one in the address.</summary>
    public string? Member { get; init; }

    /// <summary>Where it stands in the body; its name for one in the address.</summary>
    public string Place { get; init; } = Name;
}

/// <summary>
/// What an operation is called with: the address's query, and with POST a Parameters resource.
/// See <see href="https://hl7.org/fhir/R4/operations.html#executing"/>.
/// </summary>
internal sealed class OperationArguments
{
    private static readonly string[] General = ["_format", "_pretty", "_summary", "_elements"];

    private readonly IReadOnlyList<OperationArgument> _all;

    private OperationArguments(IReadOnlyList<OperationArgument> all) => _all = all;

    /// <summary>All, in the order they came, without those that say how the answer is to look.</summary>
    public IEnumerable<OperationArgument> All => _all.Where(a => !General.Contains(a.Name));

    /// <summary>How the answer is to look, as the address says it or what was posted. Problem: Invalid.</summary>
    public Outcome<AnswerForm> Form(HttpContext context) =>
        AnswerForm.Read([.. _all.Where(a => General.Contains(a.Name) && a.Text is not null).Select(a => new KeyValuePair<string, string>(a.Name, a.Text!))], AnswerForm.Of(context));

    /// <summary>All that was asked, as the query part of an address, without one name.</summary>
    public string Query(string without = "") =>
        string.Join('&', _all.Where(a => a.Name != without && a.Text is not null).Select(a => $"{Uri.EscapeDataString(a.Name)}={Uri.EscapeDataString(a.Text!)}"));

    /// <summary>Reads the request. Problems: Invalid, TooLarge, UnsupportedMediaType.</summary>
    public static async ValueTask<Outcome<OperationArguments>> Read(HttpRequest request)
    {
        var all = QueryText.Parse(request.QueryString.Value ?? "").Select(p => new OperationArgument(p.Key, p.Value, default, default)).ToList();
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength == 0 || (request.ContentLength is null && request.ContentType is null))
        {
            return new OperationArguments(all);
        }

        if (!(await OperationBody.Read(request)).TryGet(out var resource, out var problem))
        {
            return problem;
        }

        if (resource is not (null or Parameters))
        {
            return new Problem(ProblemKind.Invalid, $"The arguments of an operation are sent as a Parameters resource, not as a {resource.TypeName}.", "resourceType");
        }

        all.AddRange(resource is null ? [] : Of(FhirJson.Write(resource)));
        return new OperationArguments(all);
    }

    /// <summary>The arguments in the JSON of a Parameters resource; its resources need not be valid.</summary>
    public static IReadOnlyList<OperationArgument> Of(ReadOnlyMemory<byte> parameters)
    {
        var all = new List<OperationArgument>();
        var root = JsonDocument.Parse(parameters, new JsonDocumentOptions { MaxDepth = 256 }).RootElement;
        if (!root.TryGetProperty("parameter", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return all;
        }

        foreach (var (place, parameter) in list.EnumerateArray().Index())
        {
            if (parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
            {
                all.Add(Of(name.GetString()!, parameter) with { Place = string.Create(CultureInfo.InvariantCulture, $"Parameters.parameter[{place}]") });
            }
        }

        return all;
    }

    /// <summary>The first text of a name, or null.</summary>
    public string? Text(string name) => _all.FirstOrDefault(a => a.Name == name)?.Text;

    /// <summary>All texts of a name.</summary>
    public IEnumerable<string> Texts(string name) => _all.Where(a => a.Name == name && a.Text is not null).Select(a => a.Text!);

    /// <summary>All texts of a name, each split at its commas.</summary>
    public IReadOnlyList<string> List(string name) => [.. Texts(name).SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public IEnumerable<JsonElement> Values(string name) => _all.Where(a => a.Name == name && a.Value.ValueKind != JsonValueKind.Undefined).Select(a => a.Value);

    /// <summary>All of a name.</summary>
    public IReadOnlyList<OperationArgument> Named(string name) => [.. _all.Where(a => a.Name == name)];

    /// <summary>A problem with the first argument that the operation does not have; null when it knows them all.</summary>
    public Problem? Unknown(params ReadOnlySpan<string> known)
    {
        foreach (var argument in All)
        {
            if (!known.Contains(argument.Name))
            {
                return new Problem(ProblemKind.Invalid, $"The operation has no parameter '{argument.Name}'; it has {string.Join(", ", known!)}.", argument.Name);
            }
        }

        return null;
    }

    /// <summary>A whole number from 1, or null where there is none.</summary>
    public Outcome<int?> Positive(string name)
    {
        if (Text(name) is not { } text)
        {
            return Outcome.Ok<int?>(null);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? Outcome.Ok<int?>(number)
            : new Problem(ProblemKind.Invalid, $"'{name}' is a whole number from 1; '{text}' is not.", name);
    }

    public Outcome<bool> Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => new Problem(ProblemKind.Invalid, $"'{name}' is true or false, not '{other}'.", name),
    };

    /// <summary>First and last Unix millisecond of a date or time, or null where there is none.</summary>
    public Outcome<(long Low, long High)?> Time(string name, TimeZoneInfo local)
    {
        if (Text(name) is not { } text)
        {
            return Outcome.Ok<(long, long)?>(null);
        }

        return SearchDates.TryRange(text, local, out var low, out var high)
            ? Outcome.Ok<(long, long)?>((low, high))
            : new Problem(ProblemKind.Invalid, $"'{name}' is a date or a time such as 2026-01-31 or 2026-01-31T12:00:00Z; '{text}' is not.", name);
    }

    private static OperationArgument Of(string name, JsonElement parameter)
    {
        if (parameter.TryGetProperty("resource", out var resource))
        {
            return new OperationArgument(name, null, default, JsonMarshal.GetRawUtf8Value(resource).ToArray());
        }

        foreach (var member in parameter.EnumerateObject())
        {
            if (member.Name.StartsWith("value", StringComparison.Ordinal))
            {
                return new OperationArgument(name, TextOf(member.Value), member.Value, default) { Member = member.Name };
            }
        }

        return new OperationArgument(name, null, default, default);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object when value.TryGetProperty("reference", out var reference) && reference.ValueKind == JsonValueKind.String => reference.GetString(),
        JsonValueKind.Object when value.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String =>
            value.TryGetProperty("system", out var system) ? $"{system.GetString()}|{code.GetString()}" : code.GetString(),
        _ => null,
    };
}
