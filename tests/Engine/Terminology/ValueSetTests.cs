using Helhed.Fhir.Terminology;
using static Helhed.Tests.Engine.Terms;

namespace Helhed.Tests.Engine;

/// <summary>What a value set's compose means: https://hl7.org/fhir/R4/valueset.html#compositions.</summary>
public sealed class ValueSetTests
{
    private const string Own = "http://example.org/set";
    private const string All = "mammal dog puppy bat dodo-dog flyer wasp";

    [Theory]
    [InlineData("concept", "is-a", "mammal", "mammal dog puppy bat dodo-dog")]
    [InlineData("concept", "is-a", "flyer", "bat flyer wasp")]
    [InlineData("concept", "is-a", "unheard", "")]
    [InlineData("concept", "descendent-of", "mammal", "dog puppy bat dodo-dog")]
    [InlineData("concept", "is-not-a", "mammal", "flyer wasp")]
    [InlineData("concept", "generalizes", "bat", "mammal bat flyer")]
    [InlineData("concept", "=", "dog", "dog")]
    [InlineData("code", "regex", "[a-d].*", "dog bat dodo-dog")]
    [InlineData("code", "regex", "do", "")]
    [InlineData("code", "in", "dog, wasp", "dog wasp")]
    [InlineData("code", "not-in", "dog,wasp", "mammal puppy bat dodo-dog flyer")]
    [InlineData("display", "regex", ".* +Dog", "dodo-dog")]
    [InlineData("legs", "=", "4", "dog")]
    [InlineData("legs", "in", "2,4", "dog bat")]
    [InlineData("legs", "not-in", "2,4", "mammal puppy dodo-dog flyer wasp")]
    [InlineData("legs", "exists", "true", "dog bat wasp")]
    [InlineData("legs", "exists", "false", "mammal puppy dodo-dog flyer")]
    [InlineData("legs", "regex", "[46]", "dog wasp")]
    [InlineData("parent", "=", "mammal", "dog bat dodo-dog")]
    [InlineData("parent", "is-a", "flyer", "wasp bat")]
    [InlineData("child", "=", "bat", "mammal flyer")]
    [InlineData("child", "exists", "false", "puppy bat dodo-dog wasp")]
    [InlineData("status", "=", "retired", "dodo-dog")]
    [InlineData("inactive", "=", "true", "dodo-dog")]
    [InlineData("inactive", "=", "false", "mammal dog puppy bat flyer wasp")]
    [InlineData("notSelectable", "=", "true", "mammal")]
    public void Filters_take_what_the_specification_says(string property, string op, string value, string taken) =>
        Assert.Equal(taken.Split(' ').Order(), Taken(Filtered(Filter(property, op, value))).Split(' ').Order());

    [Fact]
    public void Clauses_filters_and_exclusions_combine()
    {
        Assert.Equal(All, Taken(Filtered()));
        Assert.Equal("bat", Taken(Filtered(Filter("concept", "is-a", "flyer"), Filter("concept", "is-a", "mammal"))));
        Assert.Equal("dog wasp", Taken(Filtered(Filter("legs", "=", "4")) + "," + Filtered(Filter("legs", "=", "6"))));
        Assert.Equal("mammal dog puppy dodo-dog", Taken(Filtered(Filter("concept", "is-a", "mammal")), Filtered(Filter("concept", "is-a", "flyer"))));
        Assert.Equal("dog bat", Taken($$"""{"system":"{{Animals}}","concept":[{"code":"dog"},{"code":"bat"},{"code":"wasp"}]}""", Filtered(Filter("legs", "=", "6"))));
    }

