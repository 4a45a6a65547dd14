using System.CommandLine;
using Helhed.Bench;

namespace Helhed.Commands;

/// <summary><c>bench [NAME]</c>: measures the record store beside the bare database, and the FHIR library; every figure shown is of this run.</summary>
internal static class BenchCommand
{
    private const string WithoutPostgreSql = "PostgreSQL is left out: it is not installed. Install it with: sudo apt-get install -y postgresql; or give a server with --database 'Host=…'.";

    private static readonly Argument<string> Name = new("name")
    {
        Description = "What to measure: all, records (the store on both databases), fhir (the engine: parsing, validation, index, serialising, FHIRPath beside npm's); terminology (a large code system on both databases) access (the rule of access and the access log) and pages (the citizen's pages beside an empty one) only by their names",
        DefaultValueFactory = _ => "all",
    };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = "PostgreSQL server to measure on ('Host=…'): two databases are made on it and dropped again. Default: a throw-away server",
    };

    private static readonly Option<string?> Only = new("--only") { Description = "Measure one database only: sqlite or postgresql" };

    private static readonly Option<int> Resources = new("--resources")
    {
        Description = "Observations in the store while it is measured",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Time for each figure",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<int> Codes = new("--codes") { Description = "Codes of the code system (terminology)", DefaultValueFactory = _ => 500_000 };

    private static readonly Option<int> People = new("--people") { Description = "People of the synthetic region; 0: what is there in --keep, as it is (pages)", DefaultValueFactory = _ => 2000 };

    private static readonly Option<DirectoryInfo?> Keep = new("--keep") { Description = "Keep the SQLite store in this folder, and use what is there already (pages)" };

    private static readonly Option<string?> Path = new("--path") { Description = "Only the pages whose address begins so, and the empty one (pages)" };

    private static readonly Option<bool> Large = new("--large") { Description = "Follow growth to fifty times as many Observations" };

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Also write a Markdown file, with the drawing growth.svg beside it" };

    public static Command Make()
    {
        Name.AcceptOnlyFromAmong("all", "records", "fhir", "terminology", "access", "pages");
        Only.AcceptOnlyFromAmong("sqlite", "postgresql");
        Resources.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1000 or > 10_000_000)
            {
                r.AddError("--resources is from 1000 to 10000000.");
            }
        });
        Seconds.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double>() is < 0.1 or > 600)
            {
                r.AddError("--seconds is from 0.1 to 600.");
            }
        });
        var command = new Command("bench", "Measure the store beside the bare database") { Name, Database, Only, Resources, Codes, People, Keep, Path, Seconds, Large, Out };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        // Before anything else has touched the engine.
        var cold = parsed.GetValue(Name) is "records" or "terminology" or "access" or "pages" ? [] : EngineBench.Cold();
        var report = new BenchReport(Console.Out);
        var name = parsed.GetValue(Name);
        await report.Heading(1, name switch { "pages" => "What the citizen's pages cost", "access" => "What access costs", _ => "What the store costs" });
        await report.Facts(Machine.Facts());
        var length = TimeSpan.FromSeconds(parsed.GetValue(Seconds));
        var grounds = new List<RecordsFigures>();
        if (name == "terminology")
        {
            await MeasureTerminology(parsed, report, length, ct);
        }
        else if (name == "access")
        {
            var scale = new RecordsScale(parsed.GetValue(Resources), length, false);
            await OnEachGround(parsed, report, async ground => await AccessReport.Write(report, ground, scale.Documents, await new AccessBench(ground, scale, Tell).Run(ct)), ct);
        }
        else if (name == "pages")
        {
            var people = Math.Clamp(parsed.GetValue(People), 0, 1_000_000);
            var pages = PagesBench.Paths.Where(p => p == PagesBench.Empty || p.StartsWith(parsed.GetValue(Path) ?? "/", StringComparison.Ordinal)).ToList();
            await PagesReport.Explain(report);
            await OnEachGround(parsed, report, async ground => await PagesReport.Write(report, ground, await new PagesBench(ground, pages, length, Tell).Run(people, ct)), ct);
        }
        else if (name != "fhir")
        {
            await RecordsReport.Explain(report);
            await MeasureRecords(parsed, new RecordsScale(parsed.GetValue(Resources), length, parsed.GetValue(Large)), (report, grounds), ct);
        }

        if (name is "all" or "fhir")
        {
            await FhirReport.WriteEngine(report, MeasureEngine(cold, length / 4));
            await FhirReport.Write(report, new FhirBench(length / 4, Tell).Run());
        }

        if (parsed.GetValue(Out) is { } file)
        {
            await Save(report, file, grounds, ct);
        }

        return 0;
    }

    private static EngineFigures MeasureEngine(IReadOnlyList<ColdFigure> cold, TimeSpan length)
    {
        var bench = new EngineBench(length, Tell);
        return new EngineFigures(cold, [.. bench.Observations(), bench.LargeBundle(), .. bench.Examples()], bench.Paths(Tell), OfficialPaths.Measure(Tell));
    }

    private static async Task MeasureTerminology(ParseResult parsed, BenchReport report, TimeSpan length, CancellationToken ct)
    {
        var codes = Math.Clamp(parsed.GetValue(Codes), 10_000, 5_000_000);
        var release = Directory.CreateTempSubdirectory("helhed-release-").FullName;
        try
        {
            Tell(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"making up a release of {codes:N0} concepts"));
            TerminologyRelease.Write(release, codes);
            await OnEachGround(parsed, report, async ground => await TerminologyReport.Write(report, await new TerminologyBench(ground, codes, length, Tell).Run(release, ct)), ct);
        }
        finally
        {
            Directory.Delete(release, recursive: true);
        }
    }

    private static Task MeasureRecords(ParseResult parsed, RecordsScale scale, (BenchReport Report, List<RecordsFigures> Grounds) to, CancellationToken ct) =>
        OnEachGround(parsed, to.Report, ground => Measure(ground, scale, to, ct), ct);

    private static async Task OnEachGround(ParseResult parsed, BenchReport report, Func<Ground, Task> measure, CancellationToken ct)
    {
        var only = parsed.GetValue(Only);
        if (only != "postgresql")
        {
            await using var ground = parsed.GetValue(Keep) is { } kept ? new SqliteGround { Folder = kept.FullName, IsKept = true } : new SqliteGround();
            await measure(ground);
        }

        if (only == "sqlite")
        {
            return;
        }

        using var cluster = parsed.GetValue(Database) is null ? PostgreSqlCluster.Start() : null;
        if ((parsed.GetValue(Database) ?? cluster?.Connection) is { } server)
        {
            await using var ground = await PostgreSqlGround.Make(server, ct);
            await measure(ground);
        }
        else
        {
            await report.Line(WithoutPostgreSql);
        }
    }

    private static async Task Measure(Ground ground, RecordsScale scale, (BenchReport Report, List<RecordsFigures> Grounds) to, CancellationToken ct)
    {
        var figures = await new RecordsBench(ground, scale, Tell, ct).Run();
        to.Grounds.Add(figures);
        await RecordsReport.Write(to.Report, figures);
    }

    private static async Task Save(BenchReport report, FileInfo file, List<RecordsFigures> grounds, CancellationToken ct)
    {
        file.Directory!.Create();
        if (grounds.Count > 0)
        {
            const string Drawing = "growth.svg";
            await File.WriteAllTextAsync(System.IO.Path.Combine(file.Directory.FullName, Drawing), GrowthDrawing.Draw(grounds), ct);
            report.Picture(Drawing, "Processor time for each operation as the store grows, on each database, store and bare database");
        }

        await report.Save(file.FullName, ct);
        await Console.Out.WriteLineAsync($"Written to {file.FullName}");
    }

    // On the error stream, so that the report can be redirected alone.
    private static void Tell(string what) => Console.Error.WriteLine($"… {what}");
}
