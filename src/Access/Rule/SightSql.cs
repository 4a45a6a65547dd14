using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Access;

/// <summary>
/// The rule of access as SQL over Access's own tables. It says of a patient whether the caller sees their data; the record store joins
/// it to its rows. What is evaluated is what is committed when the statement runs: a block counts from the next statement on.
/// </summary>
/// <param name="sight">What narrows the caller.</param>
/// <param name="nowMs">The time, Unix milliseconds.</param>
public sealed class SightSql(Sight sight, long nowMs)
{
    /// <summary>Age in years from which a citizen sees their own record, and from which parents see a part only.</summary>
    public const int AgeOfOwnAccess = 15;

    /// <summary>Age in years at which parents' access ends.</summary>
    public const int AgeOfMajority = 18;

    /// <summary>The part of a consent is the number of its denial above these bits, and the number of its row in them.</summary>
    internal const int PartBits = 20;

    private const int MostAskedEach = 12;

    // What parents see of a young person of 15 to 17 who has given no mandate.
    private static readonly long[] KindsForParentsOfTheYoung =
        [.. new[] { "Patient", "RelatedPerson", "Appointment", "Immunization", "ImmunizationRecommendation", "AllergyIntolerance" }.Select(KindOf)];

    // Ages are of the days of Denmark, as the law counts them, and not of UTC's.
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private static readonly long PatientKind = KindOf("Patient");
    private static readonly long VisitKind = KindOf("Appointment");
    private static readonly long ConsentKind = KindOf("Consent");

    /// <summary>The number by which consents name a type; 0 stands for all.</summary>
    /// <param name="type">A resource type of R4.</param>
    /// <returns>The number.</returns>
    public static long KindOf(string type) => R4Definitions.Default.FindResource(type)!.Index + 1;

    /// <summary>Adds whether the caller sees data of a patient, blocks that name no period of data included.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    /// <param name="kind">The kind of data.</param>
    public void AddSees(SqlText sql, SqlTerm patient, SqlTerm kind)
    {
        ArgumentNullException.ThrowIfNull(sql);
        AddRelates(sql, patient, kind);
        if (sight.Kind != SightKind.Own)
        {
            sql.Add(" AND NOT ");
            AddBlocked(sql, patient, kind, dated: null);
        }
    }

    /// <summary>Adds whether the caller has to do with a patient, blocks apart.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    /// <param name="kind">The kind of data.</param>
    public void AddRelates(SqlText sql, SqlTerm patient, SqlTerm kind)
    {
        ArgumentNullException.ThrowIfNull(sql);
        switch (sight.Kind)
        {
            case SightKind.Own:
                AddOwn(sql);
                break;
            case SightKind.ForAnother:
                AddForAnother(sql, kind);
                break;
            default:
                AddTreats(sql, patient);
                break;
        }
    }

    /// <summary>Adds whether a block of the patient's keeps the caller from a kind of data.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    /// <param name="kind">The kind of data.</param>
    /// <param name="dated">Adds whether a resource's dates overlap those of the block <c>b</c> (columns dated_from and dated_to); null leaves blocks of a period out.</param>
    public void AddBlocked(SqlText sql, SqlTerm patient, SqlTerm kind, Action<SqlText>? dated)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("(EXISTS (SELECT 1 FROM access_consent b WHERE b.patient = ").Term(patient).Add(" AND b.effect = 0");
        AddInForce(sql, "b").Add(" AND ");
        AddKind(sql, "b", kind);
        sql.Add(" AND ");
        AddParty(sql, "b", everybody: true);
        if (dated is null)
        {
            sql.Add(" AND b.dated_from = ").Value(long.MinValue).Add(" AND b.dated_to = ").Value(long.MaxValue);
        }
        else
        {
            sql.Add(" AND ");
            dated(sql);
        }

        sql.Add(" AND NOT EXISTS (SELECT 1 FROM access_consent e WHERE e.source = b.source AND e.effect = 1 AND (e.part >> 20) = (b.part >> 20)");
        AddInForce(sql, "e").Add(" AND ");
        AddKind(sql, "e", kind);
        sql.Add(" AND ");
        AddParty(sql, "e", everybody: false);
        sql.Add("))");
        if (sight.Kind == SightKind.Staff)
        {
            sql.Add(" AND NOT EXISTS (SELECT 1 FROM access_claim o WHERE o.patient = ").Term(patient).Add(" AND o.kind = 1 AND o.person = ").Value(sight.Person);
            AddInForce(sql, "o").Add(")");
        }

