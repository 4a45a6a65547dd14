using System.Collections.Concurrent;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Veils;

/// <summary>
/// Finds what of a record's content is hidden from whoever reads it. It is remembered by the state it was made of, which every statement's
/// own snapshot is asked for: a pseudonym holds from the next answer on.
/// </summary>
public sealed class Veils
{
    private const int MostStaff = 20_000;
    private const int MostPatients = 10_000;

    private Known _known = new(-1, []);

    /// <summary>The veil of a caller.</summary>
    /// <param name="session">The snapshot that is read.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="now">The time.</param>
    /// <returns>The veil; null when nothing is hidden, as from all but citizens.</returns>
    public async ValueTask<Veil?> Of(SqlSession session, Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen)
        {
            return null;
        }

        var (generation, isProtected) = await session.First(
            "SELECT s.generation, coalesce((SELECT p.protected FROM access_person p WHERE p.patient = $1), 0) FROM access_veil_state s WHERE s.one = 1",
            row => (row.Long(0), row.Long(1) == 1),
            Hash64.Of(caller.Subject));
        var known = Volatile.Read(ref _known);
        if (known.Generation != generation)
        {
            known = new Known(generation, await PseudonymTable.All(session));
            Volatile.Write(ref _known, known);
        }

        var hidesAddress = isProtected && caller.Subject != caller.Reference;
        var staff = known.Decisions.Count == 0 ? null : await known.Of(session, caller.Subject, now.ToUnixTimeMilliseconds());
        return staff is null && !hidesAddress ? null : new Veil(staff ?? HiddenNames.None, hidesAddress);
    }

    /// <summary>The decisions of one state, and whom they hide from whom.</summary>
    private sealed class Known(long generation, IReadOnlyList<Pseudonym> decisions)
    {
        private readonly ConcurrentDictionary<string, (HiddenNames? Names, long Until)> _of = new();

        public long Generation => generation;

        public IReadOnlyList<Pseudonym> Decisions => decisions;

        public async ValueTask<HiddenNames?> Of(SqlSession session, string patient, long nowMs)
        {
            // Most citizens have no decision of their own: one set is then all of theirs.
            var key = decisions.Any(d => d.Patient == patient) ? patient : "";
            if (_of.TryGetValue(key, out var found) && nowMs < found.Until)
            {
                return found.Names;
            }

            var relevant = decisions.Where(d => d.Patient.Length == 0 || d.Patient == key).ToList();
            var until = relevant.SelectMany(d => new[] { d.Begins.ToUnixTimeMilliseconds(), d.Ends.ToUnixTimeMilliseconds() }).Where(t => t > nowMs).DefaultIfEmpty(long.MaxValue).Min();
            var current = relevant.Where(d => d.Begins.ToUnixTimeMilliseconds() <= nowMs && nowMs < d.Ends.ToUnixTimeMilliseconds()).ToList();
            var staff = await PseudonymTable.Staff(session, current, MostStaff);
            var names = staff.Count == 0 ? null : new HiddenNames(staff);
            if (_of.Count > MostPatients)
            {
                _of.Clear();
            }

            _of[key] = (names, until);
            return names;
        }
    }
}
