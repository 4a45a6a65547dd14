using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Helhed.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Facts as name and value, read from the machine as it is now.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts() =>
    [
        ("Date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("Processor", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} × {Processor()}")),
        ("Memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024:F1} GiB")),
        ("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        ("Runtime", $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC{(IsDebug ? ", DEBUG BUILD: its figures mean little" : "")}"),
        ("Files on", new DriveInfo(Path.GetTempPath()).DriveFormat),
        ("Load when begun", Load()),
    ];

    private static bool IsDebug => typeof(Machine).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    private static string Processor() =>
        FirstLine("/proc/cpuinfo", "model name")?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load()
    {
        if (FirstLine("/proc/loadavg", "") is not { } line)
        {
            return "unknown";
        }

        var load = double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{load:F1}{(load > Environment.ProcessorCount / 2.0 ? ": others were working; trust the ratios and the processor times, not the rates" : "")}");
    }

    private static string? FirstLine(string path, string start) =>
        File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
