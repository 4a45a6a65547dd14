using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(Helhed.Tests.Modules.Support.PostgreSqlServer))]

namespace Helhed.Tests.Modules.Support;

/// <summary>A throw-away PostgreSQL for the whole run: started by the first test that needs it, gone at the end.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private static readonly Lazy<Running?> Server = new(Start);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static int _databases;

    public void Dispose()
    {
        if (Server.IsValueCreated)
        {
            Server.Value?.Stop();
        }
    }

    /// <summary>Makes an empty database; skips the test when PostgreSQL is not installed.</summary>
    /// <returns>Its connection string.</returns>
    public static Task<string> NewDatabase() => Shared().NewDatabase();

    /// <summary>Makes a database with a schema: migrated once in a run, and copied for each test.</summary>
    /// <param name="schema">The schema's name: what has the same name has the same tables.</param>
    /// <param name="migrate">Makes it in the database of a connection string, and leaves no connection open.</param>
    /// <returns>Its connection string.</returns>
    internal static async Task<string> NewDatabase(string schema, Func<string, Task> migrate)
    {
        var server = Shared();
        var template = await Templates.GetOrAdd(schema, _ => new(async () =>
        {
            var made = await server.NewDatabase();
            await migrate(made);
            return made[(made.LastIndexOf('=') + 1)..];
        })).Value;
        return await server.NewDatabase(template);
    }

    /// <summary>A server of a test's own, which it may crash; skips the test when PostgreSQL is not installed.</summary>
    internal static Running StartOwn()
    {
        if (Start() is { } server)
        {
            return server;
        }

        Assert.Skip("PostgreSQL is not installed; install it with: apt-get install -y postgresql");
        throw new UnreachableException();
    }

    private static Running Shared()
    {
        if (Server.Value is { } server)
        {
            return server;
        }

        Assert.Skip("PostgreSQL is not installed; install it with: apt-get install -y postgresql");
        throw new UnreachableException();
    }

    private static Running? Start()
    {
        const string Versions = "/usr/lib/postgresql";
        var bin = !Directory.Exists(Versions) ? null : Directory.GetDirectories(Versions)
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderByDescending(folder => double.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault();
        if (bin is null)
        {
            return null;
        }

        var data = Path.Combine(Roomy(), $"helhed-pg-{Guid.NewGuid():N}");
        Run(bin, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C");
        var port = Ports.Free();

        // Autovacuum would go from one of a thousand small databases to the next, ten times a second.
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c max_connections=200 -c autovacuum_naptime=1h";
        Run(bin, "pg_ctl", "-D", data, "-o", settings, "-l", $"{data}/log", "-w", "start");
        return new Running(bin, data, settings, $"Host=127.0.0.1;Port={port};Username=postgres");
    }

    // A database for each test is some 8 MB; in memory, making and deleting a hundred of them takes seconds instead of a minute.
    private static string Roomy()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > 4L << 30 ? Memory : Path.GetTempPath();
    }

    // PostgreSQL refuses to run as root.
    private static void Run(string bin, string program, params string[] arguments)
    {
        var path = Path.Combine(bin, program);
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;

        // pg_ctl's server inherits the output, so reading to its end would wait for the server.
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    internal sealed record Running(string Bin, string Data, string Settings, string Address)
    {
        /// <summary>Makes an empty database, or a copy of one that nobody is connected to, and returns its connection string.</summary>
        internal async Task<string> NewDatabase(string template = "template1")
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
            await Execute($"CREATE DATABASE {name} TEMPLATE {template}");
            return $"{Address};Database={name}";
        }

        /// <summary>Ends every connection of others, in the middle of what they do.</summary>
        internal Task EndConnections() => Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");

        /// <summary>Lets the server fall without writing anything, and starts it again: it recovers from its log.</summary>
        internal void Crash()
        {
            Run(Bin, "pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
            Run(Bin, "pg_ctl", "-D", Data, "-o", Settings, "-l", $"{Data}/log", "-w", "start");
        }

        internal void Stop()
        {
            NpgsqlConnection.ClearAllPools();
            Run(Bin, "pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
            Directory.Delete(Data, recursive: true);
        }

        private async Task Execute(string sql)
        {
            await using var connection = new NpgsqlConnection($"{Address};Database=postgres;Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
