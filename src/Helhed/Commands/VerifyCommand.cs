using System.CommandLine;
using Helhed.Access;
using Helhed.Hosting;
using Helhed.Records;
using Helhed.Records.Verification;

namespace Helhed.Commands;

/// <summary><c>verify</c>: compares everything that is stored with everything else, and says what is wrong.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Check every resource, version, index row and reference") { StoreOptions.Data, StoreOptions.Database };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var resources = new ProgressLine("Verifying");
        using var rows = new ProgressLine("Comparing", "index rows");
        using var administration = new StoreAdministration(store.Records);
        var outcome = await administration.Verify(
            Caller.Program,
            progress =>
            {
                if (progress.IsOfRows)
                {
                    resources.End();
                }

                (progress.IsOfRows ? rows : resources).Show(progress.Done, progress.Total == 0 ? 1 : (double)progress.Done / progress.Total);
            },
            ct);
        resources.End();
        rows.End();
        if (!outcome.TryGet(out var report, out var problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        await Print(report, Console.Out);
        return report.IsRight ? 0 : 1;
    }

    private static async Task Print(VerifyReport report, TextWriter to)
    {
        await to.WriteLineAsync($"{report.Resources} resources, {report.EarlierVersions} earlier versions, {report.IndexRows} index rows, {report.References} references");
        if (report.Unresolved.Count > 0)
        {
            await to.WriteLineAsync($"{report.Unresolved.Sum(u => u.Count)} references lead nowhere:");
            foreach (var unresolved in report.Unresolved)
            {
                await to.WriteLineAsync($"  {unresolved.Count,10}  {unresolved.From} → {unresolved.To}");
            }

            await to.WriteLineAsync($"The first {report.FirstUnresolved.Count} of them:");
            foreach (var reference in report.FirstUnresolved)
            {
                await to.WriteLineAsync($"  {reference}");
            }
        }

        if (report.IsRight)
        {
            await to.WriteLineAsync("Nothing is wrong.");
            return;
        }

        foreach (var (fault, count) in report.Faults.OrderBy(f => f.Key))
        {
            await to.WriteLineAsync($"WRONG  {count,10}  {Words(fault)}");
        }

        foreach (var finding in report.Findings)
        {
            await to.WriteLineAsync($"  {finding.Place}: {Words(finding.Fault)}: {finding.Message}");
        }

        await to.WriteLineAsync("Index rows are put right by './dev reindex --full'.");
    }

    private static string Words(StoreFault fault) => fault switch
    {
        StoreFault.Content => "content",
        StoreFault.Key => "key",
        StoreFault.MissingRow => "missing index row",
        StoreFault.SuperfluousRow => "superfluous index row",
        StoreFault.MissingName => "missing name of a code",
        _ => "versions",
    };
}
