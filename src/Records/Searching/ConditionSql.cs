using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>Where a condition is tested: on rows of <c>d</c>, which have an internal id and perhaps the patient.</summary>
/// <param name="Type">Type of what is tested.</param>
/// <param name="Patient">Key of the patient that all of them belong to, where it is known.</param>
/// <param name="HasPatient">True when <c>d.patient</c> holds the patient in whose rows the values stand.</param>
internal readonly record struct TestPlace(TypeDefinition Type, long? Patient, bool HasPatient)
{
    /// <summary>Rows come in the order wanted, and a page is full after a few of them: each is tested by itself.</summary>
    public bool IsWalked { get; init; }
}

/// <summary>
/// Turns a condition into SQL, in two forms: a set of internal ids that can drive a search, and a test of one row <c>d</c>. A test is a probe
/// of one index where its key can be told from the row, and otherwise asks whether the row is in the set.
/// </summary>
internal sealed class ConditionSql
{
    private const int MaxProbed = 64;

    private readonly SearchSurroundings _surroundings;
    private readonly ValueSql _values;
    private readonly CompositeSql _composites;

    public ConditionSql(SearchSurroundings surroundings)
    {
        _surroundings = surroundings;
        _values = new ValueSql(surroundings);
        _composites = new CompositeSql(surroundings);
    }

    /// <summary>True when the condition can give a set, and so drive.</summary>
    public static bool CanDrive(Condition condition) => condition switch
    {
        MissingCondition or NotCondition => false,
        AnyCondition any => any.Inner.All(CanDrive),
        AllCondition all => all.Inner.All(CanDrive),
        _ => true,
    };

    /// <summary>True when its set also has the patient of each row.</summary>
    public static bool CarriesPatient(Condition condition) =>
        condition is ValueCondition value && ValueSql.TableOf(value) is "ix_token" or "ix_string" or "ix_date" or "ix_number" or "ix_quantity";

    /// <summary>Adds <c>SELECT rid</c>, with <c>patient</c> where it carries one.</summary>
    public void AddSet(SqlText sql, TypeDefinition type, Condition condition, long? patient)
    {
        switch (condition)
        {
            case ValueCondition value when patient is null && DateWindow.Of(_surroundings, [value], value.Parameter) is { From: not null } window:
                AddWindow(sql, type, window);
                break;
            case ValueCondition value:
                sql.Add(CarriesPatient(value), "SELECT x.rid, x.patient ", "SELECT x.rid ");
                AddValueRows(sql, type, value, patient);
                break;
            case AnyCondition any:
                AddUnion(sql, type, any.Inner, patient);
                break;
            case AllCondition all:
                new MatchSql(_surroundings).AddMatches(sql, new TypedSearch(type, all.Inner, default) { Patient = patient });
                break;
            case CompositeCondition composite:
                sql.Add("SELECT x.rid ");
                _composites.AddRows(sql, type, composite);
                break;
            case WordsCondition words:
                AddWords(sql, type, words);
                break;
            case ChainCondition chain:
                AddChain(sql, type, chain);
                break;
            case HasCondition has:
                AddHas(sql, type, has);
                break;
            case CompartmentCondition compartment:
                sql.Add("SELECT x.rid ");
                AddCompartment(sql, type, compartment);
                break;
            case RefersCondition refers:
                sql.Add("SELECT x.rid FROM ix_reference x WHERE x.param = ").Value(Keys.Param(type, refers.Reference)).Add(" AND x.target").Among(refers.Targets);
                break;
            case SelfCondition self:
                sql.Add("SELECT x.rid FROM resource x WHERE x.act <> 2 AND x.type = ").Value((short)type.Index).Add(" AND x.self").Among(self.Selves.Count == 0 ? [0] : self.Selves);
                break;
            default:
                throw new InvalidOperationException($"{condition.GetType().Name} gives no set.");
        }
    }

    /// <summary>Adds <c>SELECT rid, patient</c> of what a condition on dates finds in a window, and of what is apart; some perhaps twice.</summary>
    public void AddWindow(SqlText sql, TypeDefinition type, DateWindow window)
    {
        sql.Add("SELECT x.rid, x.patient ");
        _values.AddRows(sql, type, window.Condition);
        window.AddBegins(sql);
        if (window is { From: null, IsOne: true })
        {
            return;
        }

        sql.Add(" UNION ALL SELECT x.rid, x.patient ");
        _values.AddApart(sql, type, window.Condition);
        window.AddBeginsElsewhere(sql);
    }

    /// <summary>Adds <c>SELECT rid, patient</c> of what a condition on dates finds of what is apart, in rows of the resource's first patient.</summary>
    public void AddApart(SqlText sql, TypeDefinition type, DateWindow window)
    {
        sql.Add("SELECT DISTINCT x.rid, x.patient ");
        _values.AddApart(sql, type, window.Condition);
        sql.Add(" AND (x.edge & ").Value((int)IndexRows.EdgePatient).Add(") <> 0");
    }

