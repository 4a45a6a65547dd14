using System.CommandLine;
using Helhed.Hosting;
using Helhed.Records.Import;

namespace Helhed.Commands;

/// <summary><c>import PATH…</c>: loads FHIR JSON, goes on where it stopped, and ends with a report.</summary>
internal static class ImportCommand
{
    private const int ShownRemarks = 20;

    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "Files or folders: resources, bundles, NDJSON (.json, .ndjson, .jsonl, each also .gz)",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Make()
    {
        var command = new Command("import", "Load FHIR JSON into the store") { Paths, StoreOptions.Data, StoreOptions.Database };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        await using var report = new ImportReport(Path.Combine(parsed.GetValue(StoreOptions.Data)!.FullName, "import"), TimeProvider.System);
        using var line = new ProgressLine("Importing");
        var outcome = await new Importer(store.Database, store.Records).Run(
            parsed.GetValue(Paths)!, report.AddRefused, report.AddRemarked,
            p => line.Show(p.Loaded + p.Unchanged + p.Refused, p.BytesTotal == 0 ? 1 : (double)p.BytesDone / p.BytesTotal), ct);
        line.End();
        if (!outcome.TryGet(out var figures, out var problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        if (figures.Loaded > 0)
        {
            await store.Database.Optimize(ct);
        }

        await Console.Out.WriteLineAsync($"{figures.Loaded} loaded, {figures.Unchanged} unchanged, {figures.Refused} refused");
        await report.Print(Console.Out, ShownRemarks);
        return figures.Refused == 0 ? 0 : 1;
    }
}
