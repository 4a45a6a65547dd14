using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Writing;

/// <summary>
/// What the database says about a set of changes before it is made: what its searches find, and what it patches. The searches are asked as
/// <see href="https://hl7.org/fhir/R4/http.html#trules"/> orders them: those of deletions of what is there, those of other changes without what
/// the set deletes, and conditional references without anything that it changes (<see cref="OwnWrites"/> has that as it will be).
/// </summary>
internal sealed class Resolution
{
    // One match or several is all that matters.
    private const int MostMatches = 2;

    private readonly Dictionary<(Stage Stage, Criteria Criteria), IReadOnlyList<StoredResource>> _found = [];
    private readonly Dictionary<(int Type, string Id), Outcome<StoredResource>> _current = [];
    private readonly NamedResources _deleted = new();
    private readonly NamedResources _changed = new();

    /// <summary>When a search of a set is asked.</summary>
    private enum Stage
    {
        Deletions,
        Changes,
        References,
    }

    public static Resolution Empty { get; } = new();

    /// <summary>What the criteria of a change find.</summary>
    public IReadOnlyList<StoredResource> Found(Change change) => _found[(StageOf(change), change.Criteria!)];

    /// <summary>What a conditional reference finds of what the set leaves as it is.</summary>
    public IReadOnlyList<StoredResource> Referred(Criteria criteria) => _found[(Stage.References, criteria)];

    /// <summary>The current version, or why there is none.</summary>
    public Outcome<StoredResource> Current(TypeDefinition type, string id) => _current[(type.Index, id)];

    /// <summary>Asks the database.</summary>
    /// <param name="store">The store.</param>
    /// <param name="session">A snapshot; or the transaction itself, and then what is found stays as it is until its end.</param>
    /// <param name="caller">Who asks: what the caller may not see is not found.</param>
    /// <param name="set">The changes.</param>
    public static async ValueTask<Outcome<Resolution>> Of(RecordStore store, SqlSession session, Caller caller, ChangeSet set)
    {
        var resolution = new Resolution();
        await Lock(session, set);
        if (await resolution.Search(store, session, caller, set) is { } problem)
        {
            return problem;
        }

        foreach (var change in set.Changes)
        {
            if (resolution.ToRead(change) is { } id && !resolution._current.ContainsKey((change.Type.Index, id)))
            {
                if (session is WriteTransaction tx)
                {
                    await CurrentRows.Load(tx, [new PendingWrite(WriteKind.Delete, change.Type, id, null, IndexRows.None)]);
                }

                resolution._current[(change.Type.Index, id)] = await store.ReadIn(session, caller, change.Type, id);
            }
        }

        return resolution;
    }

    /// <summary>Whether the searches of the changes, done anew in the transaction, find the same. References are asked behind the changes.</summary>
    public async ValueTask<bool> StillHolds(RecordStore store, WriteTransaction tx, Caller caller, ChangeSet set)
    {
        await Lock(tx, set);
        foreach (var ((stage, criteria), before) in _found)
        {
            if (stage == Stage.References)
            {
                continue;
            }

            var matches = await store.Matches(tx, caller, criteria, MostMatches, Without(stage, criteria));
            if (!matches.TryGet(out var now, out _) || now.Count != before.Count || (now.Count == 1 && now[0].Id != before[0].Id))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks for conditional references behind the changes, in their transaction. Null when each finds what it was taken for.</summary>
    public static async ValueTask<Problem?> Recheck(RecordStore store, WriteTransaction tx, Caller caller, (ChangeSet Set, ChangePlan Plan) made)
    {
        foreach (var reference in made.Set.References.Values.DistinctBy(r => r.Criteria))
        {
            var matches = await store.Matches(tx, caller, reference.Criteria, MostMatches);
            if (!matches.TryGet(out var now, out var problem))
            {
                return EntryProblem.At(reference.Entry, problem);
            }

            if (now is not [var one] || one.Id != made.Plan.Referred[reference.Criteria])
            {
                return reference.Finds(now.Count);
            }
        }

        return null;
    }

    private static Stage StageOf(Change change) => change.Verb == ChangeVerb.Delete ? Stage.Deletions : Stage.Changes;

    private async ValueTask<Problem?> Search(RecordStore store, SqlSession session, Caller caller, ChangeSet set)
    {
        foreach (var stage in (Stage[])[Stage.Deletions, Stage.Changes])
        {
            foreach (var change in set.Changes.Where(c => StageOf(c) == stage))
            {
                if (change.Criteria is { } criteria && await Find(store, (session, caller), stage, criteria) is { } problem)
                {
                    return change.At(problem);
                }

                // What a creation finds stays as it is.
                if (change.Verb != ChangeVerb.Create && (change.Id ?? (change.Criteria is null || Found(change) is not [var one] ? null : one.Id)) is { } id)
                {
                    _changed.Add(change.Type, id);
                    if (stage == Stage.Deletions)
                    {
                        _deleted.Add(change.Type, id);
                    }
                }
            }
        }

        foreach (var reference in set.References.Values)
        {
            if (await Find(store, (session, caller), Stage.References, reference.Criteria) is { } problem)
            {
                return EntryProblem.At(reference.Entry, problem);
            }
        }

        return null;
    }

    private async ValueTask<Problem?> Find(RecordStore store, (SqlSession Session, Caller Caller) asks, Stage stage, Criteria criteria)
    {
        if (_found.ContainsKey((stage, criteria)))
        {
            return null;
        }

        var matches = await store.Matches(asks.Session, asks.Caller, criteria, MostMatches, Without(stage, criteria));
        if (!matches.TryGet(out var found, out var problem))
        {
            return problem;
        }

        _found[(stage, criteria)] = found;
        return null;
    }

    private IReadOnlySet<string> Without(Stage stage, Criteria criteria) => stage switch
    {
        Stage.Deletions => NamedResources.None,
        Stage.Changes => _deleted.Of(criteria.Type),
        _ => _changed.Of(criteria.Type),
    };

    // On PostgreSQL conditional interactions with the same criteria follow each other; in order, against deadlocks. SQLite has one writer.
    private static async ValueTask Lock(SqlSession session, ChangeSet set)
    {
        if (session is WriteTransaction { Dialect: Dialect.PostgreSql } tx)
        {
            foreach (var key in set.Searches.Select(s => s.LockKey).Order())
            {
                await tx.First("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS locked", _ => (int?)1, key);
            }
        }
    }

    // The resource whose current version decides what is to be written.
    private string? ToRead(Change change)
    {
        var id = change.Id ?? (change.Criteria is not null && Found(change) is [var one] ? one.Id : null);
        if (change.Verb == ChangeVerb.Update && id is null)
        {
            return change.Content!.Id;
        }

        return change.Verb == ChangeVerb.Patch || change.IfMatch is { IsNone: false, Single: null } ? id : null;
    }

    /// <summary>Ids by type.</summary>
    private sealed class NamedResources
    {
        private readonly Dictionary<int, HashSet<string>> _ids = [];

        public static IReadOnlySet<string> None { get; } = new HashSet<string>();

        public void Add(TypeDefinition type, string id) => (_ids.TryGetValue(type.Index, out var ids) ? ids : _ids[type.Index] = new(StringComparer.Ordinal)).Add(id);

        public IReadOnlySet<string> Of(TypeDefinition type) => _ids.TryGetValue(type.Index, out var ids) ? ids : None;
    }
}
