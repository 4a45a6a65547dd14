using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What the citizen's pages say of what does not stand on them: lines that were left out, blocks that keep a question from its unit, whose words are Danish.</summary>
public abstract partial class CitizenPageScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Patient = "citizen-teen";
    private const int Page = 1000;

    [Fact]
    public async Task A_list_that_was_cut_says_so_and_shows_the_rest_by_year()
    {
        var server = await Servers.Of(Dialect);
        var word = $"Sjælden{Mark}";
        await Give("DocumentReference", $"{Mark}-old", Note("2001-05-04", word));
        await Give("Observation", $"{Mark}-old", Measured("2001-05-04", $"Glukose {Mark}"));
        for (var i = 0; i < Page; i += 250)
        {
            var entries = Enumerable.Range(i, 250).SelectMany(n => new[] { Entry("DocumentReference", n, Note("2026-01-02", "Notat")), Entry("Observation", n, Measured("2026-01-02", "Natrium")) });
            (await Api.Post("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{{string.Join(',', entries)}}]}""")).Expect(200);
        }

        var cookie = await LogIn(server, Patient);
        Assert.Contains("Der er mere, end siden kan vise", await Text(server, cookie, "/borger/journal/notater"), StringComparison.Ordinal);
        var year = await Text(server, cookie, "/borger/journal/notater?aar=2001");
        Assert.Contains(word, year, StringComparison.Ordinal);
        Assert.DoesNotContain("Der er mere, end siden kan vise", year, StringComparison.Ordinal);

        var search = await Text(server, cookie, $"/borger/journal/soeg?ord={word}");
        Assert.Contains("ikke har søgt i det hele", search, StringComparison.Ordinal);
        Assert.Contains("Ingen linjer passer", search, StringComparison.Ordinal);
        Assert.Contains("name=\"aar\"", search, StringComparison.Ordinal);
        search = await Text(server, cookie, $"/borger/journal/soeg?ord={word}&aar=2001");
        Assert.DoesNotContain("Ingen linjer passer", search, StringComparison.Ordinal);
        Assert.Contains("de 100 nyeste af 10", await Text(server, cookie, "/borger/journal/soeg?ord=natrium"), StringComparison.Ordinal);

        var results = await Text(server, cookie, "/borger/resultater");
        Assert.Contains("flere målinger, end siden kan vise", results, StringComparison.Ordinal);
        Assert.DoesNotContain($"Glukose {Mark}", results, StringComparison.Ordinal);
        Assert.Contains($"Glukose {Mark}", await Text(server, cookie, "/borger/resultater?aar=2001"), StringComparison.Ordinal);

        // What has a name and no code has a page too, where not all of it stands.
        Assert.Contains("Tag journalen med hjem for at få dem alle", await Text(server, cookie, "/borger/resultater/Natrium"), StringComparison.Ordinal);

        // On a page in English the words of the record are Danish, for those who are read to.
        var english = $"{cookie}; {await English(server)}";
        Assert.Matches("<h3 lang=\"da\"><a [^>]*>Natrium", await Text(server, english, "/borger/resultater"));
        Assert.DoesNotMatch("lang=\"da\"[^>]*><a [^>]*>Natrium", await Text(server, cookie, "/borger/resultater"));
        Assert.Contains("<p class=\"hh-line-text\" lang=\"da\">Notat", await Text(server, english, "/borger/journal/notater"), StringComparison.Ordinal);

        string Entry(string type, int number, string members) => $$"""{"request":{"method":"PUT","url":"{{type}}/{{Mark}}-{{number}}"},"resource":{"resourceType":"{{type}}","id":"{{Mark}}-{{number}}",{{members}} } }""";
    }

    [Fact]
    public async Task Who_has_blocked_a_unit_is_told_before_a_question_is_sent_to_it()
    {
        var server = await Servers.Of(Dialect);
        await Give("Organization", $"{Mark}-unit", "\"name\":\"Afsnit Nord\",\"telecom\":[{\"system\":\"phone\",\"value\":\"58 99 99 99\"}]");
        await Give("Location", $"{Mark}-place", $"\"name\":\"Huset\",\"managingOrganization\":{{\"reference\":\"Organization/{Mark}-unit\"}}");
        await Give("Appointment", $"{Mark}-visit", $$"""
            "status":"booked","description":"Samtale","start":"2036-11-20T09:00:00Z","end":"2036-11-20T09:20:00Z","participant":[{"actor":{"reference":"Patient/{{Patient}}"},"status":"accepted"},{"actor":{"reference":"Location/{{Mark}}-place"},"status":"accepted"}]
            """);
        await Give("DocumentReference", $"{Mark}-note", Note("2026-02-03", "Notat") + $",\"custodian\":{{\"reference\":\"Organization/{Mark}-unit\"}}");
        var cookie = await LogIn(server, Patient);
        string[] forms = [$"/borger/aftaler/{Mark}-visit/spoerg", $"/borger/journal/linje/DocumentReference/{Mark}-note/forkert"];
        foreach (var form in forms)
        {
            Assert.Contains("Afsnit Nord får", await Text(server, cookie, form), StringComparison.Ordinal);
            Assert.DoesNotContain("Der er spærret for", await Text(server, cookie, form), StringComparison.Ordinal);
        }

        await Block("active");
        foreach (var form in forms)
        {
            var text = await Text(server, cookie, form);
            Assert.Contains("Der er spærret for Afsnit Nord", text, StringComparison.Ordinal);
            Assert.Contains("58 99 99 99, eller ophæv spærringen først. <a href", text, StringComparison.Ordinal);
            Assert.Contains("href=\"/borger/adgange/spaerringer\"", text, StringComparison.Ordinal);
        }

        await Block("inactive");
        Assert.DoesNotContain("Der er spærret for", await Text(server, cookie, forms[0]), StringComparison.Ordinal);

        Task<Answer> Block(string status) => Give("Consent", $"{Mark}-block", $$"""
            "status":"{{status}}","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
            "patient":{"reference":"Patient/{{Patient}}"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},
            "provision":{"type":"deny","actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":{"reference":"Organization/{{Mark}}-unit"} }]}
            """);
    }

    private static string Note(string day, string text) => $$$"""
        "status":"current","type":{"text":"Notat"},"subject":{"reference":"Patient/{{{Patient}}}"},"date":"{{{day}}}T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"} }]
        """;

    private static string Measured(string day, string name) => string.Create(CultureInfo.InvariantCulture, $$"""
        "status":"final","code":{"text":"{{name}}"},"subject":{"reference":"Patient/{{Patient}}"},"effectiveDateTime":"{{day}}","valueQuantity":{"value":140,"unit":"mmol/L"}
        """);

    private static async Task<string> LogIn(Server server, string persona) => await CookieOf(server, $"/demo/login?as={persona}", "helhed_session=");

    private static async Task<string> English(Server server) => await CookieOf(server, "/sprog?til=en", "");

    private static async Task<string> CookieOf(Server server, string path, string name)
    {
        using var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith(name, StringComparison.Ordinal));
    }

    private static async Task<string> Text(Server server, string cookie, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return Spaces().Replace(WebUtility.HtmlDecode(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))), " ");
    }

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}

public sealed class SqliteCitizenPage() : CitizenPageScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCitizenPage() : CitizenPageScenarios(Dialect.PostgreSql);
