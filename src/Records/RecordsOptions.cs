using System.Security.Cryptography;
using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>What becomes of a reference to a resource that is not here.</summary>
public enum ReferencePolicy
{
    /// <summary>It is kept as it came: a hospital's records come in the order in which its systems send them. 'verify' lists what does not resolve.</summary>
    AsTheyCome,

    /// <summary>It is refused, and so is deleting what something refers to. Bulk loads are taken over as they are.</summary>
    MustResolve,
}

/// <summary>How the record store is set up.</summary>
/// <param name="LocalZone">Zone of dates without one, in resources and searches: what "today" means to the region's people.</param>
/// <param name="CursorSecret">Key of the seals on paging links, at least 32 bytes; the same on all nodes.</param>
public sealed record RecordsOptions(TimeZoneInfo LocalZone, byte[] CursorSecret)
{
    /// <summary>The options of a database: its secret is made at the first use and shared by all nodes.</summary>
    public static async Task<RecordsOptions> Load(Database database, TimeZoneInfo localZone, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        var secret = await database.Write(
            async tx =>
            {
                await tx.Execute("INSERT INTO record_secret (name, value) VALUES ('cursor', $1) ON CONFLICT (name) DO NOTHING", RandomNumberGenerator.GetBytes(32));
                return await tx.First("SELECT value FROM record_secret WHERE name = 'cursor'", r => r.Bytes(0));
            },
            ct);
        return new RecordsOptions(localZone, secret!);
    }
}
