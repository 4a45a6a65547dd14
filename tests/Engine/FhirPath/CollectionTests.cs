using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>Functions on collections: filtering, projection, subsetting, combining, existence and aggregates.</summary>
public class CollectionTests
{
    private static readonly FhirDocument Patient = Parsed.Document(
        """
        {"resourceType":"Patient","active":true,"name":[{"use":"official","family":"Holm","given":["Ida","Maja"]},{"use":"usual","given":["Idi"]}],
         "telecom":[{"system":"phone","value":"1"},{"system":"email","value":"b"},{"system":"phone","value":"3"}],
         "contact":[{"name":{"family":"A"}},{"name":{"family":"B"}}]}
        """);

    [Theory]
    [InlineData("name.given", "Ida | Maja | Idi")]
    [InlineData("name.where(use = 'usual').given", "Idi")]
    [InlineData("name.where($index = 1).given", "Idi")]
    [InlineData("name.select(given.first())", "Ida | Idi")]
    [InlineData("name.select($index)", "0 | 1")]
    [InlineData("telecom.where(system = 'phone').value", "1 | 3")]
    [InlineData("telecom.value.select($this & '!')", "1! | b! | 3!")]
    [InlineData("name.given.where($this.length() = 3)", "Ida | Idi")]
    [InlineData("{}.where(true)", "{}")]
    [InlineData("name.where({})", "{}")]
    [InlineData("name.where(given.first())", "")] // One item that is no Boolean counts as true.
    [InlineData("Patient.repeat(name).given", "Ida | Maja | Idi")]
    [InlineData("(1).repeat(iif($this < 5, $this + 1, {}))", "2 | 3 | 4 | 5")]
    [InlineData("'a'.repeat('b')", "b")]
    [InlineData("Patient.repeatAll(contact).name.family", "A | B")]
    [InlineData("coalesce(name.where(use = 'x'), name.where(use = 'usual'), 1/0).given", "Idi")]
    [InlineData("coalesce({}, {})", "{}")]
    public void Items_are_filtered_and_projected(string expression, string values)
    {
        var actual = Evaluated.Of(expression, Patient);
        Assert.Equal(values.Length == 0 ? Evaluated.Of("name", Patient) : values, actual);
    }

