using System.Diagnostics;
using System.Globalization;

namespace Helhed.Bench;

/// <summary>Processor time of our own process, and of the database's processes; null where those cannot be seen.</summary>
internal readonly record struct CpuTime(TimeSpan Own, TimeSpan? Database)
{
    /// <summary>Own and database together; own alone where the database is part of it or cannot be seen.</summary>
    public TimeSpan Total => Own + (Database ?? TimeSpan.Zero);

    public static CpuTime operator +(CpuTime left, CpuTime right) => new(left.Own + right.Own, left.Database + right.Database);

    public static CpuTime operator -(CpuTime left, CpuTime right) => new(left.Own - right.Own, left.Database - right.Database);
}

/// <summary>Reads processor times out of /proc. See proc(5).</summary>
internal static class ProcessCpu
{
    // The kernel's unit of utime and stime towards programs, on every architecture.
    private const double TicksPerSecond = 100;

    private const int CommandField = 1;
    private const int ParentField = 3;
    private const int UserField = 13;
    private const int ChildrenUserField = 15;

    /// <summary>Of this process, in microseconds.</summary>
    public static TimeSpan Own => Environment.CpuUsage.TotalTime;

    /// <summary>Of another process and all its threads, in hundredths of a second.</summary>
    public static TimeSpan Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>
    /// Of a PostgreSQL server: its first process, what that has collected of children that ended, and the children that live.
    /// Null when the server is not on this machine.
    /// </summary>
    public static TimeSpan? OfServer(int? firstProcess)
    {
        if (firstProcess is not { } first || Stat(first) is not { } stat)
        {
            return null;
        }

        var total = Exact(first, stat) + Ticks(stat, ChildrenUserField);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Stat(id) is { } child && int.Parse(child[ParentField], CultureInfo.InvariantCulture) == first)
            {
                total += Exact(id, child);
            }
        }

        return total;
    }

    /// <summary>The first process of the server that a backend belongs to; null when the backend is not on this machine.</summary>
    public static int? ServerOf(int backend) =>
        OperatingSystem.IsLinux() && Stat(backend) is { } stat && stat[CommandField].StartsWith("(postgres", StringComparison.Ordinal)
            ? int.Parse(stat[ParentField], CultureInfo.InvariantCulture)
            : null;

    // A PostgreSQL process has one thread, whose time schedstat knows to the nanosecond; stat rounds down to a hundredth of a second.
    private static TimeSpan Exact(int id, string[] stat)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/schedstat");
            return TimeSpan.FromMicroseconds(long.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture) / 1000.0);
        }
        catch (IOException)
        {
            return Ticks(stat, UserField);
        }
    }

    private static TimeSpan Ticks(string[] stat, int field) => TimeSpan.FromSeconds(
        (long.Parse(stat[field], CultureInfo.InvariantCulture) + long.Parse(stat[field + 1], CultureInfo.InvariantCulture)) / TicksPerSecond);

    // The command stands in brackets and may hold blanks; everything behind it is numbers.
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var open = text.IndexOf('(', StringComparison.Ordinal);
            var close = text.LastIndexOf(')');
            return [text[..open].Trim(), text[open..(close + 1)], .. text[(close + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
