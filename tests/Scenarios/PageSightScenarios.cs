using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Pages, files and forms of the whole program: of what somebody may not see nothing is told, not even that it is there, and whoever comes to a
/// page that is not for them is turned away before anything is looked up.
/// </summary>
public abstract partial class PageSightScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static readonly string[] OfThePatient = ["/klinik/patient/#", "/klinik/patient/#/samtykke", "/klinik/patient/#/vegne", "/klinik/patient/#/vegne/fejl", "/klinik?soeg=#", "/borger/journal/linje/Patient/#", "/fhir/Patient/#"];

    private static readonly string[] OfVisits =
    [
        "/borger/aftaler/#", "/borger/aftaler/#/kalender.ics", "/borger/aftaler/#/aflys", "/borger/aftaler/#/venteliste", "/borger/journal/linje/Appointment/#", "/borger/journal/linje/Appointment/#/data",
        "/borger/journal/linje/Appointment/#/forkert", "/apd/#", "/klinik/kalender/none/2026-11-20/aftale/#", "/klinik/kalender/none/2026-11-20/aftale/#/brev", "/klinik/kalender/none/2026-11-20/tid/#",
    ];

    private static readonly string[] OfOthers =
    [
        "/borger/journal/linje/Observation/#", "/borger/journal/linje/Observation/#/data", "/borger/journal/linje/Observation/#/forkert", "/borger/journal/soeg?q=#", "/borger/samtykker/#/papir", "/borger/resultater/#", "/klinik/sager/#",
        "/borger/adgange/spoerg?nr=#", "/borger/adgange/bevis?nr=#", "/borger/fuldmagter/ser?hvem=Patient/#", "/kalender/#.ics", "/admin/adgange/log?hvem=Patient/#",
    ];

    private static readonly string[] Personas = ["citizen-diabetes", "gp", "doctor-medical", "visitation", "secretary", "paramedic", "porter", "planner", "director"];

    [Fact]
    public async Task What_is_hidden_is_on_no_page_and_answers_as_what_is_not_there()
    {
        var server = await Servers.Of(Dialect);
        var id = $"{Mark}-hidden";
        var unused = new string('u', id.Length);
        var secret = $"Hemmelig{Mark}";
        await Give("Patient", id, $"\"birthDate\":\"1980-01-01\",\"name\":[{{\"family\":\"{secret}\"}}]");
        await Give("Appointment", id, $"\"status\":\"booked\",\"description\":\"{secret}\",\"start\":\"2026-11-20T09:00:00Z\",\"end\":\"2026-11-20T09:20:00Z\",\"participant\":[{{\"actor\":{{\"reference\":\"Patient/{id}\"}},\"status\":\"accepted\"}}]");
        await Give("Observation", id, $"\"status\":\"final\",\"code\":{{\"text\":\"{secret}\"}},\"subject\":{{\"reference\":\"Patient/{id}\"}}");
        await Give("Task", id, $"\"status\":\"requested\",\"intent\":\"order\",\"description\":\"{secret}\",\"for\":{{\"reference\":\"Patient/{id}\"}}");
        await Give("Consent", id, $"\"status\":\"active\",\"scope\":{{\"text\":\"x\"}},\"category\":[{{\"text\":\"{secret}\"}}],\"policyRule\":{{\"text\":\"x\"}},\"patient\":{{\"reference\":\"Patient/{id}\"}}");
        foreach (var persona in Personas)
        {
            var cookie = await LogIn(server, persona);
            foreach (var path in OfThePatient.Concat(OfVisits).Concat(OfOthers))
            {
                var hidden = await Ask(server, cookie, path.Replace("#", id, StringComparison.Ordinal), id);
                var absent = await Ask(server, cookie, path.Replace("#", unused, StringComparison.Ordinal), unused);
                Assert.True(hidden == absent, $"{persona} {path}:\n{Difference(hidden, absent)}");
                Assert.DoesNotContain(secret, hidden, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [InlineData("/borger", "citizen")]
    [InlineData("/borger/journal", "citizen")]
    [InlineData("/borger/journal/hent/pdf", "citizen")]
    [InlineData("/borger/journal/hent/fhir", "citizen")]
    [InlineData("/borger/journal/hent/ndjson", "citizen")]
    [InlineData("/borger/aftaler", "citizen")]
    [InlineData("/borger/resultater", "citizen")]
    [InlineData("/borger/adgange", "citizen")]
    [InlineData("/borger/adgange/spaerringer", "citizen")]
    [InlineData("/borger/samtykker", "citizen")]
    [InlineData("/borger/fuldmagter", "citizen")]
    [InlineData("/borger/vegne", "citizen")]
    [InlineData("/borger/stamdata", "citizen")]
    [InlineData("/borger/rettelser", "citizen")]
    [InlineData("/klinik", "staff")]
    [InlineData("/klinik/kalender", "staff")]
    [InlineData("/klinik/adgang", "staff")]
    [InlineData("/klinik/sager", "staff")]
    [InlineData("/klinik/spoergsmaal", "staff")]
    [InlineData("/admin", "admin")]
    [InlineData("/admin/adgange", "security")]
    [InlineData("/admin/adgange/log", "security")]
    [InlineData("/admin/apps", "security")]
    [InlineData("/admin/skjulte-navne", "security")]
    public async Task A_page_is_for_those_it_is_for(string path, string whose)
    {
        var server = await Servers.Of(Dialect);
        foreach (var (persona, kinds) in new[] { ("citizen-diabetes", "citizen"), ("nurse-copd", "staff"), ("director", "staff admin"), ("security", "staff admin security") })
        {
            using var answer = await Get(server, await LogIn(server, persona), path);
            var isTheirs = kinds.Split(' ').Contains(whose);
            Assert.True(isTheirs ? (int)answer.StatusCode < 500 : (int)answer.StatusCode is 403, $"{path} for {persona}: {(int)answer.StatusCode}");
            Assert.True(answer.Headers.CacheControl is { NoStore: true } or { Private: true }, $"{path} for {persona} may be kept by caches: {answer.Headers.CacheControl}");

            // Staff are told the rule, refused or not; a citizen's page tells nothing of rules.
            Assert.Equal((path, persona, persona[0] != 'c'), (path, persona, answer.Headers.Contains("X-Access-Rule")));
        }

        using var nobody = await Get(server, null, path);
        Assert.True((int)nobody.StatusCode is 302 or 303 or 401 or 403, $"{path} for nobody: {(int)nobody.StatusCode}");
    }

    private static async Task<string> LogIn(Server server, string persona)
    {
        using var answer = await server.Http.GetAsync(new Uri($"/demo/login?as={persona}", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith("helhed_session=", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> Get(Server server, string? cookie, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // All of an answer, without what is new each time: proofs of forms, keys, and the id that was asked for.
    private static async Task<string> Ask(Server server, string cookie, string path, string id)
    {
        using var answer = await Get(server, cookie, path);
        var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "Set-Cookie" or "Content-Length" or "Content-Security-Policy")).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {string.Join(',', h.Value)}"));
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return Passing().Replace(WebUtility.HtmlDecode($"{(int)answer.StatusCode}\n{headers}\n{text}").Replace(id, "#", StringComparison.OrdinalIgnoreCase), "~");
    }

    private static string Difference(string a, string b)
    {
        var at = Enumerable.Range(0, Math.Min(a.Length, b.Length)).FirstOrDefault(i => a[i] != b[i], Math.Min(a.Length, b.Length));
        string Around(string text) => text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 160)];
        return $"{Around(a)}\n--- where what is not there says\n{Around(b)}";
    }

    [GeneratedRegex("(?<=name=\"[^\"]*[Tt]oken\" value=\")[^\"]+|(?<=data-left=\")\\d+|CfDJ8[A-Za-z0-9_-]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)|\\d\\d[:.]\\d\\d[:.]\\d\\d")]
    private static partial Regex Passing();
}

public sealed class SqlitePageSight() : PageSightScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlPageSight() : PageSightScenarios(Dialect.PostgreSql);
