using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Helhed.Bench;

/// <summary>A throw-away PostgreSQL server with its defaults: durable commits, a free port of loopback, gone at the end.</summary>
internal sealed class PostgreSqlCluster : IDisposable
{
    private const string Versions = "/usr/lib/postgresql";

    private readonly string _bin;
    private readonly string _data;

    private PostgreSqlCluster(string bin, string data, int port)
    {
        _bin = bin;
        _data = data;
        Connection = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
    }

    public string Connection { get; }

    /// <summary>Starts one, or gives null when PostgreSQL is not installed.</summary>
    public static PostgreSqlCluster? Start()
    {
        var bin = !Directory.Exists(Versions) ? null : Directory.GetDirectories(Versions)
            .Select(folder => Path.Combine(folder, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .MaxBy(folder => double.Parse(Path.GetFileName(Path.GetDirectoryName(folder)!), CultureInfo.InvariantCulture));
        if (bin is null)
        {
            return null;
        }

        var data = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"helhed-bench-pg-{Environment.ProcessId}"));
        var port = FreePort();
        Run(bin, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C");
        var settings = string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200");
        try
        {
            Run(bin, "pg_ctl", "-D", data, "-o", settings, "-l", Path.Combine(data, "log"), "-w", "start");
        }
        catch
        {
            Directory.Delete(data, recursive: true);
            throw;
        }

        return new PostgreSqlCluster(bin, data, port);
    }

    public void Dispose()
    {
        Run(_bin, "pg_ctl", "-D", _data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_data, recursive: true);
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