        sql.Add(")");
    }

    /// <summary>Adds whether the patient has asked to wait for a thing that was written at a time; false for staff.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="kind">The kind of data.</param>
    /// <param name="written">When it was written.</param>
    public void AddWaits(SqlText sql, SqlTerm kind, SqlTerm written)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("EXISTS (SELECT 1 FROM access_consent w WHERE w.patient = ").Value(sight.Patient).Add(" AND w.effect = 3");
        AddInForce(sql, "w").Add(" AND ");
        AddKind(sql, "w", kind);

        // A wish to wait with everything is no wish to lose sight of one's own consents: it could never be withdrawn.
        sql.Add(" AND (w.kind <> 0 OR ").Term(kind).Add(" <> ").Value(ConsentKind).Add(") AND w.delay > ").Value(nowMs).Add(" - ").Term(written).Add(")");
    }

    /// <summary>Adds whether the caller made a resource or is named by it, directly or by their unit.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="source">The resource's internal id.</param>
    public void AddWorksOn(SqlText sql, SqlTerm source)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("EXISTS (SELECT 1 FROM access_work j WHERE j.source = ").Term(source).Add(" AND j.party IN (");
        AddParties(sql);
        sql.Add("))");
    }

    /// <summary>Adds whether the caller, at work, is one of these, directly or by their unit.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parties">Keys of people, employments and units.</param>
    public void AddIsOneOf(SqlText sql, IReadOnlyList<long> parties)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("EXISTS (SELECT 1 FROM (");
        AddParties(sql);
        sql.Add(") q WHERE q.above").Among(parties).Add(")");
    }

    /// <summary>
    /// Adds, as a number, on what ground staff see a patient: the internal id of the newest evidence, or below 0 the
    /// number of a claim, doubled, plus 1 for an override; null without any.
    /// </summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    public void AddGround(SqlText sql, SqlTerm patient)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("coalesce((SELECT -(o.number * 2 + 1) FROM access_claim o WHERE o.patient = ").Term(patient).Add(" AND o.kind = 1 AND o.person = ").Value(sight.Person);
        AddInForce(sql, "o").Add(" ORDER BY o.number DESC LIMIT 1), (SELECT a.source FROM access_relation a WHERE a.patient = ").Term(patient);
        AddInForce(sql, "a").Add(" AND a.party IN (");
        AddParties(sql);
        sql.Add(") ORDER BY a.source DESC LIMIT 1), (SELECT -(c.number * 2 + c.kind) FROM access_claim c WHERE c.patient = ").Term(patient).Add(" AND c.person = ").Value(sight.Person);
        AddInForce(sql, "c").Add(" ORDER BY c.number DESC LIMIT 1))");
    }

    /// <summary>Adds the newest evidence, as its internal id, of a relation that a list of parties has to a patient; null without any. The newest is what was written last.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    /// <param name="parties">The caller's parties.</param>
    public void AddEvidence(SqlText sql, SqlTerm patient, PartyList parties)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(parties);
        sql.Add("(SELECT max(a.source) FROM ");
        if (sql.Dialect == Dialect.Sqlite && parties.Keys.Count <= MostAskedEach)
        {
            // For IN, SQLite makes a sorted table of the values each time: several times what it costs to ask for each of a few.
            for (var i = 0; i < parties.Keys.Count; i++)
            {
                sql.Add(i == 0, "(VALUES (", "), (").Value(parties.Keys[i]);
            }

            sql.Add(")) p CROSS JOIN access_relation a WHERE a.party = p.column1");
        }
        else
        {
            sql.Add("access_relation a WHERE a.party").Among(parties.Keys);
        }

        sql.Add(" AND a.patient = ").Term(patient);
        AddInForce(sql, "a").Add(")");
    }

    /// <summary>Adds whether the quick way is open: the list of parties is of the tree as it is, and the patient has no block of any sort.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    /// <param name="parties">The caller's parties.</param>
    public static void AddIsPlain(SqlText sql, SqlTerm patient, PartyList parties)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(parties);
        sql.Add("(SELECT t.epoch FROM access_tree t WHERE t.one = 1) = ").Value(parties.Epoch)
            .Add(" AND NOT ");
        SharedSql.AddHasBlocks(sql, patient);
    }

    /// <summary>Adds whether a patient's data may be used for research and quality work: neither that nor their whole record is blocked for all.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    public void AddMayBeUsed(SqlText sql, SqlTerm patient)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("NOT EXISTS (SELECT 1 FROM access_consent b WHERE b.patient = ").Term(patient).Add(" AND (b.effect = 5 OR (b.effect = 0 AND b.party = 0))");
        AddInForce(sql, "b").Add(")");
    }

    /// <summary>Adds whether nothing of a citizen's own record is kept from them: they are old enough, and have no wish to wait.</summary>
    /// <param name="sql">The statement.</param>
    public void AddIsPlainlyOwn(SqlText sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        AddOwn(sql);
        sql.Add(" AND NOT EXISTS (SELECT 1 FROM access_consent w WHERE w.patient = ").Value(sight.Patient).Add(" AND w.effect = 3)");
    }

    private void AddOwn(SqlText sql) => sql.Add("NOT EXISTS (SELECT 1 FROM access_person y WHERE y.patient = ").Value(sight.Patient)
        .Add(" AND y.born > ").Value(BornOn(AgeOfOwnAccess)).Add(")");

    private void AddForAnother(SqlText sql, SqlTerm kind)
    {
        sql.Add("(EXISTS (SELECT 1 FROM access_custody k JOIN access_identity i ON i.value = k.identity JOIN access_person y ON y.patient = k.patient WHERE k.patient = ")
            .Value(sight.Patient).Add(" AND i.reference = ").Value(sight.PersonReference);
        AddInForce(sql, "k").Add(" AND y.born > ").Value(BornOn(AgeOfMajority)).Add(" AND (y.born > ").Value(BornOn(AgeOfOwnAccess)).Add(" OR ");
        sql.Term(kind).Among(KindsForParentsOfTheYoung).Add(")) OR EXISTS (SELECT 1 FROM access_consent m WHERE m.patient = ").Value(sight.Patient)
            .Add(" AND m.effect = 2 AND m.party = ").Value(sight.Person);
        AddInForce(sql, "m").Add(" AND m.kind IN (0, ").Term(kind).Add(")))");
    }

    /// <summary>Adds whether who acts for another sees a young person's visits as a parent alone, who is to know when and where and not what for.</summary>
    /// <param name="sql">The statement.</param>
    internal void AddIsParentOfYoung(SqlText sql)
    {
        if (sight.Kind != SightKind.ForAnother)
        {
            sql.Add("1 = 0");
            return;
        }

        sql.Add("EXISTS (SELECT 1 FROM access_person y WHERE y.patient = ").Value(sight.Patient).Add(" AND y.born <= ").Value(BornOn(AgeOfOwnAccess))
            .Add(") AND NOT EXISTS (SELECT 1 FROM access_consent m WHERE m.patient = ").Value(sight.Patient).Add(" AND m.effect = 2 AND m.party = ").Value(sight.Person);
        AddInForce(sql, "m").Add(" AND m.kind IN (0, ").Value(VisitKind).Add("))");
    }

    private void AddTreats(SqlText sql, SqlTerm patient)
    {
        sql.Add("(EXISTS (SELECT 1 FROM access_relation a WHERE a.patient = ").Term(patient);
        AddInForce(sql, "a").Add(" AND a.party IN (");
        AddParties(sql);
        sql.Add(")) OR EXISTS (SELECT 1 FROM access_claim c WHERE c.patient = ").Term(patient).Add(" AND c.person = ").Value(sight.Person);
        AddInForce(sql, "c").Add("))");
    }

    // Who the caller is as a party to treatment: themselves, their employment, their unit, the units it is a part of, and its parts.
    private void AddParties(SqlText sql) => sql.Add("SELECT u.above FROM access_unit_above u WHERE u.unit = ").Value(sight.Unit)
        .Add(" AND u.treats = 1 UNION ALL SELECT v.unit FROM access_unit_above v WHERE v.above = ").Value(sight.Unit)
        .Add(" AND v.treats = 1 UNION ALL SELECT CAST(").Value(sight.Person).Add(" AS BIGINT) UNION ALL SELECT CAST(").Value(sight.Post)
        .Add(" AS BIGINT) UNION ALL SELECT CAST(").Value(sight.Unit).Add(" AS BIGINT)");

    // Whom a consent can be about so that it is about the caller: everybody, themselves, their unit, and the units it is a part of.
    private void AddParty(SqlText sql, string alias, bool everybody)
    {
        sql.Add($"({alias}.party IN (").Value(sight.Person);
        if (everybody)
        {
            sql.Add(", 0");
        }

        if (sight.Kind == SightKind.Staff)
        {
            sql.Add(", ").Value(sight.Post).Add(", ").Value(sight.Unit);
            sql.Add($") OR ({alias}.parts = 1 AND {alias}.party IN (SELECT g.above FROM access_unit_above g WHERE g.unit = ").Value(sight.Unit).Add(")");
        }

        sql.Add(sight.Kind == SightKind.Staff, "))", "))");
    }

    // A block of everything leaves the Patient itself, so that one can tell whose record it is and ask them.
    private static void AddKind(SqlText sql, string alias, SqlTerm kind) =>
        sql.Add($"({alias}.kind = ").Term(kind).Add($" OR ({alias}.kind = 0 AND ").Term(kind).Add(" <> ").Value(PatientKind).Add("))");

    private SqlText AddInForce(SqlText sql, string alias) => sql.Add($" AND {alias}.begins <= ").Value(nowMs).Add($" AND {alias}.ends > ").Value(nowMs);

    // Born later than this day: younger than so many years.
    private long BornOn(int years) => Today(DateTimeOffset.FromUnixTimeMilliseconds(nowMs)).AddYears(-years).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The day in Denmark.</summary>
    internal static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Denmark).DateTime);
}
