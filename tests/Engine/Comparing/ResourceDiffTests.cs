using Helhed.Fhir.Comparing;

namespace Helhed.Tests.Engine;

/// <summary>The differences between two versions, as a reader of the history wants them.</summary>
public class ResourceDiffTests
{
    [Theory]
    [InlineData("single value", """ "birthDate":"1970-01-01" """, """ "birthDate":"1971-01-01" """, """~ Patient.birthDate "1970-01-01" "1971-01-01" """)]
    [InlineData("added and removed", """ "gender":"male" """, """ "active":true """, "+ Patient.active true", """- Patient.gender "male" """)]
    [InlineData("escapes and order", """ "name":[{"family":"\u00c5s","use":"usual"}] """, """ "name":[{"use":"usual","family":"Ås"}] """)]
    [InlineData("digits count", """ "extension":[{"url":"u","valueDecimal":1.5}] """, """ "extension":[{"url":"u","valueDecimal":1.50}] """, "~ Patient.extension[0].value 1.5 1.50")]
    [InlineData("another type of a choice", """ "deceasedBoolean":true """, """ "deceasedDateTime":"2026" """, """~ Patient.deceased true "2026" """)]
    [InlineData("extension of a primitive", """ "birthDate":"1970" """, """ "birthDate":"1970","_birthDate":{"extension":[{"url":"u","valueCode":"c"}]} """, """+ Patient.birthDate.extension[0] {"url":"u","valueCode":"c"}""")]
    [InlineData("value gone, extension stays", """ "birthDate":"1970","_birthDate":{"id":"x"} """, """ "_birthDate":{"id":"x"} """, """- Patient.birthDate "1970" """)]
    [InlineData("an item in front", """ "identifier":[{"system":"s","value":"1"},{"system":"s","value":"2"}] """, """ "identifier":[{"system":"t","value":"9"},{"system":"s","value":"1"},{"system":"s","value":"2"}] """, """+ Patient.identifier[0] {"system":"t","value":"9"}""")]
    [InlineData("an item less", """ "identifier":[{"system":"s","value":"1"},{"system":"s","value":"2"}] """, """ "identifier":[{"system":"s","value":"2"}] """, """- Patient.identifier[0] {"system":"s","value":"1"}""")]
    [InlineData("known by its key", """ "identifier":[{"system":"s","value":"1"},{"system":"s","value":"2"}] """, """ "identifier":[{"system":"s","value":"2","use":"old"},{"system":"s","value":"1"}] """, """+ Patient.identifier[0].use "old" """, "> Patient.identifier[0] Patient.identifier[1]")]
    [InlineData("known by its id", """ "contact":[{"id":"a","gender":"male"},{"id":"b","gender":"female"}] """, """ "contact":[{"id":"b","gender":"other"}] """, """- Patient.contact[0] {"id":"a","gender":"male"}""", """~ Patient.contact[0].gender "female" "other" """)]
    [InlineData("known by what it shares", """ "identifier":[{"system":"s","value":"1"}] """, """ "identifier":[{"system":"s","value":"2"}] """, """~ Patient.identifier[0].value "1" "2" """)]
    [InlineData("nothing shared", """ "identifier":[{"system":"s","value":"1"}] """, """ "identifier":[{"system":"t","value":"2"}] """, """- Patient.identifier[0] {"system":"s","value":"1"}""", """+ Patient.identifier[0] {"system":"t","value":"2"}""")]
    [InlineData("a list of texts", """ "name":[{"given":["A","B","C"]}] """, """ "name":[{"given":["A","X","C"]}] """, """~ Patient.name[0].given[1] "B" "X" """)]
    [InlineData("a moved text", """ "name":[{"given":["A","B","C"]}] """, """ "name":[{"given":["B","C","A"]}] """, "> Patient.name[0].given[0] Patient.name[0].given[2]")]
    [InlineData("nulls keep places", """ "name":[{"given":["A","B"]}] """, """ "name":[{"given":[null,"B"],"_given":[{"id":"g"},null]}] """, """- Patient.name[0].given[0] "A" """, """+ Patient.name[0].given[0].id "g" """)]
    [InlineData("bookkeeping", """ "meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z"} """, """ "active":true """, "+ Patient.active true")]
    [InlineData("tags count", """ "meta":{"versionId":"1","tag":[{"code":"t"}]} """, """ "meta":{"versionId":"2"} """, """- Patient.meta.tag[0] {"code":"t"}""")]
    [InlineData("contained", """ "contained":[{"resourceType":"Basic","id":"a","code":{"text":"x"}}] """, """ "contained":[{"resourceType":"Basic","id":"b","code":{"text":"y"}},{"resourceType":"Basic","id":"a","code":{"text":"z"}}] """, """+ Patient.contained[0] {"resourceType":"Basic","id":"b","code":{"text":"y"}}""", """~ Patient.contained[1].code.text "x" "z" """)]
    public void A_difference_is_told_once_and_where_it_is(string what, string before, string after, params string[] expected)
    {
        var old = Parsed.Document($$"""{"resourceType":"Patient",{{before}}}""");
        var @new = Parsed.Document($$"""{"resourceType":"Patient",{{after}}}""");
        Assert.True(expected.Select(e => e.Trim()).SequenceEqual(ResourceDiff.Between(old, @new).Select(Line)), $"{what}: {string.Join(" | ", ResourceDiff.Between(old, @new).Select(Line))}");
    }

