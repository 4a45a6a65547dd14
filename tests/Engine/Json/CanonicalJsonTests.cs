using System.Text;

namespace Helhed.Tests.Engine;

/// <summary>The comparer itself: what it must tell apart, or every test that uses it proves nothing.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b" : [1, 2], "a":1 }""")]
    [InlineData("""{"a":"\u00e6\/"}""", """{"a":"æ/"}""")]
    [InlineData("""{"meta":{"versionId":"1","lastUpdated":"x"},"a":1}""", """{"a":1}""")]
    [InlineData("""{"meta":{"versionId":"1","tag":[]},"a":1}""", """{"a":1,"meta":{"tag":[],"versionId":"2"}}""")]
    public void Equal(string left, string right) => Assert.Null(Difference(left, right));

    [Theory]
    [InlineData("""{"a":1.50}""", """{"a":1.5}""", "a: 1.50 against 1.5")]
    [InlineData("""{"a":1e2}""", """{"a":100}""", "a: 1e2 against 100")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "a[0]: 1 against 2")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "a: 1 items against 2")]
    [InlineData("""{"a":{"b":null}}""", """{"a":{}}""", "a.b is only in the first")]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", "b is only in the second")]
    [InlineData("""{"a":"1"}""", """{"a":1}""", "a: \"1\" against 1")]
    [InlineData("""{"a":"x"}""", """{"a":"y"}""", "a: \"x\" against \"y\"")]
    [InlineData("""{"meta":{"tag":[]}}""", """{}""", "meta is only in the first")]
    [InlineData("""{"contained":[{"meta":{"versionId":"1"}}]}""", """{"contained":[{}]}""", "contained[0].meta is only in the first")]
    public void Different(string left, string right, string where) => Assert.Equal(where, Difference(left, right));

    private static string? Difference(string left, string right) =>
        CanonicalJson.Difference(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right), "meta.versionId", "meta.lastUpdated");
}
