using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>A name that is hidden on a citizen's page is hidden in what they take home, as PDF and as data.</summary>
public abstract partial class VeiledPageScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task A_copy_to_take_home_hides_whom_the_page_hides()
    {
        var server = await Servers.Of(Dialect);
        var name = $"Mona {Mark}sen";
        await Give("Organization", $"{Mark}-ward", "\"name\":\"Afsnit\"");
        await Give("Practitioner", $"{Mark}-doc", $"\"name\":[{{\"text\":\"{name}\",\"family\":\"{Mark}sen\",\"given\":[\"Mona\"]}}]");
        await Give("DocumentReference", $"{Mark}-note", $$$"""
            "status":"current","type":{"text":"Notat"},"subject":{"reference":"Patient/citizen-diabetes"},"date":"2026-01-02T10:00:00Z","author":[{"reference":"Practitioner/{{{Mark}}}-doc","display":"{{{name}}}"}],
            "content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"Samtale med {name}."))}}}"} }]
            """);
        var citizen = await LogIn(server, "citizen-diabetes");
        await Shows(server, citizen, name, "Skjult kollega");
        var form = new Dictionary<string, string> { ["enhed"] = $"Organization/{Mark}-ward", ["ansat"] = $"Practitioner/{Mark}-doc", ["navn"] = "Skjult kollega", ["fra"] = "01.01.2026", ["til"] = "31.12.2026", ["hvorfor"] = "Trusler mod en kollega" };
        var security = await LogIn(server, "security");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/admin/skjulte-navne");
        ask.Headers.Add("Cookie", security);
        using var page = await server.Http.SendAsync(ask, TestContext.Current.CancellationToken);
        var proof = Proof().Match(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        form[proof.Groups[1].Value] = System.Net.WebUtility.HtmlDecode(proof.Groups[2].Value);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/skjulte-navne") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Cookie", string.Join("; ", (page.Headers.TryGetValues("Set-Cookie", out var more) ? more.Select(c => c.Split(';')[0]) : []).Prepend(security)));
        request.Headers.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        using var set = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)set.StatusCode == 303, $"{set.StatusCode} {await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await Shows(server, citizen, "Skjult kollega", $"{Mark}sen");
    }

    private static async Task Shows(Server server, string cookie, string due, string hidden)
    {
        foreach (var path in (string[])["/borger/journal/notater", "/borger/journal/hent/pdf?del=notater", "/borger/journal/hent/ndjson", "/borger/journal/hent/fhir"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", cookie);
            using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var text = path.Contains("/pdf", StringComparison.Ordinal) ? PdfText(bytes) : System.Net.WebUtility.HtmlDecode(Encoding.UTF8.GetString(bytes));
            Assert.True(text.Contains(due, StringComparison.Ordinal), $"{path} has no '{due}'");
            Assert.False(text.Contains(hidden, StringComparison.Ordinal), $"{path} has '{hidden}'");
        }
    }

    // What a reader of the document would copy out of it: glyphs, by the characters that the document says they stand for.
    private static string PdfText(byte[] pdf)
    {
        var streams = new List<string>();
        var raw = Encoding.Latin1.GetString(pdf);
        for (var at = raw.IndexOf("/FlateDecode", StringComparison.Ordinal); at >= 0; at = raw.IndexOf("/FlateDecode", at + 1, StringComparison.Ordinal))
        {
            var start = raw.IndexOf("stream", at, StringComparison.Ordinal) + "stream".Length;
            start += raw[start] == '\r' ? 2 : 1;
            using var zlib = new ZLibStream(new MemoryStream(pdf, start, pdf.Length - start), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            zlib.CopyTo(plain);
            streams.Add(Encoding.Latin1.GetString(plain.ToArray()));
        }

        var characters = streams.Where(s => s.Contains("beginbfchar", StringComparison.Ordinal)).SelectMany(s => Pair().Matches(s)).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => (char)Number(g.First().Groups[2].Value));
        return string.Join('\n', streams.SelectMany(s => Shown().Matches(s)).Select(m => string.Concat(m.Groups[1].Value.Chunk(4).Select(c => characters.GetValueOrDefault(new string(c), '?')))));
    }

    private static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<string> LogIn(Server server, string persona)
    {
        using var answer = await server.Http.GetAsync(new Uri($"/demo/login?as={persona}", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith("helhed_session=", StringComparison.Ordinal));
    }

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]*[Tt]oken)\" value=\"([^\"]+)\"")]
    private static partial Regex Proof();

    [GeneratedRegex("<([0-9A-F]{4})> <([0-9A-F]{4})>")]
    private static partial Regex Pair();

    [GeneratedRegex("<([0-9A-F]+)> Tj")]
    private static partial Regex Shown();
}

public sealed class SqliteVeiledPage() : VeiledPageScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlVeiledPage() : VeiledPageScenarios(Dialect.PostgreSql);
