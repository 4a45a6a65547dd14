using System.Text.Json;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>An access as the log holds it.</summary>
/// <param name="Number">The ledger's entry that it stands in: its proof is at /ledger/proof/{number}.</param>
/// <param name="Place">Its place there, from 0.</param>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
public sealed record LoggedAccess(long Number, int Place, DateTimeOffset At, AccessEntry Entry)
{
    /// <summary>The accesses of a block.</summary>
    internal static IEnumerable<LoggedAccess> Of(LedgerRecord block)
    {
        using var content = JsonDocument.Parse(block.Entry.Content);
        if (content.RootElement.ValueKind != JsonValueKind.Array)
        {
            return []; // from before accesses were logged: log-ins of the first days
        }

        return [.. content.RootElement.EnumerateArray().Select((entry, i) => new LoggedAccess(block.Number, i, block.Entry.At, EntryOf(entry)))];
    }

    private static AccessEntry EntryOf(JsonElement entry)
    {
        var who = Text(entry, "who") ?? "";
        var caller = new Caller(KindOf(who), who, "", Text(entry, "role") ?? "", Text(entry, "unit"))
        {
            Post = Text(entry, "post"),
            OnBehalfOf = Text(entry, "behalf"),
            Purpose = Text(entry, "purpose"),
            Client = Text(entry, "client"),
        };
        var about = entry.TryGetProperty("about", out var list) ? list.EnumerateArray().Select(a => new AccessedPatient(a.GetProperty("patient").GetInt64(), [.. a.GetProperty("on").EnumerateArray().Select(r => r.GetString()!)])) : [];
        return new AccessEntry(Text(entry, "what") ?? "", caller, Text(entry, "rule") ?? "", [.. about])
        {
            Query = Text(entry, "query"),
            Words = Text(entry, "words"),
            Ground = entry.TryGetProperty("ground", out var ground) ? ground.GetInt64() : null,
        };
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static CallerKind KindOf(string who) => who.Split('/')[0] switch
    {
        "Patient" => CallerKind.Citizen,
        "Practitioner" => CallerKind.Staff,
        _ => CallerKind.System,
    };
}
