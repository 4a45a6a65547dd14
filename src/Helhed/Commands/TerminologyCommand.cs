using System.CommandLine;
using System.Globalization;
using Helhed.Hosting;
using Helhed.Records.Terminology;

namespace Helhed.Commands;

/// <summary><c>terminology FORMAT PATH</c>: loads code systems as they are published, each as a whole or not at all.</summary>
internal static class TerminologyCommand
{
    private const int ShownLines = 20;

    private static readonly Dictionary<string, TerminologyFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fhir"] = TerminologyFormat.Fhir, ["sks"] = TerminologyFormat.Sks, ["icd10-da"] = TerminologyFormat.Icd10Da, ["icpc2"] = TerminologyFormat.Icpc2, ["npu"] = TerminologyFormat.Npu,
        ["atc"] = TerminologyFormat.Atc, ["table"] = TerminologyFormat.Table, ["loinc"] = TerminologyFormat.Loinc, ["snomed"] = TerminologyFormat.Snomed,
    };

    private static readonly Argument<string> Format = new("format") { Description = $"Layout: {string.Join(", ", Formats.Keys)}" };
    private static readonly Argument<string> Source = new("path") { Description = "The file (.gz too), or the folder of an unpacked LOINC or SNOMED CT release" };
    private static readonly Option<string?> Url = new("--url") { Description = "Canonical address of the code system, where it is not the layout's own" };
    private static readonly Option<string?> Version = new("--version") { Description = "Version of the code system; versions stand side by side, and the newest counts" };
    private static readonly Option<string?> ValidFrom = new("--valid-from") { Description = "First day (yyyy-mm-dd) on which codes without a day of their own are valid" };
    private static readonly Option<string?> Language = new("--language") { Description = "Language of the displays, such as da" };
    private static readonly Option<string[]> Column = new("--column") { Description = "What a column of a table holds, such as code=NPU or display=Name; more than once", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> SkipBad = new("--skip-bad-lines") { Description = "Leave bad lines out and load the others" };

    public static Command Make()
    {
        var command = new Command("terminology", "Load code systems, value sets and concept maps as they are published") { Format, Source, Url, Version, ValidFrom, Language, Column, SkipBad, StoreOptions.Data, StoreOptions.Database };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        if (!TryRead(parsed, out var source, out var complaint))
        {
            await Console.Error.WriteLineAsync(complaint);
            return 2;
        }

        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var line = new ProgressLine("Terminology");
        var outcome = await new TerminologyImport(store.Database, store.Records, TimeProvider.System).Run(
            source, p => line.Show(p.Done, p.Total == 0 ? 0 : (double)p.Done / p.Total), ct);
        line.End();
        if (!outcome.TryGet(out var imported, out var problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        foreach (var bad in imported.BadLines.Take(ShownLines))
        {
            await Console.Error.WriteLineAsync(bad.Line == 0 ? $"{bad.File}: {bad.Message}" : string.Create(CultureInfo.InvariantCulture, $"{bad.File}:{bad.Line}: {bad.Message}"));
        }

        if (imported.BadLineCount > ShownLines)
        {
            await Console.Error.WriteLineAsync($"… and {imported.BadLineCount - ShownLines} more.");
        }

        if (imported.Loaded.Count == 0)
        {
            await Console.Error.WriteLineAsync("Nothing was loaded. Mend the lines and import again, or leave them out with --skip-bad-lines.");
            return 1;
        }

        await store.Database.Optimize(ct);
        foreach (var loaded in imported.Loaded)
        {
            await Console.Out.WriteLineAsync($"Loaded {loaded}");
        }

        return imported.BadLineCount == 0 ? 0 : 1;
    }

    private static bool TryRead(ParseResult parsed, out TerminologySource source, out string complaint)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        source = new TerminologySource(Formats.GetValueOrDefault(parsed.GetValue(Format)!), parsed.GetValue(Source)!);
        complaint = Formats.ContainsKey(parsed.GetValue(Format)!) ? "" : $"'{parsed.GetValue(Format)}' is no layout; there are {string.Join(", ", Formats.Keys)}.";
        foreach (var column in parsed.GetValue(Column) ?? [])
        {
            if (column.Split('=', 2) is not [{ Length: > 0 } what, { Length: > 0 } name])
            {
                complaint = $"--column is such as code=NPU; '{column}' is not.";
                continue;
            }

            columns[what] = name;
        }

        DateOnly? from = null;
        if (parsed.GetValue(ValidFrom) is { } text)
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                from = day;
            }
            else
            {
                complaint = $"--valid-from is a day such as 2026-01-01; '{text}' is not.";
            }
        }

        source = source with
        {
            Url = parsed.GetValue(Url),
            Version = parsed.GetValue(Version),
            ValidFrom = from,
            Language = parsed.GetValue(Language),
            Columns = columns,
            SkipsBadLines = parsed.GetValue(SkipBad),
        };
        return complaint.Length == 0;
    }
}
