using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Writing;

/// <summary>
/// Runs transaction and batch bundles. A transaction is one database transaction: deletes, then creates, then updates and patches, then
/// reads, as the specification orders them; a problem with any entry undoes all. See <see href="https://hl7.org/fhir/R4/http.html#transaction"/>.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="server">The server's address, which entries may begin with.</param>
/// <param name="call">Calls an operation for an entry of a batch, with the body that it has.</param>
internal sealed class BundleRunner(RecordStore store, string server, Func<BundleEntryView, ReadOnlyMemory<byte>, ValueTask<EntryAnswer>> call)
{
    /// <summary>Most entries in a bundle.</summary>
    public const int MaxEntries = 20_000;

    private EntryReads Reads => field ??= new EntryReads(store, server, IsLenient) { Budget = Budget };

    /// <summary>The language of what is found in the content.</summary>
    public TextLanguage Language { get; init; }

    /// <summary>True when searches among the entries ignore parameters that are not known (<c>Prefer: handling=lenient</c>).</summary>
    public bool IsLenient { get; init; }

    /// <summary>The bytes of resources that the whole answer may hold. Entries that come when it is spent are refused before they are run.</summary>
    public AnswerBudget Budget { get; init; } = new(RecordsLimits.Default.MaxAnswerBytes);

    /// <summary>Whether what was written is shown; otherwise it is not kept for the answer.</summary>
    public bool ShowsWritten { get; init; } = true;

    /// <summary>What an entry of a batch is answered when the server itself failed at it; null lets the failure through.</summary>
    public Func<BundleEntryView, Exception, EntryAnswer>? Failed { get; init; }

    /// <summary>Whether the time for the request is up: what of a batch is done then stays done, and its answers are given.</summary>
    public Func<bool> IsLate { get; init; } = static () => false;

    /// <summary>Runs a bundle.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="parsed">The bundle; of a batch, entries with errors are answered one by one.</param>
    /// <param name="ct">Cancels it.</param>
    public async ValueTask<Outcome<BundleAnswer>> Run(Caller caller, ParseResult parsed, CancellationToken ct)
    {
        if (parsed.Draft is not { } document)
        {
            return Problems.Of(parsed.Issues);
        }

        if (document.TypeName != "Bundle")
        {
            return new Problem(ProblemKind.Invalid, $"A Bundle is posted here; a {document.TypeName} is posted to its own address, /fhir/{document.TypeName}.", "resourceType");
        }

        var bundle = new BundleDocument(document);
        var broken = BrokenEntries.Of(parsed.Issues);
        if (parsed.Document is null && (broken is null || bundle.Type != "batch"))
        {
            return Problems.Of(parsed.Issues);
        }

        if (bundle.Entries.Count > MaxEntries)
        {
            return new Problem(ProblemKind.TooLarge, $"A bundle has at most {MaxEntries} entries, not {bundle.Entries.Count}.", "Bundle.entry");
        }

        var answers = bundle.Type switch
        {
            "transaction" => await Transaction(caller, bundle, ct),
            "batch" => await Batch(caller, bundle, broken ?? [], ct),
            _ => new Problem(ProblemKind.Invalid, $"A bundle that is posted to the server is a transaction or a batch, not '{bundle.Type}'.", "Bundle.type"),
        };
        return answers.Map(all => new BundleAnswer(bundle.Type, all));
    }

