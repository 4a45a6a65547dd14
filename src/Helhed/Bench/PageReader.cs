using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Helhed.Bench;

/// <summary>
/// Reads pages as one person over one connection that stays open. It does next to nothing, since it takes its part of the server's
/// processors: an HttpClient costs as much as a small page.
/// </summary>
internal sealed class PageReader : IDisposable
{
    private const int LongestAnswer = 4 * 1024 * 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[LongestAnswer];
    private readonly Dictionary<string, byte[]> _requests = new(StringComparer.Ordinal);
    private readonly string _host;
    private string _cookies = "";

    private PageReader(Uri server) => _host = server.Authority;

    /// <summary>Connects and logs in as a made-up person.</summary>
    public static async Task<PageReader> Start(Uri server, string persona, CancellationToken ct)
    {
        var reader = new PageReader(server);
        await reader._socket.ConnectAsync(IPAddress.Loopback, server.Port, ct);
        var (status, _) = await reader.Get($"/demo/login?as={persona}", ct);
        if (status >= 400)
        {
            throw new InvalidOperationException($"Nobody could log in as {persona}: {status}.");
        }

        reader.TakeCookies();
        await reader.Get("/borger", ct);
        reader.TakeCookies();
        return reader;
    }

    /// <summary>Reads a page to its last byte.</summary>
    /// <returns>The status, and the bytes of the answer with its headers.</returns>
    public async ValueTask<(int Status, int Bytes)> Get(string path, CancellationToken ct)
    {
        if (!_requests.TryGetValue(path, out var request))
        {
            request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {_host}\r\nAccept: text/html\r\n{_cookies}\r\n");
            _requests.Add(path, request);
        }

        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request.AsMemory(sent), ct);
        }

        var read = 0;
        while (!IsWhole(_answer.AsSpan(0, read)))
        {
            var more = await _socket.ReceiveAsync(_answer.AsMemory(read), ct);
            read += more > 0 ? more : throw new InvalidOperationException($"The connection ended in the middle of {path}.");
        }

        return (int.Parse(_answer.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture), read);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var length = answer[..end].IndexOf("\r\nContent-Length: "u8);
        if (length >= 0)
        {
            return Utf8Parser.TryParse(answer[(length + "\r\nContent-Length: ".Length)..], out int bytes, out _) && answer.Length >= end + 4 + bytes;
        }

        // Pages of unknown length come in pieces, the last of which is empty; no page has such a line in it.
        return answer.EndsWith("\r\n0\r\n\r\n"u8);
    }

    private void TakeCookies()
    {
        var headers = Encoding.ASCII.GetString(_answer, 0, _answer.AsSpan().IndexOf("\r\n\r\n"u8));
        var given = headers.Split("\r\n").Where(h => h.StartsWith("Set-Cookie: ", StringComparison.OrdinalIgnoreCase)).Select(h => h["Set-Cookie: ".Length..].Split(';')[0]);
        var kept = _cookies.Length == 0 ? [] : _cookies["Cookie: ".Length..].TrimEnd().Split("; ");
        _cookies = $"Cookie: {string.Join("; ", kept.Concat(given))}\r\n";
        _requests.Clear();
    }
}
