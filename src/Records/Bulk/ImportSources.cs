using System.Net;
using Helhed.Platform;

namespace Helhed.Records.Bulk;

/// <summary>
/// From where files may be fetched: only from addresses that the server was started with, so that nobody can have it ask other machines
/// of its network on their behalf. Redirects are not followed.
/// </summary>
internal static class ImportSources
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Why an address is not fetched; null when it may be.</summary>
    public static Problem? Refusal(string? url, BulkOptions options)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            return new Problem(ProblemKind.Invalid, "A file's url is an http or https address without a user name.", "input.url");
        }

        if (options.ImportsFromLoopback && IsLoopback(address))
        {
            return null;
        }

        return options.ImportSources.Any(s => Uri.TryCreate(s, UriKind.Absolute, out var source) && Begins(address, source))
            ? null
            : new Problem(ProblemKind.Forbidden, "Files may be fetched only from the addresses that the server was started with (--import-from).", "input.url");
    }

    /// <summary>Begins to fetch. The answer's content is streamed and not limited in time; its headers are awaited for a minute.</summary>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<HttpResponseMessage> Fetch(string url, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            return await Client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException("No answer within a minute.");
        }
    }

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static bool Begins(Uri address, Uri source) =>
        address.Scheme == source.Scheme && address.Host == source.Host && address.Port == source.Port && UnderPath(address.AbsolutePath, source.AbsolutePath);

    // "/export" stands for itself and for "/export/…", not for "/exports".
    private static bool UnderPath(string path, string source) =>
        path.StartsWith(source, StringComparison.Ordinal) && (path.Length == source.Length || source.EndsWith('/') || path[source.Length] == '/');
}
