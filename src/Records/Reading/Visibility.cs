using System.Collections.Concurrent;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform.Data;
using Helhed.Records.Searching;

namespace Helhed.Records.Reading;

/// <summary>
/// Joins the rule of access (<see cref="SightSql"/>, which speaks of patients) to the store's rows. Every statement that a narrowed caller
/// causes has one of these in it, so that what may not be seen is not there: not as a match, not by its values, not in a total.
/// </summary>
internal sealed class Visibility(Sight sight, long nowMs)
{
    private static readonly ConcurrentDictionary<int, long[]> DateParameters = new();
    private static readonly TypeDefinition Documents = R4Definitions.Default.FindResource("DocumentReference")!;
    private static readonly long DocumentKind = SightSql.KindOf("DocumentReference");
    private static readonly long PatientKind = SightSql.KindOf("Patient");

    private readonly SightSql _rule = new(sight, nowMs);

    /// <summary>Adds whether a row of <c>resource</c> is seen.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="row">The table's alias in the statement.</param>
    /// <param name="type">The row's type; null for any.</param>
    public void AddRow(SqlText sql, string row, TypeDefinition? type)
    {
        if (sight.App.Count > 0)
        {
            AddApp(sql, row, type);
            sql.Add(" AND ");
        }

        if (sight.IsAll)
        {
            sql.Add("1 = 1");
            return;
        }

        if (sight.IsForPurpose)
        {
            // What is of several patients would need a yes of each, and tells who belongs together.
            sql.Add($"({row}.patient NOT IN (0, -1) AND ");
            _rule.AddMayBeUsed(sql, SqlTerm.Column($"{row}.patient"));
            sql.Add(")");
            return;
        }

        var kind = type is null ? SqlTerm.Column($"({row}.type + 1)") : SqlTerm.Of((long)type.Index + 1);
        var rid = SqlTerm.Column($"{row}.rid");
        if (sight.IsWorkOnly)
        {
            _rule.AddWorksOn(sql, rid);
        }
        else if (IsAttachment(type))
        {
            AddAttachment(sql, row);
        }
        else if (sight.OnlyPatient is not null)
        {
            AddOfOne(sql, row, (type, kind));
        }
        else
        {
            AddOfAny(sql, row, (type, kind));
        }
    }

    /// <summary>Adds whether a resource is seen, by its internal id.</summary>
    public void AddRid(SqlText sql, SqlNames rid, TypeDefinition? type)
    {
        sql.Add($"EXISTS (SELECT 1 FROM resource z WHERE z.rid = {rid.ToString()} AND ");
        AddRow(sql, "z", type);
        sql.Add(")");
    }

    /// <summary>Adds the same for a row that an index gives under a known patient: what concerns the patient is then asked once, not for each row.</summary>
    public void AddUnder(SqlText sql, long patient, SqlNames rid, TypeDefinition type)
    {
        if (sight.IsPlainlyOwn && patient == Keys.Text(sight.OnlyPatient!))
        {
            sql.Add("1 = 1"); // a row under a patient is of a resource in that patient's compartment
            return;
        }

        if (!sight.IsByRelation || sight.App.Count > 0)
        {
            AddRid(sql, rid, type);
            return;
        }

        var term = SqlTerm.Of(patient);
        var kind = SqlTerm.Of((long)type.Index + 1);
        var name = rid.ToString();

        // What is of several patients is seen by a relation to another of them, too.
        sql.Add("(");
        _rule.AddRelates(sql, term, kind);
        sql.Add(" OR ");
        AddShared(sql, name, also => _rule.AddRelates(also.Term(SharedSql.Patient).Add(" <> ").Value(patient).Add(" AND "), SharedSql.Patient, kind));
        sql.Add(") AND NOT ");
        _rule.AddBlocked(sql, term, kind, dated: null);
        sql.Add(" AND (NOT ");
        SharedSql.AddHasBlocks(sql, term);
        sql.Add(" OR NOT ");
        _rule.AddBlocked(sql, term, kind, Dated(name, type, patient));
        sql.Add(") AND NOT ");
        AddShared(sql, name, also => _rule.AddBlocked(also.Term(SharedSql.Patient).Add(" <> ").Value(patient).Add(" AND "), SharedSql.Patient, kind, Dated(name, type, SharedSql.Patient)));
    }

