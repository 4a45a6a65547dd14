using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>What one entry of a bundle came to.</summary>
internal sealed record EntryAnswer(BundleEntryView Entry, StoredResource? Resource, Problem? Problem, SearchPage? Page = null);

/// <summary>
/// Runs transaction and batch bundles. A transaction is one database transaction: deletes, then creates, then updates, then reads, as
/// the specification orders them; a problem with any entry undoes all. See <see href="https://hl7.org/fhir/R4/http.html#transaction"/>.
/// </summary>
internal sealed class BundleRunner(RecordStore store)
{
    /// <summary>Most entries in a bundle.</summary>
    public const int MaxEntries = 20_000;

    public async ValueTask<Outcome<IReadOnlyList<EntryAnswer>>> Run(Caller caller, BundleDocument bundle, CancellationToken ct)
    {
        if (bundle.Entries.Count > MaxEntries)
        {
            return new Problem(ProblemKind.TooLarge, $"A bundle has at most {MaxEntries} entries, not {bundle.Entries.Count}.", "Bundle.entry");
        }

        return bundle.Type switch
        {
            "transaction" => await Transaction(caller, bundle, ct),
            "batch" => await Batch(caller, bundle, ct),
            _ => new Problem(ProblemKind.Invalid, $"A bundle that is posted to the server is a transaction or a batch, not '{bundle.Type}'.", "Bundle.type"),
        };
    }

    private async ValueTask<Outcome<IReadOnlyList<EntryAnswer>>> Transaction(Caller caller, BundleDocument bundle, CancellationToken ct)
    {
        if (!Plan(bundle).TryGet(out var plan, out var problem))
        {
            return problem;
        }

        var written = await store.Write(caller, [.. plan.Writes.Select(w => w.Write)], ct);
        if (!written.TryGet(out var results, out problem))
        {
            return problem;
        }

        var answers = new EntryAnswer[bundle.Entries.Count];
        for (var i = 0; i < results.Count; i++)
        {
            answers[plan.Writes[i].Entry.Index] = new EntryAnswer(plan.Writes[i].Entry, results[i], null);
        }

        foreach (var read in plan.Reads)
        {
            answers[read.Index] = await Answer(caller, read, ct);
        }

        return answers;
    }

    private Outcome<TransactionPlan> Plan(BundleDocument bundle)
    {
        var named = new Dictionary<BundleEntryView, (string Type, string Id)>();
        var renamed = new Dictionary<string, string>();
        foreach (var entry in bundle.Entries.Where(e => e.Method is "POST" or "PUT" or "DELETE"))
        {
            if (!Target(entry).TryGet(out var target, out var problem))
            {
                return problem;
            }

            if (named.ContainsValue(target))
            {
                return At(entry, $"{target.Type}/{target.Id} stands twice in the transaction; each resource may stand once.");
            }

            named[entry] = target;
            if (entry.FullUrl is { } fullUrl && entry.Method != "DELETE" && !renamed.TryAdd(fullUrl, $"{target.Type}/{target.Id}"))
            {
                return At(entry, "Two entries have the same fullUrl.");
            }
        }

        return PlanWrites(bundle, named, renamed);
    }

    private Outcome<TransactionPlan> PlanWrites(BundleDocument bundle, Dictionary<BundleEntryView, (string Type, string Id)> named, Dictionary<string, string> renamed)
    {
        var plan = new TransactionPlan([], []);
        foreach (var entry in bundle.Entries.OrderBy(e => e.Method switch { "DELETE" => 0, "POST" => 1, "PUT" => 2, _ => 3 }))
        {
            switch (entry.Method)
            {
                case "DELETE" or "POST" or "PUT":
                    if (!ToWrite(bundle, entry, named[entry], renamed).TryGet(out var write, out var problem))
                    {
                        return problem with { Expression = $"Bundle.entry[{entry.Index}]{(problem.Expression is { } inner ? ".resource, " + inner : "")}" };
                    }

                    plan.Writes.Add((entry, write));
                    break;
                case "GET":
                    plan.Reads.Add(entry);
                    break;
                default:
                    return At(entry, entry.Method is null ? "The entry has no request with a method." : $"The method {entry.Method} is not supported in a transaction; GET, POST, PUT and DELETE are.");
            }
        }

        return plan;
    }

