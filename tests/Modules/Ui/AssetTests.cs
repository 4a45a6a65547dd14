using System.IO.Compression;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Modules.Ui;

/// <summary>Assets and the language switch over real HTTP, from a folder made for the test.</summary>
public sealed class AssetTests : IAsyncLifetime
{
    private const string Style = "body { color: #000 } /* long enough to be worth compressing, as a real style sheet is */";

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-assets-").FullName;
    private WebApplication? _app;
    private HttpClient? _http;

    private HttpClient Http => _http ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "manifest.json"), """{"a.css":"a.123.css","f.woff2":"f.456.woff2"}""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.123.css"), Style);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "a.123.css.gz"), Gzip(Style));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "f.456.woff2"), [1, 2, 3]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret.txt"), "not in the manifest");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddUi(new UiSettings(_folder, true, _ => "Region Sjælland"));
        _app = builder.Build();
        _app.UseUi();
        _app.MapUi();
        await _app.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()) };
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

    [Fact]
    public void The_catalogue_gives_hashed_addresses_and_names_what_is_missing()
    {
        var catalogue = AssetCatalogue.Read(_folder);
        Assert.Equal("/assets/a.123.css", catalogue.Address("a.css"));
        Assert.Contains("b.css", Assert.Throws<KeyNotFoundException>(() => catalogue.Address("b.css")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_assets_says_how_to_build_them()
    {
        var empty = Directory.CreateTempSubdirectory("helhed-empty-");
        var error = Assert.Throws<FileNotFoundException>(() => AssetCatalogue.Read(empty.FullName));
        Assert.Contains("node build.mjs", error.Message, StringComparison.Ordinal);
        empty.Delete();
    }

    [Theory]
    [InlineData("gzip, br", "gzip")]
    [InlineData("gzip;q=0", null)]
    [InlineData("", null)]
    public async Task A_style_sheet_is_served_as_the_reader_accepts_it(string accepts, string? encoding)
    {
        var answer = await Get("/assets/a.123.css", accepts);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.FirstOrDefault());
        Assert.Equal(Style, encoding is null ? Encoding.UTF8.GetString(bytes) : Gunzip(bytes));
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString().Replace("max-age=31536000, public", "public, max-age=31536000", StringComparison.Ordinal));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
    }

    [Fact]
    public async Task A_copy_with_the_same_tag_is_not_sent_again()
    {
        var first = await Get("/assets/f.456.woff2", "");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/f.456.woff2");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("font/woff2", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/assets/secret.txt")]
    [InlineData("/assets/manifest.json")]
    [InlineData("/assets/..%2fsecret.txt")]
    public async Task Only_what_the_manifest_names_is_served(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await Get(address, "")).StatusCode);

    [Theory]
    [InlineData("/sprog?til=en&to=%2Fborger", "/borger", "sprog=en")]
    [InlineData("/sprog?til=da&to=%2F%2Fevil.example", "/", "sprog=da")]
    [InlineData("/sprog?til=xx", "/", "sprog=da")]
    public async Task The_language_is_remembered_and_the_reader_comes_back(string address, string back, string cookie)
    {
        var answer = await Get(address, "");
        Assert.Equal(back, answer.Headers.Location?.ToString());
        Assert.StartsWith(cookie, answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_icon_that_can_be_named_is_in_the_sprite()
    {
        var sprite = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../web/icons.txt")).Where(l => l.Length > 0).Order(StringComparer.Ordinal);
        Assert.Equal(sprite, Enum.GetValues<IconName>().Select(Icon.Id).Order(StringComparer.Ordinal));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private async Task<HttpResponseMessage> Get(string address, string accepts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accepts.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private static string Gunzip(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