    /// <summary>Adds a condition on a row <c>d</c>.</summary>
    public void AddTest(SqlText sql, Condition condition, TestPlace place)
    {
        switch (condition)
        {
            case NotCondition not:
                sql.Add("NOT ");
                AddTest(sql, not.Inner, place);
                break;
            case AllCondition all:
                AddTests(sql, all.Inner, place, isAny: false);
                break;
            case AnyCondition any:
                AddTests(sql, any.Inner, place, isAny: true);
                break;
            case MissingCondition missing:
                AddMissing(sql, missing, place);
                break;
            case ValueCondition value when CanProbe(value, place):
                sql.Add("EXISTS (SELECT 1 ");
                AddValueRows(sql, place.Type, value, place.Patient);
                AddProbe(sql, CarriesPatient(value), place);
                break;
            case CompositeCondition composite:
                sql.Add("EXISTS (SELECT 1 ");
                _composites.AddRows(sql, place.Type, composite);
                sql.Add(" AND x.rid = d.rid)");
                break;
            case CompartmentCondition { Compartment: "Patient" } compartment:
                sql.Add("EXISTS (SELECT 1 ");
                AddCompartment(sql, place.Type, compartment);
                sql.Add(" AND x.rid = d.rid)");
                break;
            default:
                sql.Add(CarriesPatient(condition), "d.rid IN (SELECT s.rid FROM (", "d.rid IN (");
                AddSet(sql, place.Type, condition, place.Patient);
                sql.Add(CarriesPatient(condition), ") s)", ")");
                break;
        }
    }

    private void AddTests(SqlText sql, IReadOnlyList<Condition> conditions, TestPlace place, bool isAny)
    {
        sql.Add("(");
        for (var i = 0; i < conditions.Count; i++)
        {
            if (i > 0)
            {
                sql.Add(isAny, " OR ", " AND ");
            }

            AddTest(sql, conditions[i], place);
        }

        sql.Add(")");
    }

    // The key of a probe must be known from its beginning up to the internal id.
    private bool CanProbe(ValueCondition value, TestPlace place)
    {
        var knowsPatient = !_surroundings.IsContained && (place.Patient is not null || place.HasPatient);
        return ValueSql.TableOf(value) switch
        {
            "resource" => true,
            "ix_string" => true,
            "ix_reference" or "ix_uri" => value.Values.Count <= MaxProbed && value.Modifier is not ("above" or "below"),
            "ix_token" => knowsPatient && value.Values.Count <= MaxProbed,
            "ix_date" => knowsPatient,
            _ => false,
        };
    }

    private static void AddProbe(SqlText sql, bool carriesPatient, TestPlace place)
    {
        if (carriesPatient && place is { Patient: null, HasPatient: true })
        {
            sql.Add(" AND x.patient = d.patient");
        }

        // Otherwise PostgreSQL makes one join of the probes, and finds and orders all that fits: it does so for as long as an offset does not stand in its way.
        sql.Add(place.IsWalked && sql.Dialect == Dialect.PostgreSql, " AND x.rid = d.rid OFFSET 0)", " AND x.rid = d.rid)");
    }

    private void AddValueRows(SqlText sql, TypeDefinition type, ValueCondition value, long? patient)
    {
        _values.AddRows(sql, type, value);
        if (patient is { } key && CarriesPatient(value))
        {
            sql.Add(" AND x.patient = ").Value(key);
        }
    }

    private void AddMissing(SqlText sql, MissingCondition missing, TestPlace place)
    {
        sql.Add(missing.IsMissing, "d.rid NOT IN (", "d.rid IN (");
        AddRids(ValueSql.TableOf(missing.Parameter));
        if (missing.Parameter.Type == SearchParameterType.Reference)
        {
            // A reference may have nothing but an identifier.
            sql.Add(" UNION ALL ");
            AddRids("ix_token");
        }

        sql.Add(")");

        void AddRids(string table)
        {
            sql.Add($"SELECT x.rid FROM {table} x WHERE ");
            _values.AddParam(sql, place.Type, missing.Parameter);
            if (place.Patient is { } patient && table is "ix_token" or "ix_string" or "ix_date" or "ix_number" or "ix_quantity")
            {
                sql.Add(" AND x.patient = ").Value(place.Patient!.Value);
            }
        }
    }

