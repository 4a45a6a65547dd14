using System.Security.Cryptography;
using Helhed.Platform.Data;

namespace Helhed.Records;

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
