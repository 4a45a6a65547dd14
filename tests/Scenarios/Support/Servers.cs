using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

[assembly: AssemblyFixture(typeof(Helhed.Tests.Scenarios.Support.Servers))]

namespace Helhed.Tests.Scenarios.Support;

/// <summary>One server for each database, started by the first test that needs it and shared by all: tests use ids and values of their own.</summary>
public sealed class Servers : IAsyncDisposable
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("helhed-scenarios-").FullName;
    private static readonly Lazy<Task<Server>> Sqlite = new(() => Server.Start(Folder, null));
    private static readonly Lazy<Task<Server>> PostgreSql = new(async () => await Server.Start(Folder, await PostgreSqlServer.NewDatabase()));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { Sqlite, PostgreSql })
        {
            if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
            {
                await (await server.Value).DisposeAsync();
            }
        }

        Directory.Delete(Folder, recursive: true);
    }

    internal static Task<Server> Of(Dialect dialect) => dialect == Dialect.Sqlite ? Sqlite.Value : PostgreSql.Value;
}