    /// <summary>
    /// Adds, for staff, whether a patient's rows are seen the quick way: by a relation, without any block. What is not seen so may be seen all
    /// the same; <see cref="AddUnder"/> tells.
    /// </summary>
    public static void AddPlainly(SqlText sql, long patient, PartyList parties)
    {
        SightSql.AddIsPlain(sql, SqlTerm.Of(patient), parties);
        sql.Add(" AND ");
        AddEvidence(sql);
        sql.Add(" IS NOT NULL");
    }

    /// <summary>Begins a statement that goes the quick way: the newest evidence of a patient's relation is looked up once, for <see cref="AddEvidence"/>.</summary>
    public void BeginPlainly(SqlText sql, long patient, PartyList parties)
    {
        sql.Add("WITH evidence AS MATERIALIZED (SELECT ");
        _rule.AddEvidence(sql, SqlTerm.Of(patient), parties);
        sql.Add(" AS source) ");
    }

    /// <summary>Adds the evidence of a statement that was begun by <see cref="BeginPlainly"/>.</summary>
    public static void AddEvidence(SqlText sql) => sql.Add("(SELECT evidence.source FROM evidence)");

    /// <summary>Adds the columns that tell of a row whether it is seen the quick way: the evidence, and whether all is plain.</summary>
    public void AddPlainColumns(SqlText sql, string row, PartyList parties)
    {
        _rule.AddEvidence(sql, SqlTerm.Column($"{row}.patient"), parties);
        sql.Add(", CASE WHEN ");
        SightSql.AddIsPlain(sql, SqlTerm.Column($"{row}.patient"), parties);
        sql.Add(" THEN 1 ELSE 0 END");
    }

    /// <summary>Adds whether the caller sees a patient's data of a type, as a condition without rows.</summary>
    public void AddPatient(SqlText sql, long patient, TypeDefinition type)
    {
        if (sight.IsAll)
        {
            sql.Add("1 = 1");
            return;
        }

        _rule.AddSees(sql, SqlTerm.Of(patient), SqlTerm.Of((long)type.Index + 1));
    }

    /// <summary>Adds whether the caller has to do with a patient, blocks apart.</summary>
    public void AddRelates(SqlText sql, long patient, TypeDefinition type) => _rule.AddRelates(sql, SqlTerm.Of(patient), SqlTerm.Of((long)type.Index + 1));

    /// <summary>Adds whether a block of all data of a type, whatever its dates, keeps the caller from it.</summary>
    public void AddBlocked(SqlText sql, long patient, TypeDefinition type) => _rule.AddBlocked(sql, SqlTerm.Of(patient), SqlTerm.Of((long)type.Index + 1), dated: null);

    /// <summary>Adds whether a citizen's wish to wait keeps a version from them.</summary>
    public void AddWaits(SqlText sql, TypeDefinition type, DateTimeOffset written) =>
        _rule.AddWaits(sql, SqlTerm.Of((long)type.Index + 1), SqlTerm.Of(written.ToUnixTimeMilliseconds()));

    /// <summary>Adds whether the caller, at work, is one of these, directly or by their unit.</summary>
    public void AddIsOneOf(SqlText sql, IReadOnlyList<long> parties) => _rule.AddIsOneOf(sql, parties);

    /// <summary>Adds whether the caller, at work, wrote a version or works on the resource as it is.</summary>
    public void AddWroteOrWorksOn(SqlText sql, long author, long rid)
    {
        _rule.AddIsOneOf(sql, [author]);
        sql.Add(" OR ");
        _rule.AddWorksOn(sql, SqlTerm.Of(rid));
    }

