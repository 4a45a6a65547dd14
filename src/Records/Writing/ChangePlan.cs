using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>What is to be written for a set of changes, worked out without the database.</summary>
/// <param name="Writes">The writes, each with the position of its change.</param>
/// <param name="Kept">By change: what is answered where nothing is to be written.</param>
/// <param name="Referred">The ids that conditional references are taken for.</param>
internal sealed record ChangePlan(IReadOnlyList<(int Change, PendingWrite Write)> Writes, ChangeResult?[] Kept, IReadOnlyDictionary<Criteria, string> Referred)
{
    /// <summary>Criteria that perhaps find what the set writes itself.</summary>
    public IReadOnlyList<Overlap> Overlaps { get; init; } = [];
}

/// <summary>Works out what is to be written: which resource each change is about, its links, its bytes and its index rows.</summary>
internal sealed class ChangePlanner(RecordStore store)
{
    private static readonly IReadOnlyList<Finding> NoWarnings = [];
    private static readonly Dictionary<Criteria, string> NoReferences = [];

    public Outcome<ChangePlan> Plan(ChangeSet set, Resolution resolution)
    {
        var targets = new Target[set.Changes.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            if (!TargetOf(set.Changes[i], resolution).TryGet(out var target, out var problem))
            {
                return set.Changes[i].At(problem);
            }

            targets[i] = target;
        }

        if (!NamesOf(set, targets).TryGet(out var names, out var bad) || !Referred(set, targets, names, resolution).TryGet(out var referred, out bad))
        {
            return bad;
        }

        var writes = new List<(int, PendingWrite)>(targets.Length);
        var kept = new ChangeResult?[targets.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i].Kept is { } resource)
            {
                kept[i] = new ChangeResult(resource, NoWarnings);
            }
            else if (Write(set.Changes[i], targets[i], names, resolution).TryGet(out var write, out var problem))
            {
                writes.Add((i, write));
            }
            else
            {
                return set.Changes[i].At(problem);
            }
        }

        return new ChangePlan(writes, kept, referred) { Overlaps = Overlaps.Suspected(store, set, i => targets[i].Id, writes) };
    }

    // https://hl7.org/fhir/R4/http.html#ccreate, #cond-update, #cdelete: none, one or several matches.
    private Outcome<Target> TargetOf(Change change, Resolution resolution)
    {
        if (change.Content is { } content && content.Type != change.Type.Name)
        {
            return new Problem(ProblemKind.Invalid, $"The address says {change.Type.Name}, but the resource is a {content.Type}.", "resourceType");
        }

        if (change.Criteria is null)
        {
            return change.Id is { } id ? Existing(change, id) : new Target(WriteKind.Create, Ids.NewUuid7Text(store.Clock));
        }

        var found = resolution.Found(change);
        if (found.Count > 1)
        {
            return new Problem(ProblemKind.PreconditionFailed, "The criteria find several resources, so that it cannot be told which one is meant. Make them narrower.");
        }

        if (change.Verb == ChangeVerb.Create)
        {
            return found is [var there] ? new Target(WriteKind.Create, there.Id, Kept: there with { Act = RecordAct.Unchanged }) : new Target(WriteKind.Create, Ids.NewUuid7Text(store.Clock));
        }

        return found is [var match] ? Existing(change, match.Id) : Absent(change, resolution);
    }

    private static Outcome<Target> Existing(Change change, string id)
    {
        if (!ResourceIds.IsValid(id))
        {
            return Problems.BadId(id);
        }

        if (change.Verb != ChangeVerb.Update)
        {
            return new Target(WriteKind.Put, id);
        }

        var own = change.Content!.Id;
        return own == id || (own is null && change.Criteria is not null)
            ? new Target(WriteKind.Put, id)
            : new Problem(
                ProblemKind.Invalid,
                own is null ? $"The resource has no id; it must have the one in the address ('{id}')." : $"The id in the resource ('{own}') is not the id of the one to be updated ('{id}'). Make them the same.",
                $"{change.Type.Name}.id");
    }

    private Outcome<Target> Absent(Change change, Resolution resolution)
    {
        switch (change.Verb)
        {
            case ChangeVerb.Delete:
                return new Target(WriteKind.Delete, "", Kept: new StoredResource(change.Type.Name, "", 0, store.Clock.GetUtcNow(), RecordAct.Unchanged, default));
            case ChangeVerb.Patch:
                return new Problem(ProblemKind.NotFound, $"The criteria find no {change.Type.Name} to patch.");
            default:
                break;
        }

        if (!change.IfMatch.IsNone)
        {
            return new Problem(ProblemKind.PreconditionFailed, $"The criteria find no {change.Type.Name}, so it has no version that If-Match could name.");
        }

        if (change.Content!.Id is not { } id)
        {
            return new Target(WriteKind.Create, Ids.NewUuid7Text(store.Clock));
        }

        return resolution.Current(change.Type, id).IsOk
            ? new Problem(ProblemKind.Conflict, $"The criteria find nothing, but {change.Type.Name}/{id} exists. Update it by its id, or leave the id out.", $"{change.Type.Name}.id")
            : new Target(WriteKind.Put, id, MustBeNew: true);
    }

    private static Outcome<LinkNames> NamesOf(ChangeSet set, Target[] targets)
    {
        var names = new LinkNames();
        if (targets.Length == 1 && set.References.Count == 0 && set.Changes[0].FullUrl is null)
        {
            return names;
        }

        var seen = new HashSet<(int, string)>(targets.Length);
        var made = new HashSet<Criteria>();
        for (var i = 0; i < targets.Length; i++)
        {
            var change = set.Changes[i];
            if (targets[i].Id.Length > 0 && !seen.Add((change.Type.Index, targets[i].Id)))
            {
                return change.At(new Problem(ProblemKind.Invalid, $"{change.Type.Name}/{targets[i].Id} stands twice in the transaction; each resource may stand once."));
            }

            if (change.Criteria is { } criteria && change.Verb is ChangeVerb.Create or ChangeVerb.Update && targets[i].Kept is null && !made.Add(criteria))
            {
                return change.At(new Problem(ProblemKind.Invalid, "Two entries would make a resource under the same criteria; each may stand once."));
            }

            if (change.FullUrl is { } fullUrl && change.Verb != ChangeVerb.Delete && !names.TryAdd(fullUrl, $"{change.Type.Name}/{targets[i].Id}"))
            {
                return change.At(new Problem(ProblemKind.Invalid, "Two entries have the same fullUrl.", "fullUrl"));
            }
        }

        return names;
    }

    /// <summary>What each conditional reference finds: of what the set leaves as it is in the database, and of what it writes as it will be.</summary>
    private Outcome<IReadOnlyDictionary<Criteria, string>> Referred(ChangeSet set, Target[] targets, LinkNames names, Resolution resolution)
    {
        if (set.References.Count == 0)
        {
            return NoReferences;
        }

        var own = OwnOf(set, targets, names, resolution);
        var referred = new Dictionary<Criteria, string>(set.References.Count);
        foreach (var reference in set.References.Values.DistinctBy(r => r.Criteria))
        {
            if (!own.Find(reference.Criteria).TryGet(out var found, out var problem))
            {
                return EntryProblem.At(reference.Entry, problem);
            }

            List<string> ids = [.. resolution.Referred(reference.Criteria).Select(r => r.Id), .. found.Ids];
            if (ids is not [var one])
            {
                return ids.Count > 0 || found.IsSure ? reference.Finds(ids.Count) : EntryProblem.At(reference.Entry, new Problem(
                    ProblemKind.PreconditionFailed,
                    $"A conditional reference to a {reference.Criteria.Type.Name} finds nothing that is here, and what the bundle itself makes cannot be searched by it. Refer to that by its fullUrl, or by an identifier.",
                    "resource"));
            }

            referred.Add(reference.Criteria, one);
        }

        foreach (var (text, reference) in set.References)
        {
            names.TryAdd(text, $"{reference.Criteria.Type.Name}/{referred[reference.Criteria]}");
        }

        return referred;
    }

    // Their conditional references are not resolved yet. What is wrong with one of them is told when it is prepared for good.
    private OwnWrites OwnOf(ChangeSet set, Target[] targets, LinkNames names, Resolution resolution)
    {
        var own = new OwnWrites(store);
        var types = set.References.Values.Select(r => r.Criteria.Type.Index).ToHashSet();
        for (var i = 0; i < targets.Length; i++)
        {
            var change = set.Changes[i];
            if (change.Verb != ChangeVerb.Delete && targets[i].Kept is null && types.Contains(change.Type.Index) && Write(change, targets[i], names, resolution).TryGet(out var write, out _))
            {
                own.Add(write);
            }
        }

        return own;
    }

    private Outcome<PendingWrite> Write(Change change, Target target, LinkNames names, Resolution resolution)
    {
        if (!VersionOf(change, target, resolution).TryGet(out var ifMatch, out var problem))
        {
            return problem;
        }

        if (change.Verb == ChangeVerb.Delete)
        {
            return new PendingWrite(WriteKind.Delete, change.Type, target.Id, null, IndexRows.None, ifMatch) { Entry = change.Entry };
        }

        if (change.Verb == ChangeVerb.Patch)
        {
            return resolution.Current(change.Type, target.Id).Then(current => change.Patch!(names.For(change))
                .Then(patch => patch.Apply(current))
                .Then(patched => store.Prepare(WriteKind.Put, OwnReferences.MadeRelative(patched, change.Server), (change.Type.Name, target.Id), change.Language))
                .Map(write => write with { IfMatch = current.Version, Entry = change.Entry }));
        }

        var parsed = OwnReferences.MadeRelative(change.Content!.Parse(names.For(change)), change.Server);
        if (change.Verb == ChangeVerb.Update && parsed.Document is { } document && ResourceSubset.IsMarked(document))
        {
            return new Problem(ProblemKind.Unprocessable, "The resource has the tag SUBSETTED: it is a part of one, and would overwrite the whole. Read it without _summary and _elements.", $"{change.Type.Name}.meta.tag");
        }

        return store.Prepare(target.Kind, parsed, (change.Type.Name, target.Id), change.Language)
            .Map(write => write with { IfMatch = ifMatch, MustBeNew = change.MustBeNew || target.MustBeNew, Entry = change.Entry });
    }

    /// <summary>The version that the writer itself is to compare; several, and any, are compared here.</summary>
    private static Outcome<int?> VersionOf(Change change, Target target, Resolution resolution)
    {
        if (change.IfMatch.IsNone || (change.IfMatch.Single is not null && change.Verb != ChangeVerb.Patch))
        {
            return Outcome.Ok(change.IfMatch.Single);
        }

        // What cannot be patched at all is told so: preconditions count only where the request would succeed without them
        // (https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1). A PUT makes what is not there and a DELETE leaves it so: theirs count, and they
        // may name the version of the deletion, which its answer told.
        var current = resolution.Current(change.Type, target.Id);
        if (current.Problem is { } problem && (change.Verb == ChangeVerb.Patch || problem.Kind is not (ProblemKind.NotFound or ProblemKind.Gone)))
        {
            return problem;
        }

        return current.IsOk && change.IfMatch.Holds(current.Value.Version)
            ? Outcome.Ok<int?>(current.Value.Version)
            : new Problem(
                ProblemKind.PreconditionFailed,
                current.IsOk ? $"{change.Type.Name}/{target.Id} is at version {current.Value.Version}, which If-Match does not name. Read it again and repeat the change." : $"{change.Type.Name}/{target.Id} does not exist, so it has no version that If-Match could name.");
    }

    private readonly record struct Target(WriteKind Kind, string Id, bool MustBeNew = false, StoredResource? Kept = null);
}
