// https://hl7.org/fhir/R4/http.html#trules
using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Writing;

/// <summary>Criteria of a change that perhaps find what another entry of the same transaction writes.</summary>
/// <param name="Change">Position of the change.</param>
/// <param name="Own">The id that it writes itself, or has found.</param>
/// <param name="Beside">What is written of the type.</param>
internal sealed record Overlap(int Change, string Own, WrittenBeside Beside);

/// <summary>What a set writes of one type: the entry of each, by id, and those that no creation makes.</summary>
internal sealed record WrittenBeside(Dictionary<string, Change> ById, HashSet<string> NotCreated);

/// <summary>
/// Refuses a transaction whose criteria find what it writes itself. What criteria find is asked before anything is written; but the
/// specification has an update see what the creations of its transaction make, and lets nothing depend on the order of the entries. So a
/// conditional creation must find none of the other creations, and a conditional update or patch none of the other writes: "If any resource
/// identities (including resolved identities from conditional update/delete) overlap in steps 1-3, then the transaction SHALL fail". To make one
/// resource of the two would be to choose whose content holds. A creation may miss what an update makes, for that comes behind it. Rows in memory
/// tell of nearly all criteria that they find nothing else; for the rest the database is asked behind the writes.
/// </summary>
internal static class Overlaps
{
    // One's own, and another.
    private const int MostMatches = 2;

    private static readonly HashSet<string> None = [];

    /// <summary>The criteria that the database is to be asked for once all is written.</summary>
    /// <param name="store">The store.</param>
    /// <param name="set">The changes.</param>
    /// <param name="ownId">By change: the id that it writes, or has found.</param>
    /// <param name="writes">The writes, each with the position of its change.</param>
    public static IReadOnlyList<Overlap> Suspected(RecordStore store, ChangeSet set, Func<int, string> ownId, IReadOnlyList<(int Change, PendingWrite Write)> writes)
    {
        if (set.Changes.Count < 2 || writes.Count == 0 || !set.Changes.Any(IsAsked))
        {
            return [];
        }

        var own = new OwnWrites(store);
        var beside = set.Changes.Where(IsAsked).Select(c => c.Type.Index).Distinct().ToDictionary(t => t, _ => new WrittenBeside(new(StringComparer.Ordinal), new(StringComparer.Ordinal)));
        foreach (var (change, write) in writes)
        {
            if (write.Kind != WriteKind.Delete && beside.TryGetValue(write.Type.Index, out var ofType))
            {
                own.Add(write);
                ofType.ById[write.Id] = set.Changes[change];
                if (set.Changes[change].Verb != ChangeVerb.Create)
                {
                    ofType.NotCreated.Add(write.Id);
                }
            }
        }

        var suspected = new List<Overlap>();
        for (var i = 0; i < set.Changes.Count; i++)
        {
            var overlap = IsAsked(set.Changes[i]) ? new Overlap(i, ownId(i), beside[set.Changes[i].Type.Index]) : null;
            if (overlap is not null && !IsRuledOut(set.Changes[i], overlap, own))
            {
                suspected.Add(overlap);
            }
        }

        return suspected;
    }

    /// <summary>Asks behind the writes, in their transaction. Null when nothing is found that must not be.</summary>
    public static async ValueTask<Problem?> Refusal(RecordStore store, WriteTransaction tx, Caller caller, (ChangeSet Set, ChangePlan Plan) made)
    {
        foreach (var overlap in made.Plan.Overlaps)
        {
            var change = made.Set.Changes[overlap.Change];
            var matches = await store.Matches(tx, caller, change.Criteria!, MostMatches, change.Verb == ChangeVerb.Create ? overlap.Beside.NotCreated : None);
            if (!matches.TryGet(out var found, out var problem))
            {
                return change.At(problem);
            }

            if (found.FirstOrDefault(f => f.Id != overlap.Own) is { } other && overlap.Beside.ById.TryGetValue(other.Id, out var writer))
            {
                return change.At(new Problem(
                    ProblemKind.Invalid,
                    string.Create(CultureInfo.InvariantCulture, $"The criteria find the {change.Type.Name} that entry {writer.Entry} of the transaction writes, and each resource may stand once. Leave one of the two out, or send them one after the other."),
                    change.Verb == ChangeVerb.Create ? "request.ifNoneExist" : "request.url"));
            }
        }

        return null;
    }

    private static bool IsAsked(Change change) => change is { Criteria: not null, Verb: not ChangeVerb.Delete };

    // More than can be tested in memory is not ruled out.
    private static bool IsRuledOut(Change change, Overlap overlap, OwnWrites own) =>
        overlap.Beside.ById.Count == (overlap.Beside.ById.ContainsKey(overlap.Own) ? 1 : 0)
        || (own.Find(change.Criteria!).TryGet(out var found, out _) && found.IsSure
            && found.Ids.All(id => id == overlap.Own || (change.Verb == ChangeVerb.Create && overlap.Beside.NotCreated.Contains(id))));
}