    private async ValueTask<Outcome<IReadOnlyList<EntryAnswer>>> Transaction(Caller caller, BundleDocument bundle, CancellationToken ct)
    {
        var reader = new EntryReader(bundle, server, Language);
        var all = bundle.Entries.Select(Relative).ToList();
        if (all.Find(IsCall) is { } operation)
        {
            return EntryProblem.At(operation.Index, new Problem(ProblemKind.Unsupported, "Operations are called in a batch, not in a transaction.", "request.url"));
        }

        var entries = all.Where(e => !IsRead(e)).OrderBy(e => e.Method switch { "DELETE" => 0, "POST" => 1, _ => 2 }).ToList();
        var reads = all.Where(IsRead).ToList();
        var changes = new List<Change>(entries.Count);
        foreach (var entry in entries)
        {
            if (!reader.Read(entry).TryGet(out var change, out var problem))
            {
                return problem;
            }

            changes.Add(change);
        }

        if (!reader.References(entries).TryGet(out var references, out var bad))
        {
            return bad;
        }

        var answers = new EntryAnswer[bundle.Entries.Count];
        Func<SqlSession, ValueTask>? afterwards = reads.Count == 0 ? null : session => AnswerAll(session, caller, reads, answers);
        var made = changes.Count == 0
            ? await OnlyReads(afterwards, ct)
            : await store.Change(caller, new ChangeSet(changes) { References = references }, afterwards, ct);
        if (!made.TryGet(out var results, out bad))
        {
            return bad;
        }

        for (var i = 0; i < results.Count; i++)
        {
            answers[entries[i].Index] = Counted(new EntryAnswer(entries[i]) { Change = results[i] });
        }

        return answers;
    }

    private async ValueTask<Outcome<IReadOnlyList<ChangeResult>>> OnlyReads(Func<SqlSession, ValueTask>? reads, CancellationToken ct)
    {
        try
        {
            if (reads is not null)
            {
                await store.Snapshot(
                    async session =>
                    {
                        await reads(session);
                        return true;
                    },
                    ct);
            }

            return Outcome.Ok<IReadOnlyList<ChangeResult>>([]);
        }
        catch (WriteRefusedException refused)
        {
            return refused.Problem;
        }
    }

    // "each entry resulting in a 2xx or 3xx response code": a read that fails undoes the transaction as well.
    private async ValueTask AnswerAll(SqlSession session, Caller caller, List<BundleEntryView> reads, EntryAnswer[] answers)
    {
        foreach (var read in reads)
        {
            var answer = Budget.IsSpent ? TooMuch(read) : Counted(await Reads.Answer(session, caller, read));
            answers[read.Index] = answer.Problem is { } problem ? throw new WriteRefusedException(problem) : answer;
        }
    }

    private async ValueTask<Outcome<IReadOnlyList<EntryAnswer>>> Batch(Caller caller, BundleDocument bundle, Dictionary<int, List<Issue>> broken, CancellationToken ct)
    {
        var reader = new EntryReader(bundle, server, Language);
        var answers = new EntryAnswer[bundle.Entries.Count];
        var refused = new List<(string Rule, string Request)>();
        try
        {
            foreach (var entry in bundle.Entries.Select(Relative))
            {
                var noted = caller.Trail?.Refusals;
                var answer = broken.TryGetValue(entry.Index, out var issues) ? new EntryAnswer(entry) { Problem = Problems.Of(issues) }
                    : IsLate() ? Refused(entry, ProblemKind.Busy, "The time for the whole batch was up before this entry: it was not carried out. Send it again, with fewer at a time.")
                    : Budget.IsSpent ? TooMuch(entry)
                    : await Alone(entry, () => IsCall(entry) ? call(entry, entry.ResourceType is null ? default : bundle.Resource(entry, static _ => null)) : One(caller, reader, entry, ct));
                answers[entry.Index] = answer;
                if (answer is { Problem.Kind: ProblemKind.Forbidden } or { Call.Status: 403 } && caller.Trail?.Refusals == noted)
                {
                    refused.Add((answer.Problem?.Rule ?? caller.Trail?.Rule ?? "refused", $"{entry.Method} {entry.Url}"));
                }
            }
        }
        finally
        {
            AccessNotes.Refused(caller, refused);
        }

        return answers;
    }

    // Other entries may be done already: whatever this one fails at is its own answer.
    private async ValueTask<EntryAnswer> Alone(BundleEntryView entry, Func<ValueTask<EntryAnswer>> answer)
    {
        try
        {
            return Counted(await answer());
        }
        catch (DatabaseBusyException)
        {
            return Refused(entry, ProblemKind.Busy, "The server is busy; this entry was not carried out. Try again in a moment.");
        }
        catch (OperationCanceledException) when (IsLate())
        {
            return Refused(entry, ProblemKind.Busy, "The time for the whole batch was up during this entry. Look whether it was carried out before you send it again, and send fewer at a time.");
        }
        catch (Exception e) when (e is not OperationCanceledException && Failed is not null)
        {
            return Failed(entry, e);
        }
    }

