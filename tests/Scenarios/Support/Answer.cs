using System.Text;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>An answer of the server, read to its end.</summary>
internal sealed record Answer(string Request, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    internal string Text => Encoding.UTF8.GetString(Bytes);

    internal JsonNode Json => JsonNode.Parse(Bytes, documentOptions: new() { MaxDepth = 256 }) ?? throw new InvalidOperationException($"{Request}: no body");

    internal string Id => Json["id"]!.GetValue<string>();

    internal string? ETag => Headers.GetValueOrDefault("ETag");

    internal string? Next => Json["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == "next")?["url"]!.GetValue<string>();

    internal int? Total => Json["total"]?.GetValue<int>();

    internal IReadOnlyList<JsonNode> Entries => Json["entry"] is JsonArray entries ? [.. entries.Select(e => e!)] : [];

    internal IReadOnlyList<string> MatchIds => Ids("match");

    internal IReadOnlyList<string> IncludedIds => Ids("include");

    /// <summary>What the first issue of the OperationOutcome says.</summary>
    internal string Diagnostics => Issue["diagnostics"]!.GetValue<string>();

    internal JsonNode Issue => Json["resourceType"]!.GetValue<string>() == "OperationOutcome"
        ? Json["issue"]![0]!
        : throw new InvalidOperationException($"{Request}: {Status} without an OperationOutcome: {Text}");

    /// <summary>Fails with the request and the answer when the status is another.</summary>
    internal Answer Expect(int status)
    {
        Assert.True(Status == status, $"{Request}: {Status} where {status} was due: {(Bytes.Length > 2000 ? Text[..2000] : Text)}");
        return this;
    }

    private List<string> Ids(string mode) =>
        [.. Entries.Where(e => e["search"]!["mode"]!.GetValue<string>() == mode).Select(e => e["resource"]!["id"]!.GetValue<string>())];
}
