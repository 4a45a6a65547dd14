using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Five hundred who want the same time, over HTTP from a real server: some on the page, the others by the API.</summary>
[Trait("Speed", "Slow")]
public abstract class BookingRaceScenarios(Dialect dialect)
{
    private const string Service = "slagelse-kba.blodproeve";
    private const int OnPages = 100;
    private const int ByApi = 400;

    private static readonly string[] Citizens = ["citizen-copd", "citizen-pregnant", "citizen-diabetes", "citizen-cancer", "citizen-parent"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_five_hundred_over_HTTP_exactly_one_gets_the_time()
    {
        var data = Directory.CreateTempSubdirectory("helhed-race-").FullName;
        try
        {
            await using var server = await Server.Start(data, dialect == Dialect.PostgreSql ? await PostgreSqlServer.NewDatabase() : null, "--people", "8");
            var after = DateTimeOffset.UtcNow.AddDays(4).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var slot = (await server.Client.Get($"Slot?service-type={Service}&status=free&start=gt{after}&_sort=start&_count=1")).Expect(200).Entries[0]["resource"]!;
            var id = slot["id"]!.GetValue<string>();
            var schedule = (await server.Client.Get(slot["schedule"]!["reference"]!.GetValue<string>())).Expect(200).Json;
            var actors = schedule["actor"]!.AsArray().Select(a => a!["reference"]!.GetValue<string>()).ToList();

            var readers = await Task.WhenAll(Citizens.Select(c => Reader(server.Address, c, id)));
            var pages = Enumerable.Range(0, OnPages).Select(i => readers[i % readers.Length].Book(id, i));
            var calls = Enumerable.Range(0, ByApi).Select(async i => (await server.Client.Post("Appointment", Visit(slot, actors, i))).Status == 201);
            var won = await Task.WhenAll(pages.Concat(calls));
            Assert.Equal(1, won.Count(w => w));
            Assert.Single((await server.Client.Get($"Appointment?slot=Slot/{id}")).Expect(200).MatchIds);
            Array.ForEach(readers, r => r.Dispose());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static string Visit(System.Text.Json.Nodes.JsonNode slot, List<string> actors, int number)
    {
        var others = string.Concat(actors.Select(a => $$""",{"actor":{"reference":"{{a}}"},"status":"accepted"}"""));
        return $$"""
            {"resourceType":"Appointment","status":"booked","start":{{slot["start"]!.ToJsonString()}},"end":{{slot["end"]!.ToJsonString()}},
            "slot":[{"reference":"Slot/{{slot["id"]!.GetValue<string>()}}"}],
            "participant":[{"actor":{"reference":"Patient/{{Citizens[number % Citizens.Length]}}"},"status":"accepted"}{{others}}]}
            """;
    }

    private static async Task<Rival> Reader(Uri address, string citizen, string slot)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        await http.GetAsync(new Uri($"/demo/login?as={citizen}", UriKind.Relative), Ct);
        var page = await http.GetStringAsync(new Uri($"/borger/aftaler/ny/{Service}/valgt?tid={slot}", UriKind.Relative), Ct);
        var token = WebUtility.HtmlDecode(Regex.Match(page, "name=\"form-token\" value=\"([^\"]+)\"").Groups[1].Value);
        Assert.NotEqual("", token);
        return new Rival(http, citizen, token);
    }

    /// <summary>A citizen's browser with the form before them.</summary>
    private sealed record Rival(HttpClient Http, string Citizen, string Token) : IDisposable
    {
        public async Task<bool> Book(string slot, int number)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/borger/aftaler/ny/{Service}/valgt");
            request.Headers.Add("Origin", Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = Token, ["tid"] = slot, ["noegle"] = string.Create(CultureInfo.InvariantCulture, $"race-{Citizen}-{number}") });
            using var answer = await Http.SendAsync(request, Ct);
            Assert.True((int)answer.StatusCode is 303 or 409 or 422, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
            return answer.Headers.Location?.ToString().Contains("kvittering=booket", StringComparison.Ordinal) == true;
        }

        public void Dispose() => Http.Dispose();
    }
}

public sealed class SqliteBookingRace() : BookingRaceScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingRace() : BookingRaceScenarios(Dialect.PostgreSql);
