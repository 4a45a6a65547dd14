using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>The built program as a process of its own, with everything it says.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private HostProcess(Process process) => _process = process;

    internal string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    internal bool HasExited => _process.HasExited;

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    internal static HostProcess Start(params string[] arguments)
    {
        var dll = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Host").Value!;
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        var host = new HostProcess(Process.Start(start) ?? throw new InvalidOperationException("The host did not start."));
        host.Listen();
        return host;
    }

    /// <summary>kill -9: the process has no chance to tidy up.</summary>
    internal async Task Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    internal async Task<int> Exit(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program did not end within {patience.TotalSeconds} s. It said:\n{Said}");
        }

        return _process.ExitCode;
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
}