    [Theory]
    [InlineData("name.given.first()", "Ida")]
    [InlineData("name.given.last()", "Idi")]
    [InlineData("name.given.tail()", "Maja | Idi")]
    [InlineData("name.given.skip(2)", "Idi")]
    [InlineData("name.given.skip(-1)", "Ida | Maja | Idi")]
    [InlineData("name.given.skip(9)", "{}")]
    [InlineData("name.given.take(2)", "Ida | Maja")]
    [InlineData("name.given.take(0)", "{}")]
    [InlineData("name.given.take(-3)", "{}")]
    [InlineData("name.given[1]", "Maja")]
    [InlineData("name.given[7]", "{}")]
    [InlineData("name.given[-1]", "{}")]
    [InlineData("name.given[{}]", "{}")]
    [InlineData("name[1].given.single()", "Idi")]
    [InlineData("name.single()", "Execution")]
    [InlineData("{}.first() | {}.last() | {}.tail() | {}.single()", "{}")]
    [InlineData("name.given.take('a')", "Execution")]
    public void Parts_are_taken(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("(1 | 2 | 2 | 3)", "1 | 2 | 3")]
    [InlineData("1.combine(1 | 2)", "1 | 1 | 2")]
    [InlineData("1.combine(2, true).combine(1)", "1 | 2 | 1")]
    [InlineData("(1 | 2 | 3).intersect(3 | 2 | 5)", "2 | 3")]
    [InlineData("1.combine(1).intersect(1)", "1")]
    [InlineData("(1 | 2 | 3).exclude(2)", "1 | 3")]
    [InlineData("1.combine(1).exclude(2)", "1 | 1")]
    [InlineData("1.combine(1).union(1)", "1")]
    [InlineData("(1 | 1.0 | 1 '1')", "1")]
    [InlineData("('a' | 'A' | 'a')", "a | A")]
    [InlineData("(1 'm' | 100 'cm')", "1 'm'")]
    [InlineData("(@2012 | @2012-01)", "2012 | 2012-01")]
    [InlineData("telecom.system.distinct()", "phone | email")]
    [InlineData("telecom.system.isDistinct()", "false")]
    [InlineData("telecom.value.isDistinct()", "true")]
    [InlineData("(1 | 2).subsetOf(1 | 2 | 3)", "true")]
    [InlineData("(1 | 4).subsetOf(1 | 2 | 3)", "false")]
    [InlineData("{}.subsetOf(1)", "true")]
    [InlineData("1.subsetOf({})", "false")]
    [InlineData("(1 | 2 | 3).supersetOf(2)", "true")]
    [InlineData("1.supersetOf({})", "true")]
    [InlineData("{}.supersetOf(1)", "false")]
    [InlineData("2 in (1 | 2)", "true")]
    [InlineData("{} in (1 | 2)", "{}")]
    [InlineData("1 in {}", "false")]
    [InlineData("(1 | 2) in (1 | 2)", "Execution")]
    [InlineData("(1 | 2) contains 2", "true")]
    [InlineData("{} contains 2", "false")]
    [InlineData("(1 | 2) contains {}", "{}")]
    public void Collections_are_combined_as_sets(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("name.exists()", "true")]
    [InlineData("photo.exists()", "false")]
    [InlineData("name.exists(use = 'usual')", "true")]
    [InlineData("name.exists(use = 'nickname')", "false")]
    [InlineData("name.empty()", "false")]
    [InlineData("photo.empty()", "true")]
    [InlineData("name.all(given.exists())", "true")]
    [InlineData("name.all(family.exists())", "false")]
    [InlineData("name.all({})", "false")]
    [InlineData("photo.all(false)", "true")]
    [InlineData("(true | false).allTrue()", "false")]
    [InlineData("(true | false).anyTrue()", "true")]
    [InlineData("(true | false).allFalse()", "false")]
    [InlineData("(true | false).anyFalse()", "true")]
    [InlineData("{}.allTrue()", "true")]
    [InlineData("{}.anyTrue()", "false")]
    [InlineData("{}.allFalse()", "true")]
    [InlineData("{}.anyFalse()", "false")]
    [InlineData("(true | 1).anyTrue()", "Execution")]
    [InlineData("name.given.count()", "3")]
    [InlineData("{}.count()", "0")]
    [InlineData("active.not()", "false")]
    [InlineData("{}.not()", "{}")]
    [InlineData("name.not()", "Execution")]
    [InlineData("'a'.not()", "false")]
    public void Existence_is_asked(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("true and {}", "{}")]
    [InlineData("false and {}", "false")]
    [InlineData("{} and false", "false")]
    [InlineData("true or {}", "true")]
    [InlineData("{} or true", "true")]
    [InlineData("{} or false", "{}")]
    [InlineData("true xor {}", "{}")]
    [InlineData("true xor false", "true")]
    [InlineData("false implies {}", "true")]
    [InlineData("{} implies true", "true")]
    [InlineData("{} implies false", "{}")]
    [InlineData("true implies {}", "{}")]
    [InlineData("active and name.exists()", "true")]
    [InlineData("active and 'x'", "true")]
    [InlineData("name and true", "Execution")]
    public void Logic_has_three_values(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("iif(active, 1, 2)", "1")]
    [InlineData("iif(active.not(), 1)", "{}")]
    [InlineData("iif({}, 1, 2)", "2")]
    [InlineData("iif(true, 1, name.single())", "1")]
    [InlineData("name.first().iif(use = 'official', given, family)", "Ida | Maja")]
    [InlineData("name.iif(true, 1)", "Execution")]
    [InlineData("name.select(iif($index = 0, family, given))", "Holm | Idi")]
    public void Iif_takes_one_branch(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("(1 | 2 | 3).aggregate($total + $this, 0)", "6")]
    [InlineData("(1 | 2 | 3).aggregate(iif($total.empty(), $this, $total * 10 + $this))", "123")]
    [InlineData("(5 | 6).aggregate($total.combine($this + $index), {})", "5 | 7")]
    [InlineData("{}.aggregate($this, 7)", "7")]
    [InlineData("(1 | 2).aggregate((3 | 4).aggregate($total + $this, 0) + $total, 0)", "14")]
    [InlineData("(1 | 2 | 3).sum()", "6")]
    [InlineData("(1.5 | 2).sum()", "3.5")]
    [InlineData("(1 'cm' | 1 'm').sum()", "101 'cm'")]
    [InlineData("(1 | 2).avg()", "1.5")]
    [InlineData("(3 | 1 | 2).min()", "1")]
    [InlineData("('b' | 'a').max()", "b")]
    [InlineData("(@2012-12-31 | @2013-01-01).max()", "2013-01-01")]
    [InlineData("(1 | 'a').sum()", "Execution")]
    [InlineData("(1 | 'a').min()", "Execution")]
    [InlineData("{}.sum() | {}.avg() | {}.min() | {}.max()", "{}")]
    [InlineData("(2147483647 | 1).sum()", "{}")]
    public void Aggregates_are_computed(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("(3 | 1 | 2).sort()", "1 | 2 | 3")]
    [InlineData("(3 | 1 | 2).sort($this desc)", "3 | 2 | 1")]
    [InlineData("(3 | 1 | 2).sort(-$this)", "3 | 2 | 1")]
    [InlineData("('b' | 'a').sort($this asc)", "a | b")]
    [InlineData("telecom.sort(system, value desc).value", "b | 3 | 1")]
    [InlineData("name.sort(family).use", "usual | official")]
    [InlineData("('10' | '3').sort()", "10 | 3")]
    [InlineData("(1 | 'a').sort()", "Execution")]
    [InlineData("name.sort(given)", "Execution")]
    public void Items_are_sorted(string expression, string values) => Assert.Equal(values, Evaluated.Of(expression, Patient));