    /// <summary>Adds whether a block of a period of data keeps the caller from some of a patient's data of a type.</summary>
    public void AddHasDatedBlock(SqlText sql, long patient, TypeDefinition type) => _rule.AddBlocked(
        sql, SqlTerm.Of(patient), SqlTerm.Of((long)type.Index + 1), text => text.Add("(b.dated_from > ").Value(long.MinValue).Add(" OR b.dated_to < ").Value(long.MaxValue).Add(")"));

    /// <summary>Adds whether a block keeps the caller from a version with certain dates.</summary>
    public void AddBlocked(SqlText sql, long patient, TypeDefinition type, IReadOnlyList<DateRow> rows)
    {
        var dates = rows.Where(r => DatesOf(type).Contains(r.Param)).ToList();
        _rule.AddBlocked(sql, SqlTerm.Of(patient), SqlTerm.Of((long)type.Index + 1), text => text.Any(
            dates.Count == 0 ? [new DateRow(0, 0, long.MinValue, long.MaxValue, 0)] : dates,
            date => text.Add("b.dated_to > ").Value(date.Low).Add(" AND b.dated_from <= ").Value(date.High)));
    }

    /// <summary>Adds on what ground staff see a row; null for others.</summary>
    public void AddGround(SqlText sql, string row)
    {
        if (!sight.IsByRelation)
        {
            sql.Add("CAST(NULL AS BIGINT)");
        }
        else
        {
            _rule.AddGround(sql, SqlTerm.Column($"{row}.patient"));
        }
    }

    /// <summary>Adds on what ground staff see a patient.</summary>
    public void AddGround(SqlText sql, long patient) => _rule.AddGround(sql, SqlTerm.Of(patient));

    // An app: within one of its scopes.
    private void AddApp(SqlText sql, string row, TypeDefinition? type) => sql.Any(sight.App, view =>
    {
        if (view.Patient is not null)
        {
            if (IsAttachment(type))
            {
                AttachmentSql.AddAny(sql, SqlTerm.Column($"{row}.rid"), of => AddContextIsOf(of, (AttachmentSql.Target, AttachmentSql.Kind), view.PatientKey));
            }
            else
            {
                AddIsOf(sql, row, view.PatientKey);
            }
        }

        if (view.Query is { } query)
        {
            sql.Add(view.Patient is null, "", " AND ");
            AddQuery(sql, row, type, query);
        }
    });

    private void AddQuery(SqlText sql, string row, TypeDefinition? type, string query)
    {
        if (type is null || ScopeConditions.Of(type, query) is not { } conditions)
        {
            sql.Add("1 = 0"); // what is not understood lets nothing through
            return;
        }

        var tests = new ConditionSql(new SearchSurroundings(Caller.Anonymous, TimeZoneInfo.Utc, nowMs));
        sql.Add($"EXISTS (SELECT 1 FROM resource d WHERE d.rid = {row}.rid");
        foreach (var condition in conditions)
        {
            sql.Add(" AND ");
            tests.AddTest(sql, condition, new TestPlace(type, null, false));
        }

        sql.Add(")");
    }

    private static void AddShared(SqlText sql, string rid, Action<SqlText> condition) => SharedSql.AddAny(sql, SqlTerm.Column($"{rid}"), condition);

    private static void AddIsOf(SqlText sql, string row, long patient)
    {
        sql.Add($"({row}.patient = ").Value(patient).Add($" OR ({row}.patient = -1 AND ");
        AddShared(sql, $"{row}.rid", also => also.Term(SharedSql.Patient).Add(" = ").Value(patient));
        sql.Add("))");
    }

    // A citizen: the one patient's compartment.
    private void AddOfOne(SqlText sql, string row, (TypeDefinition? Type, SqlTerm Term) kind)
    {
        var patient = Keys.Text(sight.OnlyPatient!);
        AddIsOf(sql, row, patient);
        AddFor(sql, kind.Term, SqlTerm.Column($"{row}.updated"), Dated($"{row}.rid", kind.Type, patient));
    }

