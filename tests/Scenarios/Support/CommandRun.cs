using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>The built program, run to its end at the command line.</summary>
internal sealed record CommandRun(int ExitCode, IReadOnlyList<string> Lines, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs the program with a text on its standard input.</summary>
    internal static async Task<CommandRun> Of(string input, params string[] arguments)
    {
        var dll = typeof(CommandRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Host").Value!;
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        var text = await output;
        return new CommandRun(process.ExitCode, text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n'), await errors);
    }
}
