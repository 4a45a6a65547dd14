using System.Net;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Modules.Ui;

/// <summary>What a reader sees when something is not there, not allowed or broken, over real HTTP.</summary>
public sealed class ErrorPageTests : IAsyncLifetime
{
    private const string Secret = "Kode 4711 i fejlteksten";

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-errors-").FullName;
    private WebApplication? _app;
    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        string[] names = ["plex-400.woff2", "plex-600.woff2", "helhed.css", "helhed.js", "favicon.svg", "icons.svg"];
        await File.WriteAllTextAsync(Path.Combine(_folder, "manifest.json"), "{" + string.Join(',', names.Select(n => $"\"{n}\":\"{n}\"")) + "}");
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), "");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddUi(new UiSettings(_folder, true, _ => "Region Sjælland") { IsBusy = error => error is TimeoutException });
        _app = builder.Build();
        _app.UseUi();
        _app.MapUi();
        _app.MapGet("/broken", string () => throw new InvalidOperationException(Secret));
        _app.MapGet("/busy", string () => throw new TimeoutException(Secret));
        _app.MapPages().MapGet("/secret", (HttpContext context) => ErrorPages.Forbidden(context));
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("/nowhere", HttpStatusCode.NotFound, "Siden findes ikke")]
    [InlineData("/secret", HttpStatusCode.Forbidden, "Du har ikke adgang til denne side")]
    [InlineData("/broken", HttpStatusCode.InternalServerError, "Noget gik galt hos os")]
    [InlineData("/busy", HttpStatusCode.ServiceUnavailable, "Vi kan ikke svare lige nu")]
    public async Task People_get_a_page_in_Danish_with_a_way_on(string address, HttpStatusCode status, string title)
    {
        var (answered, page) = await Get(address, "text/html", null);
        Assert.Equal(status, answered.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Gå til forsiden", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answered.Headers.RetryAfter is not null);
        Assert.Contains("default-src 'none'", answered.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_about_a_fault_follows_the_language_and_gives_a_number()
    {
        var (_, page) = await Get("/broken", "text/html", "sprog=en");
        Assert.Contains("Something went wrong on our side", page, StringComparison.Ordinal);
        Assert.Matches("give the number [0-9A-Za-z]{8}", page);
    }

    [Theory]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/broken", HttpStatusCode.InternalServerError)]
    [InlineData("/busy", HttpStatusCode.ServiceUnavailable)]
    public async Task Machines_get_no_page(string address, HttpStatusCode status)
    {
        var (answered, body) = await Get(address, "application/fhir+json", null);
        Assert.Equal(status, answered.StatusCode);
        Assert.Empty(body);
    }

    private async Task<(HttpResponseMessage Answer, string Body)> Get(string address, string accept, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", accept);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        var answer = await _http!.SendAsync(request, TestContext.Current.CancellationToken);
        // Razor writes Danish letters as character references, which read the same to a browser.
        return (answer, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