    private void AddUnion(SqlText sql, TypeDefinition type, IReadOnlyList<Condition> conditions, long? patient)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            sql.Add(i == 0, "SELECT u.rid FROM (", " UNION ALL SELECT u.rid FROM (");
            AddSet(sql, type, conditions[i], patient);
            sql.Add(") u");
        }
    }

    private static void AddWords(SqlText sql, TypeDefinition type, WordsCondition words)
    {
        var (first, last) = Keys.Rids(type);
        if (sql.Dialect == Platform.Data.Dialect.Sqlite)
        {
            // The sign keeps SQLite from asking the words once for each resource that another condition names, which is a millisecond each.
            sql.Add("SELECT +x.rowid AS rid FROM resource_words x WHERE resource_words MATCH ").Value(words.Query.ForSqlite(words.InNarrative ? "narrative" : "content"));
            sql.Add(" AND x.rowid BETWEEN ").Value(first).Add(" AND ").Value(last);
            return;
        }

        sql.Add("SELECT x.rid FROM resource_words x WHERE ");
        sql.Add(words.InNarrative, "x.narrative IS NOT NULL AND array_to_tsvector(string_to_array(x.narrative, ' '))", "array_to_tsvector(string_to_array(x.content, ' '))");
        sql.Add(" @@ CAST(").Value(words.Query.ForPostgreSql()).Add(" AS tsquery) AND x.rid BETWEEN ").Value(first).Add(" AND ").Value(last);
    }

    private void AddChain(SqlText sql, TypeDefinition type, ChainCondition chain)
    {
        sql.Add("SELECT x.rid FROM ix_reference x WHERE ");
        _values.AddParam(sql, type, chain.Reference).Add(" AND x.target IN (");
        var isFirst = true;
        foreach (var target in chain.Targets)
        {
            var decision = _surroundings.Decide(target.Type);
            if (!decision.Allowed)
            {
                continue; // What may not be seen cannot be found out by its values either.
            }

            sql.Add(isFirst, "SELECT t.self FROM resource t WHERE t.act <> 2 AND t.rid IN (", " UNION ALL SELECT t.self FROM resource t WHERE t.act <> 2 AND t.rid IN (");
            new MatchSql(_surroundings with { ParamFlags = 0 }).AddMatches(sql, new TypedSearch(target.Type, [target.Inner], decision));
            sql.Add(")");
            isFirst = false;
        }

        sql.Add(isFirst, "NULL)", ")");
        if (!_surroundings.IsContained && _surroundings.Veil is null)
        {
            AddChainInside(sql, type, chain);
        }
    }

    // "A chained condition will be evaluated inside contained resources": https://hl7.org/fhir/R4/search.html#chaining. They are a part of what
    // contains them, and seen with it.
    private void AddChainInside(SqlText sql, TypeDefinition type, ChainCondition chain)
    {
        sql.Add(" UNION ALL SELECT x.rid FROM ix_reference x WHERE ");
        _values.AddParam(sql, type, chain.Reference).Add(" AND x.target BETWEEN ").Value(-Keys.ContainedDivisor).Add(" AND -1 AND (x.target + 1 - x.rid * ").Value(Keys.ContainedDivisor).Add(") IN (");
        var inside = new MatchSql(_surroundings with { ParamFlags = Keys.Contained(0) });
        for (var i = 0; i < chain.Targets.Count; i++)
        {
            sql.Add(i == 0, "SELECT c.rid FROM (", " UNION ALL SELECT c.rid FROM (");
            inside.AddMatches(sql, new TypedSearch(chain.Targets[i].Type, [chain.Targets[i].Inner], default));
            sql.Add(") c");
        }

        sql.Add(")");
    }

    private void AddHas(SqlText sql, TypeDefinition type, HasCondition has)
    {
        sql.Add("SELECT x.rid FROM resource x WHERE x.act <> 2 AND x.type = ").Value((short)type.Index).Add(" AND x.self IN (");
        var decision = _surroundings.Decide(has.Type);
        var matches = new MatchSql(_surroundings with { ParamFlags = 0 });
        if (!decision.Allowed)
        {
            sql.Add("NULL");
        }
        else if (type.Name == "Patient" && has.Reference.Code == "patient" && CarriesPatient(has.Inner))
        {
            // The rows of what refers to the patient hold the patient's key already.
            sql.Add("SELECT m.patient FROM (");
            matches.AddMatches(sql, new TypedSearch(has.Type, [has.Inner], decision), withPatient: true);
            sql.Add(") m");
        }
        else
        {
            sql.Add("SELECT y.target FROM ix_reference y WHERE y.param = ").Value(Keys.Param(has.Type, has.Reference)).Add(" AND y.rid IN (");
            matches.AddMatches(sql, new TypedSearch(has.Type, [has.Inner], decision));
            sql.Add(")");
        }

        sql.Add(")");
    }

    private static void AddCompartment(SqlText sql, TypeDefinition type, CompartmentCondition compartment)
    {
        var key = Keys.Reference(compartment.Compartment, compartment.Id);
        if (compartment.Compartment == "Patient")
        {
            sql.Add("FROM compartment x WHERE x.patient = ").Value(key).Add(" AND x.type = ").Value((short)type.Index);
            return;
        }

        var codes = R4Definitions.Default.Compartments[compartment.Compartment].GetValueOrDefault(type.Name, []);
        var parameters = R4Definitions.Default.ParametersFor(type.Name).Where(p => p.Type == SearchParameterType.Reference && codes.Contains(p.Code)).Select(p => (long)Keys.Param(type, p)).ToList();
        sql.Add("FROM ix_reference x WHERE x.param").Among(parameters.Count == 0 ? [-1] : parameters).Add(" AND x.target = ").Value(key);
    }
}
