using System.Text;
using System.Text.Json;
using Helhed.Fhir.Patching;

namespace Helhed.Tests.Engine;

/// <summary>JSON Patch: https://www.rfc-editor.org/rfc/rfc6902.</summary>
public class JsonPatchTests
{
    [Fact]
    public void All_cases_of_the_suite_pass()
    {
        using var suite = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Folder("patch"), "json-patch-tests.json")));
        var cases = suite.RootElement.EnumerateArray().Where(c => !(c.TryGetProperty("disabled", out var off) && off.GetBoolean())).ToList();
        var failed = cases.Where(c => !Passes(c)).Select(c => c.GetProperty("comment").GetString()!).ToList();
        Suites.Tell("patch (json)", cases.Count - failed.Count, cases.Count, string.Join(", ", failed));
        Assert.Empty(failed);
    }

    [Theory]
    // RFC 6901, section 5.
    [InlineData("""{"foo":["bar"],"":0,"a/b":1,"c%d":2,"m~n":8}""", """[{"op":"test","path":"/foo/0","value":"bar"},{"op":"test","path":"/","value":0},{"op":"test","path":"/a~1b","value":1},{"op":"test","path":"/m~0n","value":8},{"op":"test","path":"","value":{"m~n":8,"c%d":2,"a/b":1,"":0,"foo":["bar"]}}]""", """{"foo":["bar"],"":0,"a/b":1,"c%d":2,"m~n":8}""")]
    [InlineData("""{"a":1.50,"b":[1e2]}""", """[{"op":"test","path":"/a","value":1.5},{"op":"test","path":"/b/0","value":100},{"op":"replace","path":"/b/0","value":0.30}]""", """{"a":1.50,"b":[0.30]}""")]
    [InlineData("""{"a":"\u00e6"}""", """[{"op":"test","path":"/a","value":"æ"},{"op":"copy","from":"/a","path":"/\u00e5"}]""", """{"a":"\u00e6","å":"\u00e6"}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/a/c"},{"op":"replace","path":"/a/c/b","value":2}]""", """{"a":{"b":1,"c":{"b":2}}}""")]
    [InlineData("""[1,2]""", """[{"op":"add","path":"/2","value":3},{"op":"add","path":"/-","value":4},{"op":"remove","path":"/0"}]""", """[2,3,4]""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"","value":[null]}]""", """[null]""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}},{"op":"add","path":"/a","value":null}]""", """{"b":2,"a":null}""")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"/a","path":"/a"},{"op":"add","path":"/a","value":2}]""", """{"a":2}""")]
    [InlineData("""{"a":12345678901234567890.12345678901234567890}""", """[{"op":"copy","from":"/a","path":"/b"}]""", """{"a":12345678901234567890.12345678901234567890,"b":12345678901234567890.12345678901234567890}""")]
    [InlineData("""{"a":-0.0}""", """[{"op":"test","path":"/a","value":0}]""", """{"a":-0.0}""")]
    [InlineData("""{"a":1e400}""", """[{"op":"test","path":"/a","value":10e399}]""", """{"a":1e400}""")]
    public void A_patch_is_applied(string document, string patch, string expected)
    {
        var result = Apply(document, patch);
        Assert.Null(result.Error);
        Assert.Equal(expected, Encoding.UTF8.GetString(result.Json!));
    }

    [Theory]
    [InlineData("""{"op":"add","path":"/a","value":1}""", PatchErrorKind.Invalid, -1, "array of operations")]
    [InlineData("""[{"op":"add","path":"/a"}]""", PatchErrorKind.Invalid, 0, "needs a 'value'")]
    [InlineData("""[{"path":"/a","value":1}]""", PatchErrorKind.Invalid, 0, "needs 'op'")]
    [InlineData("""[{"op":"add","value":1}]""", PatchErrorKind.Invalid, 0, "needs 'path'")]
    [InlineData("""[{"op":"add","path":1,"value":1}]""", PatchErrorKind.Invalid, 0, "needs 'path'")]
    [InlineData("""[{"op":"move","path":"/a"}]""", PatchErrorKind.Invalid, 0, "needs 'from'")]
    [InlineData("""[{"op":"spam","path":"/a","value":1}]""", PatchErrorKind.Invalid, 0, "'spam' is not an operation")]
    [InlineData("""[{"op":"add","path":"/a","value":1,"op":"remove"}]""", PatchErrorKind.Invalid, 0, "'op' twice")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""", PatchErrorKind.Invalid, 0, "begins with '/'")]
    [InlineData("""[{"op":"add","path":"/a~2","value":1}]""", PatchErrorKind.Invalid, 0, "~0 (for ~)")]
    [InlineData("""[{"op":"add","path":"/a~","value":1}]""", PatchErrorKind.Invalid, 0, "~0 (for ~)")]
    [InlineData("""[7]""", PatchErrorKind.Invalid, 0, "an object with 'op'")]
    [InlineData("""[{"op":"add","path":"/a","value":1}""", PatchErrorKind.Invalid, -1, "is not JSON: line 1")]
    [InlineData("""[{"op":"add","path":"/\uD800","value":1}]""", PatchErrorKind.Invalid, -1, "surrogate")]
    [InlineData("""[{"op":"test","path":"/list/0","value":1},{"op":"remove","path":"/b"}]""", PatchErrorKind.Target, 1, "'/b' does not exist")]
    [InlineData("""[{"op":"replace","path":"/b","value":1}]""", PatchErrorKind.Target, 0, "'/b' does not exist")]
    [InlineData("""[{"op":"add","path":"/b/c","value":1}]""", PatchErrorKind.Target, 0, "'/b' does not exist")]
    [InlineData("""[{"op":"add","path":"/list/4","value":1}]""", PatchErrorKind.Target, 0, "behind the end")]
    [InlineData("""[{"op":"add","path":"/list/01","value":1}]""", PatchErrorKind.Target, 0, "leading zeros")]
    [InlineData("""[{"op":"add","path":"/list/1e0","value":1}]""", PatchErrorKind.Target, 0, "leading zeros")]
    [InlineData("""[{"op":"add","path":"/list/99999999999","value":1}]""", PatchErrorKind.Target, 0, "not an index")]
    [InlineData("""[{"op":"remove","path":"/list/-"}]""", PatchErrorKind.Target, 0, "behind the last item")]
    [InlineData("""[{"op":"add","path":"/a/b","value":1}]""", PatchErrorKind.Target, 0, "'/a' is a single value")]
    [InlineData("""[{"op":"move","from":"/o","path":"/o/p/q"}]""", PatchErrorKind.Target, 0, "into itself")]
    [InlineData("""[{"op":"remove","path":""}]""", PatchErrorKind.Target, 0, "delete the resource")]
    [InlineData("""[{"op":"copy","from":"/x","path":"/y"}]""", PatchErrorKind.Target, 0, "'/x' does not exist")]
    [InlineData("""[{"op":"test","path":"/a","value":"1"}]""", PatchErrorKind.Test, 0, "is 1, not \"1\"")]
    [InlineData("""[{"op":"test","path":"/list","value":[1,2]}]""", PatchErrorKind.Test, 0, "is [1,2,3], not [1,2]")]
    [InlineData("""[{"op":"test","path":"/o","value":{"p":{"q":1},"r":null}}]""", PatchErrorKind.Test, 0, "not")]
    public void A_wrong_patch_is_refused_with_its_place(string patch, PatchErrorKind kind, int operation, string message)
    {
        var result = Apply("""{"a":1,"list":[1,2,3],"o":{"p":{"q":1}}}""", patch);
        Assert.Null(result.Json);
        Assert.Equal((kind, operation), (result.Error!.Kind, result.Error.Operation));
        Assert.Contains(message, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_is_no_json_is_refused()
    {
        Assert.Equal(PatchErrorKind.Invalid, Apply("{", "[]").Error!.Kind);
        Assert.Equal(PatchErrorKind.Invalid, JsonPatch.Apply(new byte[] { (byte)'"', 0xFF, (byte)'"' }, "[]"u8.ToArray()).Error!.Kind);
        Assert.Equal(PatchErrorKind.Invalid, Apply("{} {}", "[]").Error!.Kind);
        Assert.Equal(PatchErrorKind.Invalid, Apply("""{"a":{"b":1,"b":2}}""", """[{"op":"remove","path":"/a/b"}]""").Error!.Kind);
    }

    [Fact]
    public void Limits_hold()
    {
        var limits = new PatchLimits(MaxOperations: 40, MaxBytes: 10_000, MaxDepth: 10);
        PatchErrorKind? Kind(string document, string patch) =>
            JsonPatch.Apply(Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes(patch), limits).Error?.Kind;
        string Many(int count, string operation) => $"[{string.Join(',', Enumerable.Repeat(operation, count))}]";

        Assert.Null(Kind("[]", Many(40, """{"op":"add","path":"/-","value":1}""")));
        Assert.Equal(PatchErrorKind.Limit, Kind("[]", Many(41, """{"op":"add","path":"/-","value":1}""")));
        Assert.Equal(PatchErrorKind.Limit, Kind(new string(' ', 10_000) + "1", "[]"));
        Assert.Equal(PatchErrorKind.Limit, Kind("""["0123456789"]""", Many(40, """{"op":"copy","from":"","path":"/-"}""")));
        Assert.Equal(PatchErrorKind.Limit, Kind("[[[[[[[[[[[1]]]]]]]]]]]", "[]"));
        Assert.Equal(PatchErrorKind.Limit, Kind("[1]", Many(11, """{"op":"copy","from":"","path":"/0"}""")));
        Assert.Equal(PatchErrorKind.Limit, Kind("[1]", """[{"op":"test","path":"/0/0/0/0/0/0/0/0/0/0/0","value":1}]"""));
    }

    [Fact]
    public void The_work_on_a_deep_and_large_document_is_bounded()
    {
        var inner = string.Join(',', Enumerable.Repeat("[]", 2_000_000));
        var document = string.Concat(Enumerable.Repeat("[", 100)) + inner + string.Concat(Enumerable.Repeat("]", 100));
        var path = string.Concat(Enumerable.Repeat("/0", 100));
        Assert.Equal(PatchErrorKind.Limit, Apply(document, $$"""[{"op":"add","path":"{{path}}","value":1}]""").Error!.Kind);
    }

    private static bool Passes(JsonElement @case)
    {
        var result = Apply(@case.GetProperty("doc").GetRawText(), @case.GetProperty("patch").GetRawText());
        return @case.TryGetProperty("expected", out var expected)
            ? result.Json is { } json && JsonElement.DeepEquals(JsonElement.Parse(json), expected)
            : result.Error is not null;
    }

    private static PatchResult Apply(string document, string patch) =>
        JsonPatch.Apply(Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes(patch));
}
