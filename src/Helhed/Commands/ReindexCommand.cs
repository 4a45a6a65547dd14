using System.CommandLine;
using Helhed.Access;
using Helhed.Hosting;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Commands;

/// <summary><c>reindex</c>: goes over the index, beside a server or without one; stops and resumes.</summary>
internal static class ReindexCommand
{
    private static readonly Option<bool> Full = new("--full")
    {
        Description = "Also remove rows that no resource accounts for: every row is read",
    };

    private static readonly Option<bool> Stop = new("--stop")
    {
        Description = "Stop what is under way; it keeps its place",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on where it was stopped",
    };

    public static Command Make()
    {
        var command = new Command("reindex", "Make every resource's index rows what they should be") { Full, Stop, Resume, StoreOptions.Data, StoreOptions.Database };
        command.Validators.Add(r =>
        {
            if (new[] { Full, Stop, Resume }.Count(r.GetValue) > 1)
            {
                r.AddError("--full, --stop and --resume are given one at a time.");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var administration = new StoreAdministration(store.Records);
        if (parsed.GetValue(Stop))
        {
            return await Tell(await administration.Stop(Caller.Program, ct), "Stopped");
        }

        var begun = parsed.GetValue(Resume)
            ? await administration.Resume(Caller.Program, ct)
            : await administration.Begin(Caller.Program, parsed.GetValue(Full) ? IndexingPurpose.FullRepair : IndexingPurpose.Repair, ct);
        return begun.Problem is { } problem ? await Refuse(problem) : await Drive(administration, ct);
    }

    private static async Task<int> Drive(StoreAdministration administration, CancellationToken ct)
    {
        using var line = new ProgressLine("Going over the index");
        using var comparing = new ProgressLine("Comparing every row");
        var outcome = await administration.Drive(
            Caller.Program,
            status =>
            {
                if (status.IsComparing)
                {
                    line.End();
                }

                (status.IsComparing ? comparing : line).Show(status.Done, status.Total == 0 ? 1 : (double)status.Done / status.Total);
            },
            ct);
        line.End();
        comparing.End();
        if (!outcome.TryGet(out var stopped, out var problem))
        {
            return await Refuse(problem);
        }

        // What was seen last on the way may lack the last rows.
        var repaired = (await administration.LastRepair(Caller.Program, ct)).Value?.Repaired ?? 0;
        await Console.Out.WriteLineAsync(stopped is null ? $"Done. {repaired} rows were missing or wrong." : Where(stopped, "Stopped"));
        return stopped is null ? 0 : 3;
    }

    private static async Task<int> Tell(Outcome<IndexingStatus?> outcome, string what)
    {
        if (!outcome.TryGet(out var status, out var problem))
        {
            return await Refuse(problem);
        }

        await Console.Out.WriteLineAsync(status is null ? "The index is not being gone over." : Where(status, what));
        return 0;
    }

    private static string Where(IndexingStatus status, string what) => $"{what} at {status.Done} of {status.Total} resources; './dev reindex --resume' goes on.";

    private static async Task<int> Refuse(Problem problem)
    {
        await Console.Error.WriteLineAsync(problem.Message);
        return 2;
    }
}