    // What narrows a citizen to a part of the one record.
    private void AddFor(SqlText sql, SqlTerm kind, SqlTerm updated, Action<SqlText> dated)
    {
        if (sight.IsPlainlyOwn)
        {
            return;
        }

        var patient = SqlTerm.Of(Keys.Text(sight.OnlyPatient!));
        sql.Add(" AND ");
        _rule.AddRelates(sql, patient, kind);
        if (sight.IsForAnother)
        {
            sql.Add(" AND NOT ");
            _rule.AddBlocked(sql, patient, kind, dated);
        }

        sql.Add(" AND NOT ");
        _rule.AddWaits(sql, kind, updated);
    }

    // Staff: a relation to the patient, or to one of several; and a block of none of them.
    private void AddOfAny(SqlText sql, string row, (TypeDefinition? Type, SqlTerm Term) kind)
    {
        var rid = $"{row}.rid";
        var own = SqlTerm.Column($"{row}.patient");
        sql.Add($"(CASE {row}.patient WHEN 0 THEN ");
        _rule.AddWorksOn(sql, SqlTerm.Column($"{rid}"));
        sql.Add(" WHEN -1 THEN ");
        AddShared(sql, rid, also => _rule.AddRelates(also, SharedSql.Patient, kind.Term));
        sql.Add(" AND NOT ");
        AddShared(sql, rid, also => _rule.AddBlocked(also, SharedSql.Patient, kind.Term, Dated(rid, kind.Type, SharedSql.Patient)));
        sql.Add(" ELSE ");
        _rule.AddRelates(sql, own, kind.Term);
        sql.Add(" AND NOT ");
        _rule.AddBlocked(sql, own, kind.Term, Dated(rid, kind.Type, $"{row}.patient"));
        sql.Add(" END)");
    }

    private static bool IsAttachment(TypeDefinition? type) => type?.Name == AttachmentSql.Type;

    // A Binary: as what it belongs to; for staff, where it belongs to nothing, as what they have written.
    private void AddAttachment(SqlText sql, string row)
    {
        sql.Add("(");
        if (sight.OnlyPatient is null)
        {
            _rule.AddWorksOn(sql, SqlTerm.Column($"{row}.rid"));
            sql.Add(" OR ");
        }

        AttachmentSql.AddAny(sql, SqlTerm.Column($"{row}.rid"), of => AddContext(of, (AttachmentSql.Target, AttachmentSql.Kind), SqlTerm.Column($"{row}.updated")));
        sql.Add(")");
    }

    /// <summary>
    /// Adds whether the caller sees what a Binary belongs to, app apart: a resource, or a Patient; then it is as a document of theirs without
    /// a date. One step: what that itself belongs to is not asked.
    /// </summary>
    /// <param name="sql">The statement.</param>
    /// <param name="of">Key and kind of what it belongs to.</param>
    /// <param name="updated">When the Binary was written.</param>
    public void AddContext(SqlText sql, (SqlTerm Target, SqlTerm Kind) of, SqlTerm updated)
    {
        var document = SqlTerm.Of(DocumentKind);
        sql.Add("((").Term(of.Kind).Add(" = ").Value(PatientKind).Add(" AND ");
        if (sight.OnlyPatient is { } only)
        {
            sql.Term(of.Target).Add(" = ").Value(Keys.Text(only));
            AddFor(sql, document, updated, dated => dated.Add("1 = 1"));
        }
        else
        {
            _rule.AddRelates(sql, of.Target, document);
            sql.Add(" AND NOT ");
            _rule.AddBlocked(sql, of.Target, document, dated => dated.Add("1 = 1"));
        }

        // Of what is no document it is not asked when it is of: a block of a period hides it whatever its date.
        sql.Add(") OR EXISTS (SELECT 1 FROM resource t WHERE t.self = ").Term(of.Target).Add(" AND t.type + 1 = ").Term(of.Kind).Add(" AND t.act <> 2 AND t.type + 1 <> ").Value(PatientKind)
            .Add(" AND CASE t.type + 1 WHEN ").Value(DocumentKind).Add(" THEN ");
        AddContextRow(sql, (Documents, document), updated);
        sql.Add(" ELSE ");
        AddContextRow(sql, (null, SqlTerm.Column($"(t.type + 1)")), updated);
        sql.Add(" END))");
    }

