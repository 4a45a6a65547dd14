using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Writing;

/// <summary>What the database says about a set of changes before it is made: what its searches find, and what it patches.</summary>
internal sealed class Resolution
{
    // One match or several is all that matters.
    private const int MostMatches = 2;

    private readonly Dictionary<Criteria, IReadOnlyList<StoredResource>> _found = [];
    private readonly Dictionary<(int Type, string Id), Outcome<StoredResource>> _current = [];

    public static Resolution Empty { get; } = new();

    public IReadOnlyList<StoredResource> Found(Criteria criteria) => _found[criteria];

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
        foreach (var criteria in set.Searches)
        {
            var matches = await store.Matches(session, caller, criteria, MostMatches);
            if (!matches.TryGet(out var found, out var problem))
            {
                return At(set, criteria, problem);
            }

            resolution._found[criteria] = found;
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

    /// <summary>Whether the searches, done anew in the transaction, find the same.</summary>
    public async ValueTask<bool> StillHolds(RecordStore store, WriteTransaction tx, Caller caller, ChangeSet set)
    {
        await Lock(tx, set);
        foreach (var (criteria, before) in _found)
        {
            var matches = await store.Matches(tx, caller, criteria, MostMatches);
            if (!matches.TryGet(out var now, out _) || now.Count != before.Count || (now.Count == 1 && now[0].Id != before[0].Id))
            {
                return false;
            }
        }

        return true;
    }

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

    private static Problem At(ChangeSet set, Criteria criteria, Problem problem) =>
        set.Changes.FirstOrDefault(c => criteria.Equals(c.Criteria)) is { } change ? change.At(problem)
        : set.References.Values.FirstOrDefault(r => r.Criteria.Equals(criteria)) is { } reference ? EntryProblem.At(reference.Entry, problem)
        : problem;

    // The resource whose current version decides what is to be written.
    private string? ToRead(Change change)
    {
        var id = change.Id ?? (change.Criteria is { } criteria && _found[criteria] is [var one] ? one.Id : null);
        if (change.Verb == ChangeVerb.Update && id is null)
        {
            return change.Content!.Id;
        }

        return change.Verb == ChangeVerb.Patch || change.IfMatch is { IsNone: false, Single: null } ? id : null;
    }
}
