using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Operations;
using Helhed.Records.Searching;

namespace Helhed.Records.Bulk;

/// <summary>One file of an export.</summary>
/// <param name="Type">Resource type; <c>deleted</c> for bundles of what has been deleted.</param>
/// <param name="Name">File name.</param>
/// <param name="Resources">Lines in it.</param>
public sealed record ExportedFile(string Type, string Name, long Resources);

/// <summary>What an export is of.</summary>
/// <param name="Types">Resource types; empty for all.</param>
/// <param name="Since">A date or a time: only what was written after it, and what was deleted since; null for everything.</param>
/// <param name="IsPacked">True for gzip.</param>
public sealed record ExportOptions(IReadOnlyList<string> Types, string? Since, bool IsPacked);

/// <summary>
/// Exports into a folder, as the program itself: everything as it stood at one time. The files appear when all are complete, with
/// <c>manifest.json</c>; an export that was stopped is begun afresh.
/// </summary>
/// <param name="store">The store.</param>
public sealed class Exporter(RecordStore store)
{
    private const string ManifestName = "manifest.json";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Exports.</summary>
    /// <param name="folder">Where to; made where there is none. Files of an earlier export in it are replaced.</param>
    /// <param name="options">What.</param>
    /// <param name="progress">Called with resources done and their expected number.</param>
    /// <param name="ct">Stops; nothing is left but files with the ending .part.</param>
    /// <returns>The files, or a problem: Invalid (types, time).</returns>
    public async Task<Outcome<IReadOnlyList<ExportedFile>>> Run(string folder, ExportOptions options, Action<long, long> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!ScopeOf(options).TryGet(out var scope, out var problem))
        {
            return problem;
        }

        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder, $"*.ndjson*{FolderOutput.Part}"))
        {
            File.Delete(left);
        }

        var asOf = await AsOf.Settle(store.Database, store.Clock, ct);
        long total = 0;
        await using var output = new FolderOutput(folder, options.IsPacked, done => progress(done, Math.Max(done, total)));
        var failed = await store.Database.Read(
            async session =>
            {
                total = await Count(session, scope);
                return await new ExportWalk(store, Caller.Program, scope, asOf).Run(session, output);
            },
            ct);
        if (failed is not null)
        {
            return failed;
        }

        Complete(folder, output.Files, asOf);
        return Outcome.Ok(output.Files);
    }

    private static Outcome<ExportScope> ScopeOf(ExportOptions options)
    {
        if (options.Types.FirstOrDefault(t => R4Definitions.Default.FindResource(t) is null) is { } unknown)
        {
            return new Problem(ProblemKind.Invalid, $"'{unknown}' is not a resource type of R4.");
        }

        long low = 0;
        if (options.Since is { } since && !SearchDates.TryRange(since, TimeZoneInfo.Local, out low, out _))
        {
            return new Problem(ProblemKind.Invalid, $"'{since}' is not a date or a time such as 2026-01-31 or 2026-01-31T12:00:00Z.");
        }

        var types = options.Types.Count > 0 ? options.Types : R4Definitions.Default.ResourceTypes.Select(t => t.Name);
        return new ExportScope("system", [.. types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]) { SinceMs = options.Since is null ? null : low };
    }

    private async ValueTask<long> Count(SqlSession session, ExportScope scope)
    {
        long total = 0;
        foreach (var type in scope.Types)
        {
            List<KeyValuePair<string, string>> query = [new("_summary", "count")];
            if (scope.SinceMs is { } since)
            {
                query.Add(new("_lastUpdated", $"gt{ExportWalk.Instant(since)}"));
            }

            var counted = await SessionSearch.Page(store, session, Caller.Program, new SearchTarget(R4Definitions.Default.FindResource(type)), query, null);
            total += counted.Value.Total ?? 0;
        }

        return total;
    }

    /// <summary>Gives the files their names, removes those of an earlier export that are not among them, and lists them.</summary>
    private static void Complete(string folder, IReadOnlyList<ExportedFile> files, long asOf)
    {
        var manifest = Path.Combine(folder, ManifestName);
        var earlier = File.Exists(manifest) ? JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(manifest), Readable)?.Output ?? [] : [];
        File.Delete(manifest);
        foreach (var old in earlier.Where(e => !files.Any(f => f.Name == e.Name)))
        {
            File.Delete(Path.Combine(folder, Path.GetFileName(old.Name)));
        }

        foreach (var file in files)
        {
            File.Move(Path.Combine(folder, file.Name + FolderOutput.Part), Path.Combine(folder, file.Name), overwrite: true);
        }

        File.WriteAllBytes(manifest, JsonSerializer.SerializeToUtf8Bytes(new Manifest(ExportWalk.Instant(asOf), files), Readable));
    }

    private sealed record Manifest(string TransactionTime, IReadOnlyList<ExportedFile> Output);
}
