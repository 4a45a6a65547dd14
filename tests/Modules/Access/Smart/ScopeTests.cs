using Helhed.Access.Scopes;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>Scopes are read strictly, and what two sets share is exactly what both let through.</summary>
public sealed class ScopeTests
{
    private static readonly string[] Types = ["Patient", "Observation", "Condition", "Encounter"];
    private static readonly string[] Queries = ["category=laboratory", "status=final", "code=http://loinc.org%7C718-7"];
    private static readonly ScopeActs[] Acts = [ScopeActs.Create, ScopeActs.Read, ScopeActs.Update, ScopeActs.Delete, ScopeActs.Search];

    [Theory]
    [InlineData("patient/Observation.rs")]
    [InlineData("user/*.cruds")]
    [InlineData("system/Patient.d")]
    [InlineData("patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory")]
    [InlineData("patient/Observation.rs?_lastUpdated=gt2026-01-01&category=x")]
    [InlineData("openid fhirUser launch/patient offline_access patient/*.rs")]
    [InlineData("patient/*.read user/Observation.write system/*.*")]
    public void What_is_right_is_read_and_written_alike(string scopes)
    {
        Assert.True(ScopeSet.Parse(scopes).TryGet(out var set, out _));
        Assert.Equal(scopes, set.ToString());
    }

    [Theory]
    [InlineData("patient/Observation.sr")]
    [InlineData("patient/Observation.rr")]
    [InlineData("patient/Observation.")]
    [InlineData("patient/Observation")]
    [InlineData("patient/Observation.x")]
    [InlineData("Patient/Observation.rs")]
    [InlineData("patient/observation.rs")]
    [InlineData("patient/NoSuchType.rs")]
    [InlineData("patient/Resource.rs")]
    [InlineData("patient/.rs")]
    [InlineData("/Observation.rs")]
    [InlineData("patient/*.rs?category=x")]
    [InlineData("patient/Observation.rs?")]
    [InlineData("patient/Observation.rs?category")]
    [InlineData("patient/Observation.rs?category=")]
    [InlineData("patient/Observation.rs?_include=Observation:subject")]
    [InlineData("patient/Observation.rs?_has:Group:member:_id=1")]
    [InlineData("patient/Observation.rs?a=b?c=d")]
    [InlineData("patient/Observation.rs?a=%zz")]
    [InlineData("patient/Observation.read?category=x")]
    [InlineData("everything")]
    [InlineData("email")]
    [InlineData("OPENID")]
    public void What_is_wrong_is_refused_and_grants_nothing(string scope)
    {
        Assert.False(ScopeSet.Parse(scope).IsOk);
        Assert.True(ScopeSet.Of($"patient/*.cruds {scope}").IsEmpty);
    }

    [Theory]
    [InlineData("_profile=http://x")]
    [InlineData("code:in=http://x")]
    [InlineData("category:not=x")]
    [InlineData("status:missing=false")]
    [InlineData("subject.name=x")]
    [InlineData("subject:Patient=x")]
    [InlineData("categori=laboratory")]
    [InlineData("value-quantity=5")]
    [InlineData("date=yesterday")]
    [InlineData("category=%7C")]
    [InlineData("category=laboratory&code:text=x")]
    public void What_would_let_nothing_through_is_not_asked_for(string query)
    {
        var refused = ScopeSet.Parse($"patient/Patient.r patient/Observation.rs?{query}");
        Assert.Contains($"patient/Observation.rs?{query}", refused.Problem?.Message, StringComparison.Ordinal);

        // Whoever was granted it before keeps the rest.
        Assert.True(ScopeSet.Of($"patient/Patient.r patient/Observation.rs?{query}").Allows(ScopeLevel.Patient, "Patient", ScopeActs.Read));
    }