    [Fact]
    public void Large_collections_keep_only_what_is_distinct()
    {
        var given = string.Join(",", Enumerable.Range(0, 3000).Select(i => $"\"n{i % 1000}\""));
        var document = Parsed.Document($$"""{"resourceType":"Patient","name":[{"given":[{{given}}]}]}""");
        Assert.Equal("1000", Evaluated.Of("name.given.distinct().count()", document));
        Assert.Equal("false", Evaluated.Of("name.given.isDistinct()", document));
        Assert.Equal("true", Evaluated.Of("name.given.take(1000).isDistinct()", document));
        Assert.Equal("1000", Evaluated.Of("(name.given | name.given).count()", document));
        Assert.Equal("1000", Evaluated.Of("name.given.skip(500).intersect(name.given).count()", document));
        Assert.Equal("0", Evaluated.Of("name.given.exclude(name.given.take(1000)).count()", document));
        Assert.Equal("true", Evaluated.Of("name.given.subsetOf(name.given.take(1000))", document));
        Assert.Equal("1001", Evaluated.Of("(name.given.select($this & '') | name.given | 'x').count()", document));
    }

    [Fact]
    public void Equal_numbers_and_quantities_are_one_in_large_collections_too()
    {
        var many = string.Join(" | ", Enumerable.Range(0, 20).Select(i => $"{i}").Concat(Enumerable.Range(0, 20).Select(i => $"{i}.0")).Concat(Enumerable.Range(0, 20).Select(i => $"{i} '1'")));
        Assert.Equal("20", Evaluated.Of($"({many}).count()"));
    }
}