    private Outcome<PendingWrite> ToWrite(BundleDocument bundle, BundleEntryView entry, (string Type, string Id) target, Dictionary<string, string> renamed)
    {
        if (!VersionOf(entry).TryGet(out var ifMatch, out var problem))
        {
            return problem;
        }

        if (entry.Method == "DELETE")
        {
            return new PendingWrite(WriteKind.Delete, R4Definitions.Default.FindResource(target.Type)!, target.Id, null, IndexRows.None, ifMatch);
        }

        var kind = entry.Method == "POST" ? WriteKind.Create : WriteKind.Put;
        return store.Prepare(kind, bundle.Resource(entry, renamed), target.Type, target.Id).Map(w => w with { IfMatch = ifMatch });
    }

    private Outcome<(string Type, string Id)> Target(BundleEntryView entry)
    {
        if (entry.IsConditional || entry.Url?.Contains('?', StringComparison.Ordinal) == true)
        {
            return At(entry, "Conditional requests (ifNoneExist, ifNoneMatch, or a search in the url) are not supported; nothing was written.", ProblemKind.Unsupported);
        }

        var parts = (entry.Url ?? "").Split('/');
        if (R4Definitions.Default.FindResource(parts[0]) is null)
        {
            return At(entry, $"The request's url begins with a resource type, such as Patient or Patient/123; '{parts[0]}' is none.");
        }

        if (entry.Method != "DELETE" && entry.ResourceType is null)
        {
            return At(entry, $"A {entry.Method} needs a resource.");
        }

        return (entry.Method, parts) switch
        {
            ("POST", [var type]) => (type, Ids.NewUuid7Text(store.Clock)),
            ("PUT" or "DELETE", [var type, var id]) when ResourceIds.IsValid(id) => (type, id),
            _ => At(entry, $"The url of a {entry.Method} is {(entry.Method == "POST" ? "Type" : "Type/id")}, not '{entry.Url}'."),
        };
    }

    private static Outcome<int?> VersionOf(BundleEntryView entry)
    {
        if (entry.IfMatch is not { } text)
        {
            return Outcome.Ok<int?>(null);
        }

        return int.TryParse(text.Replace("W/", "", StringComparison.Ordinal).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? Outcome.Ok<int?>(version)
            : At(entry, "ifMatch is the ETag of a version, such as W/\"3\".");
    }

    private async ValueTask<Outcome<IReadOnlyList<EntryAnswer>>> Batch(Caller caller, BundleDocument bundle, CancellationToken ct)
    {
        var answers = new List<EntryAnswer>(bundle.Entries.Count);
        var none = new Dictionary<string, string>();
        foreach (var entry in bundle.Entries)
        {
            if (entry.Method == "GET")
            {
                answers.Add(await Answer(caller, entry, ct));
                continue;
            }

            var write = entry.Method is "POST" or "PUT" or "DELETE"
                ? Target(entry).Then(target => ToWrite(bundle, entry, target, none))
                : At(entry, $"The method {entry.Method} is not supported in a batch; GET, POST, PUT and DELETE are.");
            var outcome = write.TryGet(out var pending, out var problem) ? await store.Write(caller, [pending], ct) : problem;
            answers.Add(new EntryAnswer(entry, outcome.IsOk ? outcome.Value[0] : null, outcome.Problem));
        }

        return answers;
    }

    private async ValueTask<EntryAnswer> Answer(Caller caller, BundleEntryView entry, CancellationToken ct)
    {
        var url = entry.Url ?? "";
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var path = (question < 0 ? url : url[..question]).Split('/');
        if (path.Length == 1)
        {
            var page = await store.Search(caller, path[0], question < 0 ? "" : url[(question + 1)..], ct);
            return new EntryAnswer(entry, null, page.Problem, page.IsOk ? page.Value : null);
        }

        var read = path switch
        {
            [var type, var id] => await store.Read(caller, type, id, ct),
            [var type, var id, "_history", var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                await store.ReadVersion(caller, type, id, number, ct),
            _ => At(entry, $"'{url}' is not supported in a bundle; Type/id, Type/id/_history/version and Type?search are."),
        };
        return new EntryAnswer(entry, read.IsOk ? read.Value : null, read.Problem);
    }

    private static Problem At(BundleEntryView entry, string message, ProblemKind kind = ProblemKind.Invalid) =>
        new(kind, message, string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{entry.Index}]"));

    private sealed record TransactionPlan(List<(BundleEntryView Entry, PendingWrite Write)> Writes, List<BundleEntryView> Reads);
}
