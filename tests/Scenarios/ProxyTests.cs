using System.Net;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Behind a proxy: who is told from whom, by what a trusted proxy says and by nobody else's word.</summary>
public sealed class ProxyTests : IDisposable
{
    private const int MoreThanAllowed = 25; // of one client from one address

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-proxy-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_trusted_proxy_tells_clients_apart_and_only_for_its_own_part()
    {
        await using var server = await Server.Start(_folder, null, "--trusted-proxy", "127.0.0.1");
        Assert.Equal(HttpStatusCode.TooManyRequests, await Guess(server, "203.0.113.7", MoreThanAllowed));
        Assert.Equal(HttpStatusCode.Unauthorized, await Guess(server, "203.0.113.8", 1));

        // The proxy adds on the right: what stands left of it is the client's own invention.
        Assert.Equal(HttpStatusCode.TooManyRequests, await Guess(server, "198.51.100.1, 203.0.113.7", 1));
    }

    [Fact]
    public async Task Without_a_trusted_proxy_nobody_may_say_who_they_are()
    {
        await using var server = await Server.Start(_folder, null);
        Assert.Equal(HttpStatusCode.TooManyRequests, await Guess(server, "203.0.113.7", MoreThanAllowed));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Guess(server, "203.0.113.8", 1));
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_is_refused_with_a_reason()
    {
        await using var process = HostProcess.Start("serve", "--data", _folder, "--trusted-proxy", "proxy.example");
        Assert.Equal(2, await process.Exit(TimeSpan.FromMinutes(2)));
        Assert.Contains("--trusted-proxy is an IP address, such as 10.1.2.3, and not 'proxy.example'.", process.Said, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Guess(Server server, string forwardedFor, int times)
    {
        var last = HttpStatusCode.OK;
        for (var i = 0; i < times && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/oauth2/token", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "demo-system", ["client_secret"] = "wrong" }),
            };
            request.Headers.Add("X-Forwarded-For", forwardedFor);
            using var answer = await server.Http.SendAsync(request, Ct);
            last = answer.StatusCode;
        }

        return last;
    }
}
