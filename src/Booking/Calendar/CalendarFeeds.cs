using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>
/// Private addresses under which a calendar program reads somebody's appointments. The secret has 256 bits, stands nowhere but with who made it,
/// and can be taken back. What is read under it names time and house alone, and stands in the access log as read by the calendar.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="clock">The clock.</param>
public sealed class CalendarFeeds(Database database, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int MostAddresses = 5;
    private const int KeyChars = 43; // of 32 bytes

    /// <summary>A key for the form that makes an address. It is as secret as the address that is computed of it, so only who shall have that sees it.</summary>
    /// <returns>256 bits.</returns>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Makes an address; the oldest beyond five is taken back. The same key makes it once: sent again it gives the same address, also where the first answer got lost.</summary>
    /// <param name="caller">The patient on their own behalf.</param>
    /// <param name="key">The form's key, of <see cref="NewKey"/>.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The secret part of the address. Problems: Forbidden, Invalid (no such key), Gone (it was made, and has been taken back since).</returns>
    public async ValueTask<Outcome<string>> Make(Caller caller, string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(key);
        if (caller.Kind != CallerKind.Citizen || caller.Subject != caller.Reference)
        {
            return Desk.NotYours;
        }

        var bytes = new byte[SecretBytes];
        if (key.Length != KeyChars || Base64Url.DecodeFromChars(key, bytes, out _, out var length) != OperationStatus.Done || length != SecretBytes)
        {
            return new Problem(ProblemKind.Invalid, "The key of the form is wrong.", "key");
        }

        var secret = Base64Url.EncodeToString(HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(caller.Reference)));
        var patient = Hash64.Of(caller.Reference);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var works = await database.Write(
            async tx =>
            {
                await tx.Execute("INSERT INTO booking_feed_address (hash, patient, patient_ref, made) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING", HashOf(secret), patient, caller.Reference, now);
                await tx.Execute(
                    """
                    UPDATE booking_feed_address SET revoked = $2 WHERE patient = $1 AND revoked IS NULL AND hash NOT IN
                        (SELECT hash FROM booking_feed_address WHERE patient = $1 AND revoked IS NULL ORDER BY made DESC LIMIT $3)
                    """,
                    patient, now, MostAddresses);
                return await tx.First("SELECT count(*) FROM booking_feed_address WHERE hash = $1 AND revoked IS NULL", r => r.Int(0), HashOf(secret)) > 0;
            },
            ct);
        return works ? secret : new Problem(ProblemKind.Gone, "The address was made before, and has been taken back since.");
    }

    /// <summary>Takes all the caller's addresses back.</summary>
    /// <param name="caller">The patient.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>How many worked until now.</returns>
    public async ValueTask<int> Revoke(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind != CallerKind.Citizen ? 0 : await database.Write(
            tx => tx.Execute("UPDATE booking_feed_address SET revoked = $2 WHERE patient = $1 AND revoked IS NULL", Hash64.Of(caller.Reference), clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
    }

    /// <summary>How many of the caller's addresses work.</summary>
    /// <param name="caller">The patient.</param>
    /// <param name="ct">Cancels it.</param>
    public async ValueTask<int> Count(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind != CallerKind.Citizen ? 0 : await database.ReadLatest(
            session => session.First("SELECT count(*) FROM booking_feed_address WHERE patient = $1 AND revoked IS NULL", r => r.Int(0), Hash64.Of(caller.Reference)), ct);
    }

    /// <summary>Whose appointments an address shows, as a caller; null when it does not work.</summary>
    internal async ValueTask<Caller?> Find(string secret, CancellationToken ct)
    {
        if (secret.Length is 0 or > 100)
        {
            return null;
        }

        var patient = await database.ReadLatest(
            session => session.First("SELECT patient_ref FROM booking_feed_address WHERE hash = $1 AND revoked IS NULL", r => r.Text(0), HashOf(secret)), ct);
        return patient is null ? null : new Caller(CallerKind.Citizen, patient, "", "citizen") { Client = "helhed-calendar" };
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
