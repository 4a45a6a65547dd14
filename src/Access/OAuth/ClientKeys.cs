using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Helhed.Access.OAuth;

/// <summary>The public keys of a client: those that were registered, or fetched from its jwks_uri, which is asked at most every ten seconds.</summary>
internal sealed class ClientKeys : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int Largest = 64 * 1024;

    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, Fetched> _fetched = new(StringComparer.Ordinal);

    public ClientKeys(TimeProvider clock, AccessOptions options)
    {
        _clock = clock;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, options.Demo, ct),
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = Largest,
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The key with an id and an algorithm; null when the client has none such.</summary>
    internal async ValueTask<JsonWebKey?> Find(App app, string kid, string algorithm, CancellationToken ct)
    {
        if (app.Registration.Jwks is { } own)
        {
            return In(JsonWebKeys.Read(own), kid, algorithm);
        }

        if (app.Registration.JwksUri is not { } uri)
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        var isKnown = _fetched.TryGetValue(uri, out var fetched);
        var found = isKnown && now - fetched!.At < Kept ? In(fetched.Keys, kid, algorithm) : null;
        if (found is not null || (isKnown && now - fetched!.At < Pause))
        {
            return found;
        }

        // Noted before it is fetched, so that many wrong key ids do not become many requests.
        _fetched[uri] = new Fetched(fetched?.Keys, now);
        var keys = await Fetch(uri, ct);
        _fetched[uri] = new Fetched(keys ?? fetched?.Keys, now);
        return In(keys, kid, algorithm);
    }

    private async ValueTask<List<JsonWebKey>?> Fetch(string uri, CancellationToken ct)
    {
        try
        {
            return JsonWebKeys.Read(await _http.GetStringAsync(new Uri(uri), ct));
        }
        catch (Exception error) when (error is HttpRequestException or SocketException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null; // The client is refused, as one whose key is not known.
        }
    }

    private static JsonWebKey? In(List<JsonWebKey>? keys, string kid, string algorithm) => keys?.Find(key => key.Kid == kid && key.Algorithm == algorithm);

    // Looked at after the name is resolved: a name that leads into the own network is refused too.
    private static async ValueTask<Stream> Connect(DnsEndPoint target, bool mayBeLoopback, CancellationToken ct)
    {
        foreach (var address in await Dns.GetHostAddressesAsync(target.Host, ct))
        {
            if (!IsPublic(address) && !(mayBeLoopback && IPAddress.IsLoopback(address)))
            {
                continue;
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, target.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new HttpRequestException("The address of the keys leads into a private network.");
    }

    private static bool IsPublic(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // Global unicast alone, 2000::/3, without the ranges that carry IPv4 inside.
            var six = ip.GetAddressBytes();
            return (six[0] & 0xE0) == 0x20 && !(six[0] == 0x20 && six[1] is 0x01 or 0x02 && (six[1] == 0x02 || (six[2] | six[3]) == 0));
        }

        var four = ip.GetAddressBytes();
        return four[0] is not (0 or 10 or 127 or >= 224)
            && !(four[0] == 100 && four[1] is >= 64 and <= 127)
            && !(four[0] == 169 && four[1] == 254)
            && !(four[0] == 172 && four[1] is >= 16 and <= 31)
            && !(four[0] == 192 && four[1] is 168 or 0)
            && !(four[0] == 198 && four[1] is 18 or 19);
    }

    private sealed record Fetched(List<JsonWebKey>? Keys, DateTimeOffset At);
}
