using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Tests.Modules.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>A test of apps on a server with Access alone and a clock that is moved by hand.</summary>
public abstract class SmartTest(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room];

    private protected Task<AccessHost> Host(bool demo = true) => AccessHost.Start(Database, Clock, demo);

    private protected static async Task<SmartDrive> Drive(AccessHost host, string? persona = "citizen-copd")
    {
        var drive = new SmartDrive(host, Ct);
        await drive.Register();
        if (persona is not null)
        {
            await drive.LogIn(persona);
        }

        return drive;
    }

    /// <summary>What the ledger holds of an event, in order.</summary>
    private protected async Task<List<string>> Ledger(AccessHost host, params string[] whats)
    {
        var book = host.Services.GetRequiredService<LedgerBook>();
        while (await book.Grow(100, Ct) > 0)
        {
        }

        var contents = await Database.ReadLatest(session => session.Query("SELECT content FROM ledger_entry ORDER BY number", row => Encoding.UTF8.GetString(row.Bytes(0))), Ct);
        return [.. contents.SelectMany(text => JsonNode.Parse(text)!.AsArray()).Select(e => e!).Where(e => whats.Contains(e["what"]!.GetValue<string>())).Select(e => $"{e["what"]} {e["who"]} {e["rule"]}")];
    }
}