    private void AddContextRow(SqlText sql, (TypeDefinition? Type, SqlTerm Term) kind, SqlTerm updated)
    {
        sql.Add("(");
        if (sight.OnlyPatient is null)
        {
            AddOfAny(sql, "t", kind);
        }
        else
        {
            AddOfOne(sql, "t", kind);
            if (!sight.IsPlainlyOwn)
            {
                sql.Add(" AND NOT ");
                _rule.AddWaits(sql, kind.Term, updated);
            }
        }

        sql.Add(")");
    }

    /// <summary>Adds whether what a Binary belongs to is of a patient.</summary>
    public static void AddContextIsOf(SqlText sql, (SqlTerm Target, SqlTerm Kind) of, long patient)
    {
        sql.Add("((").Term(of.Kind).Add(" = ").Value(PatientKind).Add(" AND ").Term(of.Target).Add(" = ").Value(patient)
            .Add(") OR EXISTS (SELECT 1 FROM resource t WHERE t.self = ").Term(of.Target).Add(" AND t.type + 1 = ").Term(of.Kind).Add(" AND t.act <> 2 AND ");
        AddIsOf(sql, "t", patient);
        sql.Add("))");
    }

    private static Action<SqlText> Dated(string rid, TypeDefinition? type, string patient) => Dated(rid, type, SqlTerm.Column($"{patient}"));

    private static Action<SqlText> Dated(string rid, TypeDefinition? type, long patient) => Dated(rid, type, SqlTerm.Of(patient));

    // A block of a period of data hides what is dated in it, and what has no date.
    private static Action<SqlText> Dated(string rid, TypeDefinition? type, SqlTerm patient) => sql =>
    {
        var parameters = type is null ? [] : DatesOf(type);
        if (parameters.Length == 0)
        {
            sql.Add("1 = 1");
            return;
        }

        sql.Add("((b.dated_from = ").Value(long.MinValue).Add(" AND b.dated_to = ").Value(long.MaxValue).Add(") OR EXISTS (SELECT 1 FROM ix_date x WHERE ");
        AddDates(sql, parameters, patient, rid);
        sql.Add(" AND x.low < b.dated_to AND x.high >= b.dated_from) OR NOT EXISTS (SELECT 1 FROM ix_date x WHERE ");
        AddDates(sql, parameters, patient, rid);
        sql.Add("))");
    };

    private static void AddDates(SqlText sql, long[] parameters, SqlTerm patient, string rid)
    {
        // What is of several patients has its dates under those that it is a record of, which may be others than the one who blocks.
        sql.Add("x.param").Among(parameters).Add(" AND x.patient IN (SELECT CAST(").Term(patient)
            .Add(" AS BIGINT) UNION ALL SELECT 0 UNION ALL ");
        SharedSql.AddPatients(sql, SqlTerm.Column($"{rid}"));
        sql.Add($") AND x.rid = {rid}");
    }

    // Every date that a resource of the type can be searched by says when it is of, but for a person's birth and death.
    private static long[] DatesOf(TypeDefinition type) => DateParameters.GetOrAdd(
        type.Index,
        _ => [.. R4Definitions.Default.ParametersFor(type.Name)
            .Where(p => p.Type == SearchParameterType.Date && p.Code is not ("_lastUpdated" or "birthdate" or "death-date") && Capabilities.IsSearchable(type, p))
            .Select(p => (long)Keys.Param(type, p))]);
}
