using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Searching;

/// <summary>
/// Looks up what a statement cannot ask itself: the members of Lists, value sets and hierarchies of codes. Runs in the search's own snapshot.
/// </summary>
internal sealed class ConditionResolver(SqlSession session, SearchSurroundings surroundings, CodeSets codes)
{
    private const int MaxUnits = 10_000;
    private const int MaxCalled = 100;

    /// <summary>Key of the one patient that the search is about, for lists that are found by their name.</summary>
    public long? Patient { get; init; }

    /// <summary>The units of UCUM that have been seen, where the conditions ask for a quantity with one.</summary>
    public async ValueTask<IReadOnlyList<string>> Units(IEnumerable<Condition> conditions)
    {
        if (!conditions.Any(NamesUnit))
        {
            return [];
        }

        return await session.Query("SELECT text FROM code_name WHERE kind = 2 LIMIT $1", r => r.Text(0), MaxUnits);
    }

    public async ValueTask<Condition> Resolve(TypeDefinition type, Condition condition) => condition switch
    {
        ListCondition list => await new ListMembers(session, surroundings).Of(type, list, Patient),
        ValueCondition { Parameter.Type: SearchParameterType.Token, Modifier: "above" or "below" } value when MediaTypes.Are(type, value.Parameter) => value with { Codes = await new MediaTypes(session).Relatives(value) },
        ValueCondition { Parameter.Type: SearchParameterType.Token, Modifier: "in" or "above" or "below" } value => value with { Codes = await Codes(value, ImpliedSystems.IsCode(type, value.Parameter)) },
        ValueCondition { Parameter.Type: SearchParameterType.Token, Modifier: "text" } value => value with { Codes = await Called(value) },
        ValueCondition { Parameter.Type: SearchParameterType.Reference, Modifier: "above" or "below" } value => value with { Codes = Hierarchy(type, value) },
        NotCondition not => new NotCondition(await Resolve(type, not.Inner)),
        AllCondition all => new AllCondition(await Resolve(type, all.Inner)),
        AnyCondition any => new AnyCondition(await Resolve(type, any.Inner)),
        HasCondition has when Capabilities.IsCanonical(has.Type, has.Reference) => await new CanonicalLinks(session, surroundings).Referred(type, has with { Inner = await Resolve(has.Type, has.Inner) }),
        HasCondition has => has with { Inner = await Resolve(has.Type, has.Inner) },
        ChainCondition chain when Capabilities.IsCanonical(type, chain.Reference) => await new CanonicalLinks(session, surroundings).Referring(chain with { Targets = await Resolve(chain.Targets) }),
        ChainCondition chain => chain with { Targets = await Resolve(chain.Targets) },
        _ => condition,
    };

    private async ValueTask<IReadOnlyList<Condition>> Resolve(TypeDefinition type, IReadOnlyList<Condition> conditions)
    {
        var resolved = new List<Condition>(conditions.Count);
        foreach (var condition in conditions)
        {
            resolved.Add(await Resolve(type, condition));
        }

        return resolved;
    }

    private async ValueTask<IReadOnlyList<ChainTarget>> Resolve(IReadOnlyList<ChainTarget> targets)
    {
        var resolved = new List<ChainTarget>(targets.Count);
        foreach (var target in targets)
        {
            resolved.Add(target with { Inner = await Resolve(target.Type, target.Inner) });
        }

        return resolved;
    }

    private static bool NamesUnit(Condition condition) => condition switch
    {
        ValueCondition { Parameter.Type: SearchParameterType.Quantity } => true,
        CompositeCondition => true,
        NotCondition not => NamesUnit(not.Inner),
        AllCondition all => all.Inner.Any(NamesUnit),
        AnyCondition any => any.Inner.Any(NamesUnit),
        HasCondition has => NamesUnit(has.Inner),
        ChainCondition chain => chain.Targets.Any(t => NamesUnit(t.Inner)),
        _ => false,
    };

    private async ValueTask<CodeTest> Codes(ValueCondition value, bool isCode)
    {
        var tests = new List<CodeTest>();
        foreach (var text in value.Values)
        {
            var test = value.Modifier == "in"
                ? await codes.Members(session, SearchValues.Unescape(text), isCode)
                : await codes.Relatives(session, text, isBelow: value.Modifier == "below", isCode);
            tests.Add(test.TryGet(out var found, out var problem) ? found : throw new SearchRefusedException(problem with
            {
                // A value set that is not here is a fault of the search; the address searched is there.
                Kind = problem.Kind == ProblemKind.NotFound ? ProblemKind.Invalid : problem.Kind, Expression = value.Name,
            }));
        }

        return new CodeTest(sql => sql.Any(tests, test => test.Add(sql)));
    }

