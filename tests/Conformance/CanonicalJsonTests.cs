using System.Text;

namespace Helhed.Tests.Conformance;

/// <summary>The comparer that the suites lean on sees every difference that counts, and none that does not.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """{ "b" : [ true, null ], "a" : 1 }""")]
    [InlineData("""{"a":"å/\t"}""", """{"a":"\u00e5\/\u0009"}""")]
    public void Order_white_space_and_escapes_do_not_count(string left, string right) =>
        Assert.Null(CanonicalJson.Difference(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));

    [Theory]
    [InlineData("""{"a":1.50}""", """{"a":1.5}""", "$.a: 1.50 became 1.5")]
    [InlineData("""{"a":1e2}""", """{"a":100}""", "$.a: 1e2 became 100")]
    [InlineData("""{"a":{"b":"x"}}""", """{"a":{"b":"y"}}""", "$.a.b: 'x' became 'y'")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "$.a[0]: 1 became 2")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "$.a: 2 items became 1")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", "$.a is gone")]
    [InlineData("""{"b":2}""", """{"a":1,"b":2}""", "$.a has come from nowhere")]
    [InlineData("""{"a":true}""", """{"a":false}""", "$.a: True became False")]
    [InlineData("""{"meta":{}}""", """{}""", "$.meta is gone")]
    public void What_counts_is_named(string left, string right, string difference) =>
        Assert.Equal(difference, CanonicalJson.Difference(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));

    [Theory]
    [InlineData("""{"id":"x"}""", """{"id":"x","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z"}}""", null)]
    [InlineData("""{"meta":{"versionId":"7","profile":["p"]}}""", """{"meta":{"versionId":"1","profile":["p"]}}""", null)]
    [InlineData("""{"meta":{"profile":["p"]}}""", """{"meta":{"versionId":"1"}}""", "$.meta is gone")]
    [InlineData("""{"contained":[{"meta":{"versionId":"7"}}]}""", """{"contained":[{"meta":{"versionId":"1"}}]}""", "$.contained[0].meta.versionId: '7' became '1'")]
    public void Of_the_content_only_the_servers_own_marks_are_left_out(string left, string right, string? difference) =>
        Assert.Equal(difference, CanonicalJson.ContentDifference(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));
}
