using System.Buffers;
using System.Text.Json;
using Helhed.Access.Veils;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>An access as the log holds it.</summary>
/// <param name="Number">The ledger's entry that it stands in: its proof is at /ledger/proof/{number}.</param>
/// <param name="Place">Its place there, from 0.</param>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
public sealed record LoggedAccess(long Number, int Place, DateTimeOffset At, AccessEntry Entry)
{
    private static ReadOnlySpan<byte> Begin => "{\"at\":"u8;

    private static ReadOnlySpan<byte> Next => ",{\"at\":"u8;

    /// <summary>The access as a citizen is shown it: hidden staff by what stands in their place.</summary>
    /// <param name="veil">What is hidden.</param>
    /// <returns>The same where nothing is.</returns>
    public LoggedAccess Through(Veil veil)
    {
        ArgumentNullException.ThrowIfNull(veil);
        var who = Entry.Caller;
        var shown = veil.Shown(who.Reference);
        return shown == who.Reference ? this : this with
        {
            Entry = Entry with { Caller = who with { Reference = shown, Post = null, Display = "" }, Words = null, About = [.. Entry.About.Select(a => a with { Resources = [.. a.Resources.Select(veil.Shown)] })] },
        };
    }

    /// <summary>The accesses of a block.</summary>
    internal static IReadOnlyList<LoggedAccess> Of(LedgerRecord block)
    {
        if (!IsBlock(block))
        {
            return []; // from before accesses were logged: log-ins of the first days
        }

        using var content = JsonDocument.Parse(block.Entry.Content);
        return [.. content.RootElement.EnumerateArray().Select((entry, i) => Read(block, i, entry))];
    }

    /// <summary>Those of a block that have certain bytes in them. A block holds what many did in the same second: the others are not even read.</summary>
    /// <param name="block">The block.</param>
    /// <param name="mark">The bytes, which stand in no entry's words.</param>
    internal static IReadOnlyList<LoggedAccess> With(LedgerRecord block, ReadOnlySpan<byte> mark)
    {
        var content = block.Entry.Content;
        var bytes = content.Span;
        if (!IsBlock(block) || !bytes[1..].StartsWith(Begin))
        {
            return Of(block); // whose first entry is of an earlier form
        }

        List<LoggedAccess>? found = null;
        for (var (at, place) = (0, -1); bytes[at..].IndexOf(mark) is >= 0 and var hit;)
        {
            // A quote in words is escaped, so this is nowhere but where an entry begins.
            var start = bytes[..(at + hit)].LastIndexOf(Begin);
            place += bytes[at..(start + Begin.Length)].Count(Begin);
            var length = bytes[(at + hit)..].IndexOf(Next);
            var end = length < 0 ? bytes.Length - 1 : at + hit + length;
            using var entry = JsonDocument.Parse(content[start..end]);
            (found ??= []).Add(Read(block, place, entry.RootElement));
            at = end;
        }

        return found ?? [];
    }

    /// <summary>Whether an entry of the ledger is a block of accesses.</summary>
    internal static bool IsBlock(LedgerRecord entry) => entry.Entry.Content.Span is [(byte)'[', .., (byte)']'];

    /// <summary>Adds the keys that a block is found under: of the patients it is about, and of who did it.</summary>
    internal static void AddKeys(LedgerRecord block, HashSet<long> keys)
    {
        var reader = new Utf8JsonReader(block.Entry.Content.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 4 && reader.ValueTextEquals("patient"u8) && reader.Read())
            {
                keys.Add(reader.GetInt64());
            }
            else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("who"u8) && reader.Read())
            {
                keys.Add(AccessEntry.ActorKey(reader.GetString()!));
            }
        }

        keys.Remove(0);
    }

    /// <summary>The arrays of several blocks as one.</summary>
    internal static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> arrays, int size)
    {
        var joined = new ArrayBufferWriter<byte>(size + 2);
        joined.Write("["u8);
        for (var i = 0; i < arrays.Count; i++)
        {
            if (i > 0)
            {
                joined.Write(","u8);
            }

            joined.Write(arrays[i].Span[1..^1]);
        }

        joined.Write("]"u8);
        return joined.WrittenSpan.ToArray();
    }

    private static LoggedAccess Read(LedgerRecord block, int place, JsonElement entry) => new(block.Number, place, AtOf(entry, block), EntryOf(entry));

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

    private static DateTimeOffset AtOf(JsonElement entry, LedgerRecord block) => entry.TryGetProperty("at", out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at.GetInt64()) : block.Entry.At;

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static CallerKind KindOf(string who) => who.Split('/')[0] switch
    {
        "Patient" => CallerKind.Citizen,
        "Practitioner" => CallerKind.Staff,
        _ => CallerKind.System,
    };
}