    [Fact]
    public void Entries_questions_and_codings_are_known_by_their_keys()
    {
        Expect(
            """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:a","resource":{"resourceType":"Basic","code":{"text":"1"}}},{"fullUrl":"urn:b","resource":{"resourceType":"Basic","code":{"text":"2"}}}]}""",
            """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:b","resource":{"resourceType":"Basic","code":{"text":"3"}}}]}""",
            "- Bundle.entry[0] ", "~ Bundle.entry[0].resource.code.text \"2\" \"3\"");
        Expect(
            """{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"1","answer":[{"valueInteger":1}]},{"linkId":"2"}]}""",
            """{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"0"},{"linkId":"1","answer":[{"valueInteger":2}]},{"linkId":"2"}]}""",
            "+ QuestionnaireResponse.item[0] ", "- QuestionnaireResponse.item[0].answer[0] {\"valueInteger\":1}", "+ QuestionnaireResponse.item[1].answer[0] ");
        Expect(
            """{"resourceType":"Basic","code":{"coding":[{"system":"s","code":"a","display":"A"},{"system":"t","code":"b"}]}}""",
            """{"resourceType":"Basic","code":{"coding":[{"system":"t","code":"b","display":"B"},{"system":"s","code":"a","display":"A"}]}}""",
            "+ Basic.code.coding[0].display \"B\"", "> Basic.code.coding[0] Basic.code.coding[1]");
    }

    [Fact]
    public void Resources_of_two_types_differ_as_wholes()
    {
        var change = Assert.Single(ResourceDiff.Between(Parsed.Document("""{"resourceType":"Patient"}"""), Parsed.Document("""{"resourceType":"Basic","code":{"text":"x"}}""")));
        Assert.Equal((ChangeKind.Changed, "Patient", "Basic"), (change.Kind, change.OldPath, change.NewPath));
        Assert.Equal("Basic", change.Path);
    }

    [Fact]
    public void Options_choose_what_counts()
    {
        var old = Parsed.Document("""{"resourceType":"Patient","meta":{"versionId":"1"},"text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"}}""");
        var @new = Parsed.Document("""{"resourceType":"Patient","meta":{"versionId":"2"},"text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>"}}""");
        Assert.Equal("Patient.text.div", Assert.Single(ResourceDiff.Between(old, @new)).Path);
        Assert.Empty(ResourceDiff.Between(old, @new, new DiffOptions(Narrative: false)));
        Assert.Equal(2, ResourceDiff.Between(old, @new, new DiffOptions(Bookkeeping: true)).Count);
    }

    [Fact]
    public void Large_lists_take_time_in_proportion()
    {
        string Bundle(IEnumerable<int> ids) => $$"""{"resourceType":"Bundle","type":"collection","entry":[{{string.Join(',', ids.Select(i => $$"""{"resource":{"resourceType":"Basic","code":{"text":"t{{i % 7}}"},"id":"i{{i}}"} }"""))}}]}""";
        var started = System.Diagnostics.Stopwatch.StartNew();
        var changes = ResourceDiff.Between(Parsed.Document(Bundle(Enumerable.Range(0, 20_000))), Parsed.Document(Bundle(Enumerable.Range(0, 20_000).Reverse())));
        Assert.Equal(19_999, changes.Count(c => c.Kind == ChangeKind.Moved));
        changes = ResourceDiff.Between(Parsed.Document(Bundle(Enumerable.Range(0, 20_000))), Parsed.Document(Bundle(Enumerable.Range(30_000, 20_000))));
        Assert.NotEmpty(changes);
        Assert.InRange(started.ElapsedMilliseconds, 0, 20_000); // quadratic would be minutes
    }

    private static void Expect(string before, string after, params string[] expected)
    {
        var lines = ResourceDiff.Between(Parsed.Document(before), Parsed.Document(after)).Select(Line).ToList();
        Assert.Equal(expected.Length, lines.Count);
        Assert.All(lines.Zip(expected), pair => Assert.StartsWith(pair.Second, pair.First + " ", StringComparison.Ordinal));
    }

    private static string Line(ResourceChange change) => change.Kind switch
    {
        ChangeKind.Added => $"+ {change.NewPath} {change.After}",
        ChangeKind.Removed => $"- {change.OldPath} {change.Before}",
        ChangeKind.Changed => $"~ {change.NewPath} {change.Before} {change.After}",
        _ => $"> {change.OldPath} {change.NewPath}",
    };
}
