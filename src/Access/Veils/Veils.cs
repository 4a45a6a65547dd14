using System.Collections.Concurrent;
using System.Security.Cryptography;
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

    private readonly ConcurrentDictionary<string, byte[]> _salts = new();
    private readonly ConcurrentDictionary<string, bool> _doubted = new();
    private Known _known = new(-1, []);

    /// <summary>The veil of a caller.</summary>
    /// <param name="session">The snapshot that is read.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="now">The time.</param>
    /// <returns>The veil; null when nothing is hidden, as from all but citizens.</returns>
    public async ValueTask<Veil?> Of(SqlSession session, Caller caller, DateTimeOffset now) => (await Look(session, caller, now)).Veil;

    /// <summary>The veil of a caller, and whether all of a citizen's own record is in sight.</summary>
    /// <param name="session">The snapshot that is read.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="now">The time.</param>
    /// <returns>The veil, null for none; and true for <see cref="Sight.Plainly"/>.</returns>
    public async ValueTask<(Veil? Veil, bool IsPlainlyOwn)> Look(SqlSession session, Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen)
        {
            return (AccessRule.IsForPurpose(caller) ? new Veil(new Pseudonymiser(await SaltOf(session, caller))) : null, false);
        }

        var sql = new SqlText(session.Dialect).Add("SELECT ");
        var sight = Sight.OfCitizen(caller);
        AddState(sql, sight, now.ToUnixTimeMilliseconds());
        sql.Add(", coalesce((SELECT q.protected FROM access_person q WHERE q.patient = ").Value(sight.Patient).Add("), 0), CASE WHEN ");
        new SightSql(sight, now.ToUnixTimeMilliseconds()).AddIsParentOfYoung(sql);
        sql.Add(" THEN 1 ELSE 0 END");
        var (generation, isPlain, isProtected, hidesVisits) = await session.First(sql.ToString(), row => (row.Long(0), row.Int(1) == 1, row.Long(2) == 1, row.Int(3) == 1), sql.Values);
        var known = Volatile.Read(ref _known);
        if (known.Generation != generation)
        {
            known = new Known(generation, await PseudonymTable.All(session));
            Volatile.Write(ref _known, known);
        }

        var hidesAddress = isProtected && caller.Subject != caller.Reference;
        var staff = known.Decisions.Count == 0 ? null : await known.Of(session, caller.Subject, now.ToUnixTimeMilliseconds());
        Veil? veil = staff is null && !hidesAddress && !hidesVisits ? null : new Veil(staff ?? HiddenNames.None, hidesAddress, hidesVisits);
        if (caller.Subject == caller.Reference)
        {
            Remember(caller, veil is null && isPlain);
        }

        return (veil, isPlain);
    }

    // Of the app: the same person is another to each purpose. An app that is not registered has no lasting pseudonyms.
    private async ValueTask<byte[]> SaltOf(SqlSession session, Caller caller)
    {
        var client = caller.Client ?? caller.Reference;
        if (!_salts.TryGetValue(client, out var salt))
        {
            var kept = await session.First("SELECT salt FROM access_app WHERE id = $1", row => row.TextOrNull(0), client);
            salt = kept is { Length: > 0 } text ? Convert.FromHexString(text) : RandomNumberGenerator.GetBytes(32);
            if (_salts.Count < MostPatients)
            {
                _salts.TryAdd(client, salt);
            }
        }

        return salt;
    }

    /// <summary>Adds two columns: the state of the decisions, and whether all of a citizen's own record is in sight (1).</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="sight">Of a citizen.</param>
    /// <param name="nowMs">The time, Unix milliseconds.</param>
    public static void AddState(SqlText sql, Sight sight, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(sight);
        sql.Add("(SELECT g.generation FROM access_veil_state g WHERE g.one = 1), CASE WHEN ");
        if (sight.IsOwn)
        {
            new SightSql(sight, nowMs).AddIsPlainlyOwn(sql);
        }
        else
        {
            sql.Add("1 = 0");
        }

        sql.Add(" THEN 1 ELSE 0 END");
    }

    /// <summary>Whether it is remembered that there are no pseudonyms in a state of the decisions.</summary>
    /// <param name="generation">The state, as a statement found it.</param>
    /// <returns>False when there are some, or it is not known.</returns>
    public bool IsClear(long generation) => Volatile.Read(ref _known) is { Decisions.Count: 0 } known && known.Generation == generation;

    /// <summary>
    /// The state in which a statement may be made as if nothing were kept or hidden from a citizen in their own record: it is so for most. The
    /// statement itself must find out if it was, by <see cref="AddState"/> and <see cref="IsAsAssumed"/>.
    /// </summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="now">The time.</param>
    /// <returns>The state; null where it is not known to be so.</returns>
    public long? Assumed(Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var known = Volatile.Read(ref _known);
        return known.Generation >= 0 && !_doubted.ContainsKey(caller.Reference) && known.HidesNobodyFrom(caller.Subject, now.ToUnixTimeMilliseconds()) ? known.Generation : null;
    }

    /// <summary>Whether the columns of <see cref="AddState"/> say that it is as it was assumed.</summary>
    /// <param name="row">A row of the statement.</param>
    /// <param name="first">The first of the columns.</param>
    /// <param name="state">From <see cref="Assumed"/>.</param>
    /// <returns>True when they do.</returns>
    public static bool IsAsAssumed(Row row, int first, long state) => row.Int(first + 1) == 1 && row.Long(first) == state;

    // Of whom something is kept or hidden is asked beforehand, and not assumed.
    private void Remember(Caller caller, bool isPlain)
    {
        if (isPlain)
        {
            _doubted.TryRemove(caller.Reference, out _);
            return;
        }

        if (_doubted.Count > MostPatients)
        {
            _doubted.Clear();
        }

        _doubted[caller.Reference] = true;
    }

    /// <summary>The decisions of one state, and whom they hide from whom.</summary>
    private sealed class Known(long generation, IReadOnlyList<Pseudonym> decisions)
    {
        private readonly ConcurrentDictionary<string, (HiddenNames? Names, long Until)> _of = new();

        public long Generation => generation;

        public IReadOnlyList<Pseudonym> Decisions => decisions;

        public bool HidesNobodyFrom(string patient, long nowMs) =>
            decisions.Count == 0 || (_of.TryGetValue(KeyOf(patient), out var found) && found.Names is null && nowMs < found.Until);

        public async ValueTask<HiddenNames?> Of(SqlSession session, string patient, long nowMs)
        {
            var key = KeyOf(patient);
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

        // Most citizens have no decision of their own: one set is then all of theirs.
        private string KeyOf(string patient) => decisions.Any(d => d.Patient == patient) ? patient : "";
    }
}
