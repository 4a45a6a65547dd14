using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>String functions, on literals and on texts of a document with and without JSON escapes.</summary>
public class TextTests
{
    private static readonly FhirDocument Patient = Parsed.Document(
        """{"resourceType":"Patient","name":[{"family":"Østergård","text":"a\"b\u00e6\\c"}],"telecom":[{"value":"#x-1"}],"active":true,"birthDate":"1970-01-02"}""");

    [Theory]
    [InlineData("'abcdefg'.indexOf('bc')", "1")]
    [InlineData("'abcdefg'.indexOf('x')", "-1")]
    [InlineData("'abcdefg'.indexOf('')", "0")]
    [InlineData("'a🔥b'.indexOf('b')", "2")]
    [InlineData("'abc abc'.lastIndexOf('a')", "4")]
    [InlineData("'0123'.lastIndexOf('')", "4")]
    [InlineData("'a🔥b🔥'.lastIndexOf('🔥')", "3")]
    [InlineData("'abcdefg'.substring(3)", "defg")]
    [InlineData("'abcdefg'.substring(1, 2)", "bc")]
    [InlineData("'abcdefg'.substring(6, 9)", "g")]
    [InlineData("'abcdefg'.substring(7, 1)", "{}")]
    [InlineData("'abcdefg'.substring(-1, 1)", "{}")]
    [InlineData("'abcdefg'.substring(3, 0) = ''", "true")]
    [InlineData("'abcdefg'.substring(3, -1) = ''", "true")]
    [InlineData("'abcdefg'.substring(3, {})", "defg")]
    [InlineData("'abcdefg'.substring({})", "{}")]
    [InlineData("'a🔥cd'.substring(1, 2)", "🔥c")]
    [InlineData("'abc'.startsWith('ab')", "true")]
    [InlineData("'abc'.startsWith('')", "true")]
    [InlineData("'abc'.endsWith('bc')", "true")]
    [InlineData("'abc'.contains('d')", "false")]
    [InlineData("'abc'.contains({})", "{}")]
    [InlineData("{}.contains('a')", "{}")]
    [InlineData("'aBc'.upper() + 'aBc'.lower()", "ABCabc")]
    [InlineData("' \\t a b \\n'.trim()", "a b")]
    [InlineData("'abcdefg'.replace('cde', '123')", "ab123fg")]
    [InlineData("'abc'.replace('', 'x')", "xaxbxcx")]
    [InlineData("'a🔥c'.replace('', 'x')", "xax🔥xcx")]
    [InlineData("'abc'.length() | ''.length() | 'a🔥'.length()", "3 | 0 | 2")]
    [InlineData("'a🔥b'.toChars()", "a | 🔥 | b")]
    [InlineData("'A,,C'.split(',').count()", "3")]
    [InlineData("'ABC'.split(',')", "ABC")]
    [InlineData("'AB'.split('')", "A | B")]
    [InlineData("('A' | 'B').join()", "AB")]
    [InlineData("('A' | 'B').join(', ')", "A, B")]
    [InlineData("{}.join(',')", "{}")]
    [InlineData("{}.split(',') | {}.toChars()", "{}")]
    [InlineData("'a' + {} + 'b'", "{}")]
    [InlineData("'a' & {} & 'b'", "ab")]
    [InlineData("{} & {} = ''", "true")]
    public void Texts_are_taken_apart_and_put_together(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("name.text", "a\"bæ\\c")]
    [InlineData("name.text.length()", "6")]
    [InlineData("name.text = 'a\\\"bæ\\\\c'", "true")]
    [InlineData("name.text.startsWith('a\\\"')", "true")]
    [InlineData("name.text.contains('æ')", "true")]
    [InlineData("name.family.length()", "9")]
    [InlineData("name.family.startsWith('Ø')", "true")]
    [InlineData("name.family.endsWith('gård')", "true")]
    [InlineData("name.family.upper()", "ØSTERGÅRD")]
    [InlineData("name.family = 'Østergård'", "true")]
    [InlineData("name.family ~ 'østergÅRD'", "true")]
    [InlineData("name.family & ', ' & name.text", "Østergård, a\"bæ\\c")]
    [InlineData("(name.family | name.text).join('/')", "Østergård/a\"bæ\\c")]
    [InlineData("telecom.value.startsWith('#')", "true")]
    [InlineData("telecom.value.substring(1)", "x-1")]
    [InlineData("'#' + 'x-1' = telecom.value", "true")]
    public void Texts_of_a_document_are_like_literals(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("1.startsWith('1')", "Semantic")]
    [InlineData("'1'.startsWith(1)", "Semantic")]
    [InlineData("name.startsWith('a')", "Semantic")]
    [InlineData("birthDate.startsWith('19')", "Semantic")]
    [InlineData("children().where($this is date).startsWith('19')", "Execution")]
    [InlineData("active.join()", "Execution")]
    [InlineData("('a' | 'b').upper()", "Execution")]
    [InlineData("'a' & 1", "Execution")]
    [InlineData("'a' + 1", "Execution")]
    public void Other_types_are_refused(string expression, string kind) => Assert.Equal(kind, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("'N8000123123'.matches('^N[0-9]{8}$')", "false")]
    [InlineData("'N8000123123'.matches('N[0-9]{8}')", "true")]
    [InlineData("'N8000123123'.matchesFull('N[0-9]{8}')", "false")]
    [InlineData("'N8000123123'.matchesFull('N[0-9]{10}')", "true")]
    [InlineData("'a|b'.matchesFull('a|b')", "false")]
    [InlineData("'a\\nb'.matches('a.b')", "true")]
    [InlineData("'first\\nsecond'.matches('^second')", "false")]
    [InlineData("'first\\nsecond'.matches('^second', 'm')", "true")]
    [InlineData("'first\\nsecond'.matches('^SECOND', 'im')", "true")]
    [InlineData("'abc'.matches('b', 'x')", "Execution")]
    [InlineData("'abc'.matches('(')", "Execution")]
    [InlineData("'aa'.matches('(a)\\\\1')", "true")]
    [InlineData("'11/30/1972'.replaceMatches('\\\\b(?<month>\\\\d{1,2})/(?<day>\\\\d{1,2})/(?<year>\\\\d{2,4})\\\\b', '${day}-${month}-${year}')", "30-11-1972")]
    [InlineData("'aaabaa'.replaceMatches('aa', '\"aa\"')", "\"aa\"ab\"aa\"")]
    [InlineData("'abc'.replaceMatches('', 'x')", "abc")]
    [InlineData("{}.matches('a') | 'a'.matches({}) | 'a'.replaceMatches('a', {})", "{}")]
    public void Regular_expressions_match(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Fact]
    public void Half_a_character_does_not_reach_json()
    {
        var value = Assert.Single(Evaluated.Outcome("'🔥'.replaceMatches('^.', '')").Values);
        Assert.Equal("\"\uFFFD\"", System.Text.Encoding.UTF8.GetString(value.ToJson().Span));
    }

