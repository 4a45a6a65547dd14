using System.ComponentModel;
using System.Diagnostics;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A program with npm packages beside the tests.</summary>
internal static class NpmFolder
{
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Installs what the folder's lock names, once for both databases, and runs the program; gives its exit code and all it said.</summary>
    internal static async Task<(int Exit, string Said)> Run(string folder, CancellationToken ct, params string[] arguments)
    {
        Assert.SkipUnless(await HasNpm(ct), "npm is not installed; install it with: apt-get install -y nodejs npm");
        var place = Path.Combine(AppContext.BaseDirectory, folder);
        await Installing.WaitAsync(ct);
        try
        {
            if (!Directory.Exists(Path.Combine(place, "node_modules")))
            {
                var (exit, said) = await Start(place, "npm", ct, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
                Assert.True(exit == 0, $"npm ci ended with {exit}: {said}");
            }
        }
        finally
        {
            Installing.Release();
        }

        return await Start(place, "node", ct, arguments);
    }

    private static async Task<bool> HasNpm(CancellationToken ct)
    {
        try
        {
            return (await Start(AppContext.BaseDirectory, "npm", ct, "--version")).Exit == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Exit, string Said)> Start(string folder, string program, CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, $"{await output}{await errors}");
    }
}