    [Fact]
    public void Shares_are_never_more_than_can_be_asked_for()
    {
        static ScopeSet Many(string name) => ScopeSet.Of(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"patient/Observation.rs?{name}={i}")));
        var share = Many("category").And(Many("code"));
        Assert.InRange(share.Resources.Count, 1, 100);
        Assert.InRange(share.ToString().Length, 1, 4000);
        Assert.Equal(share.ToString(), ScopeSet.Of(share.ToString()).ToString());

        // Two queries that do not fit into one scope are no scope, and take nothing else with them.
        var (one, two) = ($"category={new string('a', 480)}", $"code={new string('b', 480)}");
        var rest = ScopeSet.Of($"patient/Observation.rs?{one} patient/Patient.r").And(ScopeSet.Of($"patient/Observation.rs?{two} patient/Patient.r"));
        Assert.Equal("patient/Patient.r", rest.ToString());
        Assert.True(ScopeSet.Of(rest.ToString()).Allows(ScopeLevel.Patient, "Patient", ScopeActs.Read));
    }

    [Fact]
    public void More_than_can_be_meant_is_refused()
    {
        Assert.False(ScopeSet.Parse(string.Join(' ', Enumerable.Repeat("patient/Patient.r", 101))).IsOk);
        Assert.False(ScopeSet.Parse(new string('x', 5000)).IsOk);
        Assert.True(ScopeSet.Parse(null).Value.IsEmpty);
    }

    [Fact]
    public void A_query_narrows_and_a_scope_without_one_lifts_it()
    {
        var set = ScopeSet.Of("patient/Observation.rs?category=laboratory patient/Observation.s?status=final patient/Condition.r");
        Assert.Equal(["category=laboratory"], set.Queries(ScopeLevel.Patient, "Observation", ScopeActs.Read)!);
        Assert.Equal(["category=laboratory", "status=final"], set.Queries(ScopeLevel.Patient, "Observation", ScopeActs.Search)!);
        Assert.Empty(set.Queries(ScopeLevel.Patient, "Condition", ScopeActs.Read)!);
        Assert.Null(set.Queries(ScopeLevel.Patient, "Condition", ScopeActs.Search));
        Assert.Null(set.Queries(ScopeLevel.User, "Observation", ScopeActs.Read));
        Assert.Empty(ScopeSet.Of("patient/*.rs patient/Observation.rs?status=final").Queries(ScopeLevel.Patient, "Observation", ScopeActs.Read)!);
    }

    [Theory]
    [InlineData("patient/*.cruds", "patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("patient/Observation.cruds", "patient/*.rs", "patient/Observation.rs")]
    [InlineData("patient/Observation.rs?status=final", "patient/Observation.s?category=laboratory", "patient/Observation.s?status=final&category=laboratory")]
    [InlineData("patient/*.read", "patient/*.rs", "patient/*.read")]
    [InlineData("patient/*.read", "patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("patient/*.rs", "user/*.rs", "")]
    [InlineData("openid launch patient/Patient.r", "openid user/Patient.r", "openid")]
    public void Two_sets_share_what_both_have(string one, string two, string both) => Assert.Equal(both, ScopeSet.Of(one).And(ScopeSet.Of(two)).ToString());

    [Fact]
    public void The_same_text_gives_the_same_set() => Assert.Same(ScopeSet.Of("patient/Patient.rs"), ScopeSet.Of("patient/Patient.rs"));

    // A resource is a type and the queries it matches. What lets it through is asked of the sets, and of their shares.
    [Fact]
    public void Property_shares_let_through_exactly_what_both_let_through()
    {
        var random = new Random(7);
        var both = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var (one, two) = (RandomSet(random), RandomSet(random));
            var share = one.And(two);
            var again = ScopeSet.Of(share.ToString());
            for (var probe = 0; probe < 20; probe++)
            {
                var level = (ScopeLevel)random.Next(3);
                var type = Types[random.Next(Types.Length)];
                var act = Acts[random.Next(Acts.Length)];
                var matches = Queries.Where(_ => random.Next(2) == 0).ToHashSet();
                var expected = LetsThrough(one, level, type, act, matches) && LetsThrough(two, level, type, act, matches);
                Assert.True(expected == LetsThrough(share, level, type, act, matches), $"{one} and {two} gave {share}: {level} {type} {act} [{string.Join(' ', matches)}]");
                Assert.Equal(expected, LetsThrough(again, level, type, act, matches));
                Assert.Equal(share.Allows(level, type, act), share.Queries(level, type, act) is not null);
                both += expected ? 1 : 0;
            }
        }

        Assert.True(both > 2_500, $"only {both} probes went through");
    }

    private static bool LetsThrough(ScopeSet set, ScopeLevel level, string type, ScopeActs act, HashSet<string> matches) =>
        set.Queries(level, type, act) is { } queries && (queries.Count == 0 || queries.Any(query => query.Split('&').All(matches.Contains)));

    private static ScopeSet RandomSet(Random random) => ScopeSet.Of(string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomScope(random))));

    private static string RandomScope(Random random)
    {
        var level = (string[])["patient", "user", "system"];
        var type = random.Next(3) == 0 ? "*" : Types[random.Next(Types.Length)];
        var acts = string.Concat("cruds".Where(_ => random.Next(2) == 0));
        var query = type != "*" && random.Next(2) == 0 ? $"?{Queries[random.Next(Queries.Length)]}" : "";
        return $"{level[random.Next(3)]}/{type}.{(acts.Length == 0 ? "r" : acts)}{query}";
    }
}