    [Theory]
    [InlineData("'test'.encode('hex') | 'test'.encode('base64')", "74657374 | dGVzdA==")]
    [InlineData("'aæ'.encode('base64')", "YcOm")]
    [InlineData("'YcOm'.decode('base64')", "aæ")]
    [InlineData("'subjects?_d'.encode('urlbase64')", "c3ViamVjdHM_X2Q=")]
    [InlineData("'c3ViamVjdHM_X2Q'.decode('urlbase64')", "subjects?_d")]
    [InlineData("'a'.encode('urlbase64').decode('urlbase64')", "a")]
    [InlineData("'aæ🔥'.encode('ascii')", "a??")]
    [InlineData("'/w=='.decode('base64')", "{}")]
    [InlineData("'a'.decode('hex') | '!'.decode('base64') | 'a'.encode('rot13')", "{}")]
    [InlineData("'a<b>&\"c'.escape('html')", "a&lt;b&gt;&amp;&quot;c")]
    [InlineData("'a&lt;b&amp;&#230;'.unescape('html')", "a<b&æ")]
    [InlineData("'a\"b\\\\c\\n'.escape('json')", "a\\\"b\\\\c\\n")]
    [InlineData("'a\\\\\"b\\\\u00e6'.unescape('json')", "a\"bæ")]
    [InlineData("'a'.escape('xml')", "{}")]
    public void Texts_are_encoded(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("'a' < 'b'", "true")]
    [InlineData("'A' < 'a'", "true")]
    [InlineData("'a' < 'ab'", "true")]
    [InlineData("'\\uFF5E' < '🔥'", "true")] // By code point, not by UTF-16 unit.
    [InlineData("name.family > 'Z'", "true")]
    [InlineData("'a b' ~ 'A\\tb'", "true")]
    [InlineData("'a' = 'A'", "false")]
    public void Texts_are_compared_by_code_point(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));
}
