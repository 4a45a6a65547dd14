using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Searching;

/// <summary>What is sought among one type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Conditions">All must hold.</param>
/// <param name="Decision">What the caller may see of the type; the default narrows nothing (inside a search that is narrowed already).</param>
internal sealed record TypedSearch(TypeDefinition Type, IReadOnlyList<Condition> Conditions, Decision Decision)
{
    /// <summary>The condition that leaves the fewest rows, where that is known.</summary>
    public Condition? Fewest { get; init; }

    /// <summary>Key of the one patient whose resources they must be, where the conditions say so.</summary>
    public long? Patient { get; init; }

    /// <summary>The condition that names the patient, where it still stands among the conditions: rows of that patient need not be tested for it.</summary>
    public Condition? PatientCondition { get; init; }

    /// <summary>
    /// The search with its patient found out: when it names one patient by the type's patient parameter, that patient is a part of every
    /// other key. The condition itself is then not needed, if another one carries the patient.
    /// </summary>
    public TypedSearch WithPatient()
    {
        var conditions = Conditions.SelectMany(c => c is AllCondition all ? all.Inner : [c]).ToList();
        var at = conditions.FindIndex(c => c is ValueCondition { Values.Count: 1, IsUnequal: false } value && NamesPatient(Type, value));
        if (at < 0 || PatientKey((ValueCondition)conditions[at]) is not { } patient)
        {
            return this with { Conditions = conditions };
        }

        var naming = conditions[at];
        if (conditions.Exists(ConditionSql.CarriesPatient))
        {
            conditions.RemoveAt(at);
        }

        return this with { Conditions = conditions, Patient = patient, PatientCondition = naming };
    }

    /// <summary>
    /// Whether the best plan depends on the values: several conditions, or one and an order, none of which leaves but a few rows for certain.
    /// Within one patient every plan is good.
    /// </summary>
    /// <param name="searches">What is sought.</param>
    /// <param name="isOrdered">Whether in another order than that of the rows' own numbers.</param>
    public static bool DependOnValues(IReadOnlyList<TypedSearch> searches, bool isOrdered) => searches.Any(search =>
        search.Patient is null && search.Decision.OnlyPatient is null && !search.Conditions.Any(c => MatchSql.Selectivity(search, c) <= 1)
        && (isOrdered ? search.Conditions.Count > 0 : search.Conditions.Count > 1 || search.Conditions.Any(c => c is not ValueCondition)));

    private static bool NamesPatient(TypeDefinition type, ValueCondition condition) =>
        condition.Parameter.Type == SearchParameterType.Reference && condition.Modifier is "" or "Patient"
        && (condition.Parameter.Code == "patient" || (condition.Parameter.Code == "subject" && SubjectIsPatient(type)));

    // "patient" is "subject" where it is a Patient: then a subject that is a Patient says the same.
    private static bool SubjectIsPatient(TypeDefinition type) =>
        R4Definitions.Default.ParametersFor(type.Name).Any(p => p.Code == "patient" && p.Expression.Contains($"{type.Name}.subject.where(resolve() is Patient)", StringComparison.Ordinal));

    private static long? PatientKey(ValueCondition condition)
    {
        var value = SearchValues.Unescape(condition.Values[0]);
        var isBare = !value.Contains('/', StringComparison.Ordinal);
        if (isBare && condition.Parameter.Code == "subject" && condition.Modifier.Length == 0)
        {
            return null;
        }

        var text = isBare ? $"Patient/{value}" : value;
        return ReferenceText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var type, out var id) && type.Span.SequenceEqual("Patient"u8)
            ? Keys.Reference("Patient"u8, id.Span)
            : null;
    }
}

/// <summary>Composes the set of matches: one condition drives, the others are tested on its rows, and what the caller may see narrows it.</summary>
internal sealed class MatchSql(SearchSurroundings surroundings)
{
    private static readonly string[] ValueTables = ["ix_token", "ix_reference", "ix_string", "ix_date", "ix_number", "ix_quantity", "ix_uri", "ix_position"];

    private readonly ConditionSql _conditions = new(surroundings);

    /// <summary>Conditions with the one that most likely leaves the fewest matches first.</summary>
    public static List<Condition> Ordered(TypedSearch search) => [.. search.Conditions.OrderBy(c => Selectivity(search, c))];

    /// <summary>Adds <c>SELECT d.rid</c> of all matches, perhaps more than once each; with <c>d.patient</c> when the driver has it and it is asked for.</summary>
    /// <returns>True when <c>d.patient</c> is there.</returns>
    public bool AddMatches(SqlText sql, TypedSearch search, bool withPatient = false)
    {
        var conditions = Ordered(search);
        var driver = conditions.FindIndex(ConditionSql.CanDrive);
        var window = driver >= 0 && search.Patient is null && conditions[driver] is ValueCondition { IsUnequal: false } dated ? DateWindow.Of(surroundings, conditions, dated.Parameter) : null;
        driver = window is null ? driver : conditions.IndexOf(window.Condition);
        var hasPatient = driver >= 0 && ConditionSql.CarriesPatient(conditions[driver]);
        sql.Add(withPatient && hasPatient, "SELECT d.rid, d.patient FROM (", "SELECT d.rid FROM (");
        if (window is not null)
        {
            _conditions.AddWindow(sql, search.Type, window);
        }
        else if (driver >= 0)
        {
            _conditions.AddSet(sql, search.Type, conditions[driver], surroundings.IsContained ? null : search.Patient);
        }
        else
        {
            AddEverything(sql, search);
        }

        sql.Add(") d WHERE 1 = 1");
        for (var i = 0; i < conditions.Count; i++)
        {
            if (i != driver)
            {
                sql.Add(" AND ");
                AddTest(sql, search, conditions[i], hasPatient);
            }
        }

        AddNarrowing(sql, search);
        return withPatient && hasPatient;
    }