    [Fact]
    public void A_filter_on_a_property_that_the_system_has_not_cannot_be_told()
    {
        var store = Store(AnimalSystem, Set(Own, Filtered(Filter("colour", "=", "red"))));
        var check = store.Check(Own, Animals, "dog");
        Assert.Equal(Membership.CannotTell, check.Membership);
        Assert.Contains("no property colour", check.Message, StringComparison.Ordinal);
        Assert.Equal(Membership.NotMember, store.Check(Own, Animals, "unicorn").Membership);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(?:b")]
    [InlineData("(a+)+$(?=x)")]
    [InlineData("((a{0,999}){0,999}){0,999}")]
    public void No_regular_expression_hangs_or_throws(string pattern)
    {
        var store = Store(SystemOf(Animals, $$"""{"code":"{{new string('a', 60)}}b"}"""), Set(Own, Filtered(Filter("code", "regex", pattern))));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.NotEqual(Membership.Member, store.Check(Own, Animals, "b").Membership);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
    }

    [Fact]
    public void Imports_intersect_within_a_clause_and_unite_over_clauses()
    {
        string[] sets =
        [
            AnimalSystem,
            Set("http://example.org/mammals", Filtered(Filter("concept", "is-a", "mammal"))),
            Set("http://example.org/flyers", Filtered(Filter("concept", "is-a", "flyer"))),
            Set("http://example.org/both", """{"valueSet":["http://example.org/mammals","http://example.org/flyers"]}"""),
            Set("http://example.org/either", """{"valueSet":["http://example.org/mammals"]},{"valueSet":["http://example.org/flyers"]}"""),
            Set("http://example.org/filtered", $$"""{"system":"{{Animals}}","filter":[{{Filter("legs", "exists", "true")}}],"valueSet":["http://example.org/either"]}"""),
            Set("http://example.org/less", """{"valueSet":["http://example.org/either"]}""", """{"valueSet":["http://example.org/both"]}"""),
        ];
        var store = Store(sets);
        Assert.Equal("bat", Codes(store, "both"));
        Assert.Equal(All.Split(' ').Order(), ("mammal " + Codes(store, "either")).Split(' ').Order());
        Assert.Equal("dog bat wasp", Codes(store, "filtered"));
        Assert.Equal("dog puppy dodo-dog flyer wasp", Codes(store, "less"));
    }

    [Fact]
    public void A_set_that_imports_itself_says_so()
    {
        var store = Store(
            AnimalSystem,
            Set("http://example.org/a", """{"valueSet":["http://example.org/b"]},""" + Filtered(Filter("code", "=", "dog"))),
            Set("http://example.org/b", """{"valueSet":["http://example.org/a"]},""" + Filtered(Filter("code", "=", "bat"))));
        foreach (var set in new[] { "http://example.org/b", "http://example.org/a" })
        {
            Assert.Equal(Membership.Member, store.Check(set, Animals, "dog").Membership);
            Assert.Equal(Membership.Member, store.Check(set, Animals, "bat").Membership);
            Assert.Equal(Membership.CannotTell, store.Check(set, Animals, "wasp").Membership);
            Assert.Contains("imports", store.Check(set, "http://example.org/x", "y").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_import_leaves_open_what_the_rest_does_not_decide()
    {
        var store = Store(
            AnimalSystem,
            Set("http://example.org/or", """{"valueSet":["http://example.org/nowhere"]},""" + Filtered(Filter("code", "=", "dog")), Filtered(Filter("code", "=", "bat"))),
            Set("http://example.org/and", $$"""{"system":"{{Animals}}","concept":[{"code":"dog"}],"valueSet":["http://example.org/nowhere"]}"""));
        Assert.Equal(Membership.Member, store.Check("http://example.org/or", Animals, "dog").Membership);
        Assert.Equal(Membership.NotMember, store.Check("http://example.org/or", Animals, "bat").Membership);
        Assert.Equal(Membership.CannotTell, store.Check("http://example.org/or", Animals, "wasp").Membership);
        Assert.Contains("http://example.org/nowhere", store.Check("http://example.org/or", Animals, "wasp").Message, StringComparison.Ordinal);
        Assert.Equal(Membership.CannotTell, store.Check("http://example.org/and", Animals, "dog").Membership);
        Assert.Equal(Membership.NotMember, store.Check("http://example.org/and", Animals, "bat").Membership);
        Assert.Equal(Membership.UnknownValueSet, store.Check("http://example.org/nowhere", Animals, "dog").Membership);
        Assert.Equal(Membership.Member, store.With([Parsed.Document(Set("http://example.org/nowhere", Filtered()))]).Check("http://example.org/and", Animals, "dog").Membership);
    }

    [Fact]
    public void Inactive_codes_are_left_out_when_the_set_says_so()
    {
        var compose = Set(Own, Filtered()).Replace("{\"include\"", "{\"inactive\":false,\"include\"", StringComparison.Ordinal);
        var store = Store(AnimalSystem, compose);
        Assert.Equal(Membership.NotMember, store.Check(Own, Animals, "dodo-dog").Membership);
        Assert.Equal(Membership.Member, store.Check(Own, Animals, "wasp").Membership);
        Assert.Equal(["dog", "puppy", "bat", "flyer", "wasp"], store.Expand(Own, null, 0, 10).Contains.Select(c => c.Code));
    }

    [Fact]
    public void An_expansion_serves_where_there_is_no_compose_or_where_that_needs_more()
    {
        var contains = """[{"system":"urn:x","abstract":true,"display":"Heading","contains":[{"system":"urn:x","code":"a","display":"A"}]},{"system":"urn:x","code":"b"}]""";
        string Expanded(string compose, string more) => $$$"""{"resourceType":"ValueSet","url":"{{{Own}}}","status":"active"{{{compose}}},"expansion":{"timestamp":"2026-01-01T00:00:00Z"{{{more}}},"contains":{{{contains}}} }}""";
        var unknown = """,  "compose":{"include":[{"system":"urn:x"}]}""";
        Assert.Equal((Membership.Member, Membership.NotMember), Ask(Expanded("", "")));
        Assert.Equal((Membership.Member, Membership.NotMember), Ask(Expanded(unknown, "")));
        Assert.Equal((Membership.Member, Membership.CannotTell), Ask(Expanded("", ",\"total\":3")));
        Assert.Equal((Membership.Member, Membership.UnknownCodeSystem), Ask(Expanded(unknown, ",\"total\":3")));

        (Membership, Membership) Ask(string set) => (Store(set).Check(Own, "urn:x", "a").Membership, Store(set).Check(Own, "urn:x", "c").Membership);
    }

    [Fact]
    public void A_code_without_a_system_is_looked_up_in_all_of_the_set()
    {
        var store = Store(AnimalSystem, Set(Own, Filtered(Filter("code", "=", "dog")) + """,{"system":"urn:iso:std:iso:4217"}"""));
        Assert.Equal(Membership.Member, store.Check(Own, null, "dog").Membership);
        Assert.Equal(Membership.Member, store.Check(Own, null, "DKK").Membership);
        Assert.Equal(Membership.NotMember, store.Check(Own, null, "bat").Membership);
        Assert.Equal(Membership.NotMember, store.Check(Own, Animals, "DKK").Membership);
    }

    [Fact]
    public void What_would_be_right_is_said()
    {
        var gender = TerminologyStore.R4.Check("http://hl7.org/fhir/ValueSet/administrative-gender", null, "man");
        Assert.Equal(Membership.NotMember, gender.Membership);
        Assert.Contains("It is one of 'male', ", gender.Message, StringComparison.Ordinal);
        var store = Store(AnimalSystem, Set(Own, Filtered()));
        Assert.Contains("'wasp'", store.Check(Own, Animals, "wsap").Message, StringComparison.Ordinal);
        Assert.Contains("'dog'", store.Check(Own, Animals, "Dog").Message, StringComparison.Ordinal);
        Assert.Contains("'puppy'", store.Check(Own, Animals, "41607", "puppy").Message, StringComparison.Ordinal);
        Assert.Contains($"codes of {Animals}, not of urn:y", store.Check(Own, "urn:y", "dog").Message, StringComparison.Ordinal);
    }

    private static string Codes(TerminologyStore store, string set)
    {
        var expansion = store.Expand("http://example.org/" + set, null, 0, 100);
        Assert.Null(expansion.Problem);
        return string.Join(' ', expansion.Contains.Select(c => c.Code));
    }
}
