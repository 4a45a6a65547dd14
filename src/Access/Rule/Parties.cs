using System.Collections.Concurrent;
using Helhed.Platform.Data;

namespace Helhed.Access;

/// <summary>Whom a member of staff stands for as a party to treatment, as it was at a state of the tree of units.</summary>
/// <param name="Epoch">The state: a statement that uses the list checks that it is still that of the tree.</param>
/// <param name="Keys">Keys of the person, the post, the unit, what it is a part of, and its parts.</param>
public sealed record PartyList(long Epoch, IReadOnlyList<long> Keys);

/// <summary>
/// Remembers whom people at work stand for, which changes seldom, so that a statement need not look them up. It is no cache of decisions: a statement
/// that was given a list holds it against the tree's state, and finds nothing when that has moved on.
/// </summary>
public sealed class Parties
{
    private const int MostPosts = 10_000;
    private const int MostKeys = 64;

    private readonly ConcurrentDictionary<(long Person, long Post, long Unit), PartyList> _known = new();

    /// <summary>The parties of whoever asks.</summary>
    /// <param name="session">Where they are looked up the first time.</param>
    /// <param name="sight">What narrows the caller.</param>
    /// <returns>The list; null when there is none for this sight, or it is too long.</returns>
    public async ValueTask<PartyList?> Of(SqlSession session, Sight sight)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(sight);
        if (!sight.IsByRelation || sight.App.Count > 0)
        {
            return null;
        }

        if (!_known.TryGetValue(KeyOf(sight), out var known))
        {
            if (_known.Count > MostPosts)
            {
                _known.Clear();
            }

            _known[KeyOf(sight)] = known = await Load(session, sight);
        }

        return known.Keys.Count > MostKeys ? null : known;
    }

    /// <summary>Forgets the parties of whoever asks: a statement has found that the tree has moved on.</summary>
    /// <param name="sight">What narrows the caller.</param>
    public void Forget(Sight sight)
    {
        ArgumentNullException.ThrowIfNull(sight);
        _known.TryRemove(KeyOf(sight), out _);
    }

    private static (long Person, long Post, long Unit) KeyOf(Sight sight) => (sight.Person, sight.Post, sight.Unit);

    // One statement: the list and the state that it is of.
    private static async ValueTask<PartyList> Load(SqlSession session, Sight sight)
    {
        var rows = await session.Query(
            """
            SELECT t.epoch, p.party FROM access_tree t LEFT JOIN (
                SELECT u.above AS party FROM access_unit_above u WHERE u.unit = $1 AND u.treats = 1
                UNION SELECT v.unit FROM access_unit_above v WHERE v.above = $1 AND v.treats = 1) p ON 1 = 1
            """,
            row => (row.Long(0), row.IsNull(1) ? (long?)null : row.Long(1)),
            sight.Unit);
        return new PartyList(rows[0].Item1, [.. rows.Where(r => r.Item2 is not null).Select(r => r.Item2!.Value).Append(sight.Person).Append(sight.Post).Append(sight.Unit).Distinct()]);
    }
}
