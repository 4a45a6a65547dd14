using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Helhed.Hosting;
using Helhed.Records.Bulk;

namespace Helhed.Commands;

/// <summary><c>export DIR</c>: writes the store into NDJSON files, a file for each type, as it stood at one time.</summary>
internal static class ExportCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "Folder for the files; those of an earlier export in it are replaced when this one is complete" };

    private static readonly Option<string[]> Types = new("--type") { Description = "Resource type; may be given several times. Default: all" };

    private static readonly Option<string?> Since = new("--since") { Description = "Only what was written after this date or time (2026-01-31, 2026-01-31T12:00:00Z), and what was deleted since" };

    private static readonly Option<bool> Gzip = new("--gzip") { Description = "Pack the files (.ndjson.gz)" };

    public static Command Make()
    {
        var command = new Command("export", "Write the store into NDJSON files") { Folder, Types, Since, Gzip, StoreOptions.Data, StoreOptions.Database };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var line = new ProgressLine("Exporting");
        var watch = Stopwatch.StartNew();
        var outcome = await new Exporter(store.Records).Run(
            parsed.GetValue(Folder)!.FullName, new ExportOptions(parsed.GetValue(Types) ?? [], parsed.GetValue(Since), parsed.GetValue(Gzip)),
            (done, total) => line.Show(done, total == 0 ? 1 : (double)done / total), ct);
        line.End();
        if (!outcome.TryGet(out var files, out var problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        foreach (var file in files)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file.Resources,12} {file.Name}"));
        }

        var resources = files.Sum(f => f.Resources);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{resources} resources in {files.Count} files, {resources / Math.Max(watch.Elapsed.TotalSeconds, 0.001):F0} a second"));
        return 0;
    }
}
