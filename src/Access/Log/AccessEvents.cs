using System.Buffers;
using System.Text.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>
/// Writes into the ledger who has logged in and out, and which system was given a token, in the transaction that makes it so: an event is
/// there exactly when it happened.
/// </summary>
internal sealed class AccessEvents(LedgerBook ledger, TimeProvider clock)
{
    /// <summary>Takes an event's number; before the transaction begins.</summary>
    public ValueTask<long> Number(CancellationToken ct) => ledger.Numbers(1, ct);

    /// <summary>Takes the numbers of several events, which follow the one returned.</summary>
    public ValueTask<long> Numbers(int count, CancellationToken ct) => ledger.Numbers(count, ct);

    /// <summary>Writes an event.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="number">From <see cref="Number"/>.</param>
    /// <param name="what">What happened: log-in, log-off or token.</param>
    /// <param name="who">Reference or client id of whom it was done for.</param>
    /// <param name="rule">What let it through.</param>
    public ValueTask Write(WriteTransaction tx, long number, string what, string who, string rule)
    {
        var content = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(content))
        {
            writer.WriteStartObject();
            writer.WriteString("what"u8, what);
            writer.WriteString("who"u8, who);
            writer.WriteString("rule"u8, rule);
            writer.WriteEndObject();
        }

        return LedgerBook.Write(tx, number, [new LedgerEntry(clock.GetUtcNow(), 0, KeyOf(who), content.WrittenMemory)]);
    }

    /// <summary>The key under which the ledger knows somebody.</summary>
    internal static long KeyOf(string reference) => Hash64.Of(reference);
}