    /// <summary>Adds all conditions and the narrowing as tests of <c>d</c>, each behind an AND.</summary>
    public void AddTests(SqlText sql, TypedSearch search, bool hasPatient)
    {
        foreach (var condition in Ordered(search))
        {
            // Rows that were entered by the patient need no test of it.
            if (!hasPatient || condition != search.PatientCondition)
            {
                sql.Add(" AND ");
                AddTest(sql, search, condition, hasPatient, isWalked: search.Patient is null);
            }
        }

        AddNarrowing(sql, search);
    }

    private void AddTest(SqlText sql, TypedSearch search, Condition condition, bool hasPatient, bool isWalked = false) =>
        _conditions.AddTest(sql, condition, new TestPlace(search.Type, surroundings.IsContained ? null : search.Patient, hasPatient) { IsWalked = isWalked });

    private void AddEverything(SqlText sql, TypedSearch search)
    {
        if (surroundings.IsContained)
        {
            AddContained(sql, Keys.Contained(search.Type.Index * Keys.ParametersPerType));
            return;
        }

        if (search.Decision.OnlyPatient is { } whose && search.Type.Name == AttachmentSql.Type)
        {
            AttachmentSql.AddSources(sql, targets => targets.Add("SELECT CAST(").Value(Keys.Text(whose))
                .Add(" AS BIGINT) UNION ALL SELECT t.self FROM compartment x JOIN resource t ON t.rid = x.rid WHERE x.patient = ").Value(Keys.Text(whose)));
            return;
        }

        if (search.Decision.OnlyPatient is { } only)
        {
            sql.Add("SELECT x.rid FROM compartment x WHERE x.patient = ").Value(Keys.Text(only)).Add(" AND x.type = ").Value((short)search.Type.Index);
            return;
        }

        var (first, last) = Keys.Rids(search.Type);
        sql.Add("SELECT x.rid FROM resource x WHERE x.act <> 2 AND x.rid BETWEEN ").Value(first).Add(" AND ").Value(last);
    }

    // Contained resources have no rows but those of their values.
    private static void AddContained(SqlText sql, int firstParam)
    {
        for (var i = 0; i < ValueTables.Length; i++)
        {
            sql.Add(i > 0, " UNION ALL ", "").Add($"SELECT x.rid FROM {ValueTables[i]} x WHERE x.param BETWEEN ").Value(firstParam).Add(" AND ").Value(firstParam + Keys.ParametersPerType - 1);
        }
    }

    private void AddNarrowing(SqlText sql, TypedSearch search)
    {
        // What is contained is seen where its container is: the search of containers sees to that.
        if (search.Decision.Sight is not { } sight || surroundings.IsContained)
        {
            return;
        }

        sql.Add(" AND ");
        var visibility = new Visibility(sight, surroundings.NowMs);
        if (search.Patient is { } known && surroundings.Plainly is { } parties)
        {
            Visibility.AddPlainly(sql, known, parties);
        }
        else if (search.Patient is { } patient)
        {
            visibility.AddUnder(sql, patient, $"d.rid", search.Type);
        }
        else
        {
            visibility.AddRid(sql, $"d.rid", search.Type);
        }
    }

    /// <summary>How few matches a condition most likely leaves: 0 one at most, 1 very few, 9 nearly all.</summary>
    internal static int Selectivity(TypedSearch search, Condition condition) => condition switch
    {
        ValueCondition { IsUnequal: true } => 8,
        ValueCondition { Parameter.Code: "_id" } or SelfCondition => 0,
        ValueCondition { Parameter.Code: "identifier" } => 1,
        _ when ReferenceEquals(condition, search.Fewest) => 2,
        ValueCondition { Parameter.Code: "_lastUpdated" } => 9,
        ValueCondition { Parameter.Type: SearchParameterType.Token } when search.Patient is not null => 2,
        ValueCondition { Parameter.Type: SearchParameterType.Date } when search.Patient is not null => 3,
        CompartmentCondition or RefersCondition => 3,
        ValueCondition { Parameter.Type: SearchParameterType.Reference } => 4,
        ValueCondition { Modifier: "contains" } => 8,
        ValueCondition { Parameter.Type: SearchParameterType.String or SearchParameterType.Uri } => 4,
        CompositeCondition or WordsCondition => 4,
        ChainCondition or HasCondition => 6,
        ValueCondition { Parameter.Type: SearchParameterType.Token } => 5,
        _ => 7,
    };
}
