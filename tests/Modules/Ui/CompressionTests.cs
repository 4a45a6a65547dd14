using System.Net;
using System.Text.RegularExpressions;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Modules.Ui;

/// <summary>Which pages leave compressed, and that their form tokens are masked anew: docs/decisions/2026-11-22-pages-are-compressed-under-tls.md.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-compression-").FullName;
    private readonly List<WebApplication> _apps = [];

    public async ValueTask InitializeAsync()
    {
        string[] names = ["plex-400.woff2", "plex-600.woff2", "helhed.css", "helhed.js", "session.js", "favicon.svg", "icons.svg"];
        await File.WriteAllTextAsync(Path.Combine(_folder, "manifest.json"), "{" + string.Join(',', names.Select(n => $"\"{n}\":\"{n}\"")) + "}");
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("https", false, "same-origin", true)]
    [InlineData("https", false, "none", true)]
    [InlineData("https", false, "cross-site", false)]
    [InlineData("https", false, "same-site", false)]
    [InlineData("https", false, "anything", false)]
    [InlineData("https", false, null, false)]
    [InlineData("http", true, "same-origin", true)]
    [InlineData("http", true, "cross-site", false)]
    [InlineData("http", true, null, false)]
    [InlineData("http", false, null, true)]
    [InlineData("http", false, "cross-site", false)]
    public async Task Pages_are_compressed_for_who_asked_themselves(string scheme, bool tlsInFront, string? site, bool isCompressed)
    {
        using var http = await Start(scheme, tlsInFront);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.Add("Accept-Encoding", "br, gzip");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(isCompressed ? ["br"] : [], answer.Content.Headers.ContentEncoding);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isCompressed, bytes.Length < 2000);
    }

    [Fact]
    public async Task A_form_token_is_another_in_each_answer_and_each_is_accepted()
    {
        using var http = await Start("https", false);
        var (first, cookie) = await Token(http, null);
        var (second, _) = await Token(http, cookie);
        Assert.NotEqual(first, second);

        // Nothing of what is secret stands the same in both: a guess cannot grow letter by letter from one answer to the next.
        var same = Enumerable.Range(0, first.Length - 8).Count(i => second.Contains(first.Substring(i, 8), StringComparison.Ordinal));
        Assert.InRange(same, 0, 30); // the form's version and the key's name, which every token begins with
        foreach (var token in new[] { first, second, first })
        {
            Assert.Equal(HttpStatusCode.OK, await Post(http, token, cookie));
        }

        Assert.NotEqual(HttpStatusCode.OK, await Post(http, first[..^4] + "AAAA", cookie));
        Assert.NotEqual(HttpStatusCode.OK, await Post(http, first, null));
    }

    private async Task<HttpClient> Start(string scheme, bool tlsInFront)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddUi(new UiSettings(_folder, false, _ => "Region Sjælland") { TlsInFront = tlsInFront });
        var app = builder.Build();
        _apps.Add(app);
        app.Use((context, next) =>
        {
            context.Request.Scheme = scheme; // as a trusted proxy's header says it
            return next(context);
        });
        app.UseUi();
        app.UseRouting();
        app.MapUi();
        var pages = app.MapPages();
        pages.MapGet("/page", (HttpContext context) => PageEndpoints.Page<Notice>(
            PageFrame.Of(context) with { Viewer = new Viewer("Test", null, "/logud"), Session = new PageSession(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(30), true) },
            new NoticeModel("Navn", string.Concat(Enumerable.Repeat("Blodprøve, ", 500)), IconName.Info, "/", "Videre")));
        pages.MapPost("/page", () => "");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    private static async Task<(string Token, string Cookie)> Token(HttpClient http, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var given = answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Single().Split(';')[0] : cookie!;
        return (Regex.Match(page, "name=\"form-token\" value=\"([^\"]+)\"").Groups[1].Value, given);
    }

    private static async Task<HttpStatusCode> Post(HttpClient http, string token, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/page") { Content = new FormUrlEncodedContent([new("form-token", token)]) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
