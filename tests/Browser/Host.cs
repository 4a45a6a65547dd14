using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Browser;

/// <summary>The built host, started as a user would start it, with a small region in a folder of its own.</summary>
internal sealed class Host : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4); // on a busy machine

    private readonly Process _process;
    private readonly string _data;
    private readonly StringBuilder _said = new();

    private Host(Process process, string data, Uri address)
    {
        _process = process;
        _data = data;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The built program.</summary>
    public static string Dll => Environment.GetEnvironmentVariable("HELHED_HOST_DLL")
        ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../src/Helhed/bin/Release/net10.0/Helhed.Helhed.dll"));

    public static async Task<Host> Start(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var dll = Dll;
        if (!File.Exists(dll))
        {
            throw new FileNotFoundException($"The host is not built: {dll}. Build it with `dotnet build -c Release src/Helhed`, or name it in HELHED_HOST_DLL.");
        }

        var data = Directory.CreateTempSubdirectory("helhed-browser-").FullName;
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        var start = new ProcessStartInfo("dotnet", [dll, "--people", "50", "--data", data, "--urls", address.ToString().TrimEnd('/')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var host = new Host(Process.Start(start) ?? throw new InvalidOperationException("The host did not start."), data, address);
        host.Listen();
        await host.WaitUntilReady();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Listen()
    {
        void Keep(object sender, DataReceivedEventArgs e)
        {
            lock (_said)
            {
                _said.AppendLine(e.Data);
            }
        }

        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitUntilReady()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                if ((await http.GetAsync(new Uri("/demo", UriKind.Relative))).StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        lock (_said)
        {
            throw new InvalidOperationException($"The host did not answer within {Patience.TotalSeconds} s. It said:\n{_said}");
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