    // The codes that are called so: a plan that knows how often each stands is a good one. Null for more than a plan should be made for; the
    // statement then asks for them itself.
    private async ValueTask<CodeTest?> Called(ValueCondition value)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT DISTINCT n.key, n.system FROM code_name n WHERE n.kind = 1 AND ");
        ValueSql.AddCalled(sql, value).Add(" LIMIT ").Value(MaxCalled + 1);
        var called = await session.Query(sql.ToString(), r => (Code: r.Long(0), System: r.Long(1)), sql.Values);
        return called.Count switch
        {
            0 => new CodeTest(test => test.Add("1 = 0")),
            > MaxCalled => null,
            _ => new CodeTest(test => test.Add("x.code").Among([.. called.Select(c => c.Code).Distinct()]).Add(" AND ")
                .Any(called, c => test.Add("x.code = ").Value(c.Code).Add(" AND x.system = ").Value(c.System))),
        };
    }

    // "part of X, at whatever depth": X itself and all that are below it. Each step is by way of what the caller sees: a match at the end would
    // tell what somebody hidden in between is a part of.
    private CodeTest Hierarchy(TypeDefinition type, ValueCondition value)
    {
        var (of, by) = HierarchyOf(type, value);
        var from = value.Values.SelectMany(v => ValueSql.Targets(value.Parameter, v.Contains('/', StringComparison.Ordinal) ? "" : of.Name, v)).ToList();
        var decision = surroundings.Decide(of);
        return new CodeTest(sql =>
        {
            sql.Add("x.target IN (WITH RECURSIVE h(k) AS (SELECT r.self FROM resource r WHERE r.self").Among(from.Count == 0 ? [0] : from);
            AddSeen(sql);
            sql.Add(
                value.Modifier == "below",
                " UNION SELECT r.self FROM h JOIN ix_reference y ON y.target = h.k JOIN resource r ON r.rid = y.rid WHERE y.param = ",
                " UNION SELECT y.target FROM h JOIN resource r ON r.self = h.k JOIN ix_reference y ON y.rid = r.rid WHERE y.param = ");
            sql.Value(Keys.Param(of, by));
            AddSeen(sql);
            sql.Add(") SELECT h.k FROM h)");
        });

        void AddSeen(SqlText sql)
        {
            if (!decision.Allowed)
            {
                sql.Add(" AND 1 = 0");
            }
            else if (decision.Sight is { } sight)
            {
                sql.Add(" AND ");
                new Visibility(sight, surroundings.NowMs).AddRow(sql, "r", of);
            }
        }
    }

    // Of references to the same type they are a hierarchy themselves; of others, the type referred to has one: where it is a part of something.
    // https://hl7.org/fhir/R4/search.html#recursive
    private static (TypeDefinition Type, SearchParameterDefinition By) HierarchyOf(TypeDefinition type, ValueCondition value)
    {
        if (value.Parameter.Targets.Contains(type.Name))
        {
            return (type, value.Parameter);
        }

        var named = value.Values.Select(v => v.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? v[..slash] : null).Distinct().ToList();
        var hierarchies = value.Parameter.Targets.Where(t => named.TrueForAll(n => n is null || n == t)).Select(t => (Type: R4Definitions.Default.FindResource(t)!, By: PartOf(t))).Where(h => h.By is not null).ToList();
        return hierarchies is [var (of, by)] ? (of, by!)
            : throw ConditionReader.Refused(value.Name, hierarchies.Count > 1
                ? $"'{value.Parameter.Code}' of {type.Name} may refer to {string.Join(", ", hierarchies.Select(h => h.Type.Name))}: for ':{value.Modifier}' say which, as in {hierarchies[0].Type.Name}/123."
                : $"':{value.Modifier}' is for references to what is a part of something, such as a Location or an Organization; '{value.Parameter.Code}' of {type.Name} is none.");
    }

    private static SearchParameterDefinition? PartOf(string type) =>
        R4Definitions.Default.ParametersFor(type).FirstOrDefault(p => p.Type == SearchParameterType.Reference && p.Code is "partof" or "part-of" && p.Targets.Contains(type));
}