    private async ValueTask<EntryAnswer> One(Caller caller, EntryReader reader, BundleEntryView entry, CancellationToken ct)
    {
        if (IsRead(entry))
        {
            return await store.Snapshot(session => Reads.Answer(session, caller, entry), ct);
        }

        var made = reader.Read(entry).TryGet(out var change, out var problem) && reader.References([entry]).TryGet(out var references, out problem)
            ? await store.Change(caller, new ChangeSet([change]) { References = references }, null, ct)
            : problem!;
        return made.TryGet(out var results, out problem) ? new EntryAnswer(entry) { Change = results[0] } : new EntryAnswer(entry) { Problem = EntryProblem.At(entry.Index, problem) };
    }

    private static EntryAnswer TooMuch(BundleEntryView entry) => Refused(
        entry, ProblemKind.TooLarge, "The entries before this one fill what one answer may hold, so it was not carried out. Send it in another bundle, and ask for less at a time: by _count, _summary or _elements.");

    private EntryAnswer Counted(EntryAnswer answer)
    {
        if (!ShowsWritten && answer.Change is { } change)
        {
            answer = answer with { Change = change with { Resource = change.Resource with { Json = default } } };
        }

        Budget.Take(answer.Bytes);
        return answer;
    }

    private static EntryAnswer Refused(BundleEntryView entry, ProblemKind kind, string message) =>
        new(entry) { Problem = EntryProblem.At(entry.Index, new Problem(kind, message)) };

    // The address of an entry is relative to the server's; some write it out.
    private BundleEntryView Relative(BundleEntryView entry)
    {
        var url = entry.Url ?? "";
        var inside = url.StartsWith(server, StringComparison.Ordinal) && (url.Length == server.Length || url[server.Length] is '/' or '?') ? url[server.Length..] : url;
        inside = inside.TrimStart('/');
        if (entry.Method == "POST" && SearchOf(inside) is { } search)
        {
            return entry with { Method = "GET", Url = search };
        }

        return inside.Length == entry.Url?.Length ? entry : entry with { Url = inside };
    }

    // POST Patient/_search?name=x is GET Patient?name=x.
    private static string? SearchOf(string url)
    {
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? url : url[..question];
        return path == "_search" || path.EndsWith("/_search", StringComparison.Ordinal) ? path[..Math.Max(0, path.Length - "/_search".Length)] + (question < 0 ? "" : url[question..]) : null;
    }

    private static bool IsCall(BundleEntryView entry)
    {
        var url = entry.Url ?? "";
        var path = url.AsSpan(0, url.IndexOf('?', StringComparison.Ordinal) is var question and >= 0 ? question : url.Length);
        return path.StartsWith("$", StringComparison.Ordinal) || path.Contains("/$", StringComparison.Ordinal) || path is "metadata";
    }

    private static bool IsRead(BundleEntryView entry) => entry.Method is "GET" or "HEAD";
}

/// <summary>What a bundle came to.</summary>
/// <param name="Type">batch or transaction.</param>
/// <param name="Answers">One for each entry, in order.</param>
internal sealed record BundleAnswer(string Type, IReadOnlyList<EntryAnswer> Answers);

/// <summary>Which entries the parser found errors in.</summary>
internal static class BrokenEntries
{
    private const string Entry = "Bundle.entry[";

    /// <summary>The errors by entry; null when one of them is of the bundle as a whole.</summary>
    public static Dictionary<int, List<Issue>>? Of(IReadOnlyList<Issue> issues)
    {
        var broken = new Dictionary<int, List<Issue>>();
        foreach (var issue in issues)
        {
            if (issue.Severity != IssueSeverity.Error)
            {
                continue;
            }

            var end = issue.Expression?.StartsWith(Entry, StringComparison.Ordinal) == true ? issue.Expression.IndexOf(']', StringComparison.Ordinal) : -1;
            if (end < 0 || !int.TryParse(issue.Expression.AsSpan(Entry.Length, end - Entry.Length), out var index))
            {
                return null;
            }

            (broken.TryGetValue(index, out var list) ? list : broken[index] = []).Add(issue);
        }

        return broken;
    }
}
