using System.Net;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A browser without a screen: keeps cookies and follows redirects one by one.</summary>
internal sealed partial class Wanderer : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _home;

    internal Wanderer(Uri home)
    {
        _home = home;
        Cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { Timeout = TimeSpan.FromSeconds(100) };
    }

    internal CookieContainer Cookies { get; }

    /// <summary>Added to the address of a provider's authorization endpoint, as a person would type there.</summary>
    internal string? Hint { get; set; }

    /// <summary>May change an address before it is gone to.</summary>
    internal Func<Uri, Uri> Bend { get; set; } = address => address;

    internal List<Uri> Path { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    /// <summary>The value of the session's cookie; null when there is none.</summary>
    internal string? Session => Cookies.GetCookies(_home)["helhed_session"]?.Value;

    internal void SetSession(string secret) => Cookies.Add(_home, new System.Net.Cookie("helhed_session", secret, "/"));

    internal Task<Visited> Get(string address) => Go(HttpMethod.Get, new Uri(_home, address), null, null);

    internal Task<Visited> Post(string address, IEnumerable<KeyValuePair<string, string>> form, string? origin = "own") =>
        Go(HttpMethod.Post, new Uri(_home, address), new FormUrlEncodedContent(form), origin == "own" ? Origin(new Uri(_home, address)) : origin);

    /// <summary>Sends a page's form with its hidden fields and what else is filled in.</summary>
    internal Task<Visited> Submit(Visited page, string action, params (string Name, string Value)[] filled)
    {
        var form = Forms().Matches(page.Text).Select(m => m.Value).First(f => WebUtility.HtmlDecode(Action().Match(f).Groups[1].Value) == action);
        var fields = Inputs().Matches(form).Select(m => m.Value)
            .Where(input => !input.Contains("type=\"radio\"", StringComparison.Ordinal))
            .Select(input => (Name: NameOf().Match(input).Groups[1].Value, Value: WebUtility.HtmlDecode(ValueOf().Match(input).Groups[1].Value)))
            .Where(field => field.Name.Length > 0)
            .Concat(filled)
            .Select(field => new KeyValuePair<string, string>(field.Name, field.Value));
        return Post(new Uri(page.Address, action).AbsoluteUri, fields);
    }

    private async Task<Visited> Go(HttpMethod method, Uri address, HttpContent? body, string? origin)
    {
        for (var hops = 0; hops < 12; hops++)
        {
            address = Bend(WithHint(address));
            Path.Add(address);
            using var request = new HttpRequestMessage(method, address) { Content = body };
            request.Headers.Add("Accept", "text/html");
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using var answer = await _http.SendAsync(request, Ct);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307) || answer.Headers.Location is not { } location)
            {
                var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join("; ", h.Value), StringComparer.OrdinalIgnoreCase);
                return new Visited((int)answer.StatusCode, address, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), headers);
            }

            (method, body, origin, address) = (HttpMethod.Get, null, null, new Uri(address, location));
        }

        throw new InvalidOperationException($"More redirects than a browser follows: {string.Join(" → ", Path)}");
    }

    private Uri WithHint(Uri address) =>
        Hint is not null && address.Port != _home.Port && address.AbsolutePath == "/auth" && address.Query.Contains("client_id=", StringComparison.Ordinal) && !address.Query.Contains("login_hint", StringComparison.Ordinal)
            ? new Uri($"{address.AbsoluteUri}&login_hint={Uri.EscapeDataString(Hint)}")
            : address;

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex NameOf();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex ValueOf();
}

/// <summary>Where a way ended.</summary>
internal sealed record Visited(int Status, Uri Address, string Text, IReadOnlyDictionary<string, string> Headers)
{
    internal string Heading => Regex.Match(Text, "<h1[^>]*>(.*?)</h1>").Groups[1].Value;

    /// <summary>Asserts where it ended and how.</summary>
    internal Visited Expect(int status, string path, string? heading = null)
    {
        Assert.True(Status == status && Address.PathAndQuery.StartsWith(path, StringComparison.Ordinal), $"{Status} at {Address}: {Heading}\n{(Text.Length > 2000 ? Text[..2000] : Text)}");
        if (heading is not null)
        {
            Assert.Equal(heading, Heading);
        }

        return this;
    }
}
