using Helhed.Platform.Data;

namespace Helhed.Access.Log;

/// <summary>
/// Writes into the access log who has logged in and out, and which app was given a token, in the transaction that makes it so: an event is
/// there exactly when it happened.
/// </summary>
internal sealed class AccessEvents(AccessLog log)
{
    /// <summary>Takes an event's number; before the transaction begins.</summary>
    public ValueTask<long> Number(CancellationToken ct) => log.Number(ct);

    /// <summary>Takes the numbers of several events, which follow the one returned.</summary>
    public ValueTask<long> Numbers(int count, CancellationToken ct) => log.Numbers(count, ct);

    /// <summary>Writes an event.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="number">From <see cref="Number"/>.</param>
    /// <param name="what">What happened: log-in, log-off, token …</param>
    /// <param name="who">Reference or client id of whom it was done for.</param>
    /// <param name="rule">What let it through.</param>
    public ValueTask Write(WriteTransaction tx, long number, string what, string who, string rule) =>
        log.Write(tx, number, [new AccessEntry(what, new Caller(CallerKind.Anonymous, who, "", ""), rule, [])]);
}
