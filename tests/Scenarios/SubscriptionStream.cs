using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios;

/// <summary>One of the events of a stream.</summary>
internal sealed record StreamEvent(string Type, long Id, string Data)
{
    internal Received Notification => new("", "", new Dictionary<string, string>(), Data);
}

/// <summary>A page's stream of server-sent events, read as a browser does.</summary>
internal sealed class SubscriptionStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StreamEvent> _events = new();
    private readonly HttpResponseMessage _response;
    private readonly HttpClient _http;
    private readonly Task _reading;

    private SubscriptionStream(HttpClient http, HttpResponseMessage response)
    {
        _http = http;
        _response = response;
        _reading = Read();
    }

    internal IReadOnlyList<StreamEvent> All => [.. _events];

    internal int Heartbeats { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _response.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary>Opens a stream; the authorization is a cookie or a bearer token.</summary>
    internal static async Task<SubscriptionStream> Open(string address, string authorization, string? lastEventId = null)
    {
        var (http, response) = await Send(address, authorization, lastEventId);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{address}: {(int)response.StatusCode} {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync())}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new SubscriptionStream(http, response);
    }

    /// <summary>Opens a stream; null where it is refused.</summary>
    internal static async Task<SubscriptionStream?> TryOpen(string address, string authorization)
    {
        var (http, response) = await Send(address, authorization, null);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return new SubscriptionStream(http, response);
        }

        Assert.True(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized, $"{address}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        response.Dispose();
        http.Dispose();
        return null;
    }

    /// <summary>The status with which a stream is refused.</summary>
    internal static async Task<int> Refused(string address, string authorization)
    {
        var (http, response) = await Send(address, authorization, null);
        using (http)
        using (response)
        {
            return (int)response.StatusCode;
        }
    }

    internal async Task<IReadOnlyList<StreamEvent>> Until(Func<IReadOnlyList<StreamEvent>, bool> isEnough, int seconds = 30)
    {
        for (var waited = 0; waited < seconds * 1000; waited += 20)
        {
            if (isEnough(All))
            {
                return All;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"After {seconds} s the stream has:\n{string.Join('\n', All)}");
    }

    /// <summary>Waits for so many events; false when they do not come.</summary>
    internal async Task<bool> Comes(int count, int seconds = 30)
    {
        for (var waited = 0; waited < seconds * 1000 && _events.Count < count; waited += 5)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return _events.Count >= count;
    }

    /// <summary>Waits until the server ends the stream.</summary>
    internal async Task<bool> Ends(int seconds) => await Task.WhenAny(_reading, Task.Delay(seconds * 1000, TestContext.Current.CancellationToken)) == _reading;

    private static async Task<(HttpClient Http, HttpResponseMessage Response)> Send(string address, string authorization, string? lastEventId)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }
        else if (authorization.Length > 0)
        {
            request.Headers.Add("Cookie", authorization);
        }

        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return (http, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
    }

    private async Task Read()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_stop.Token));
            var (type, id) = ("", 0L);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var value = colon < 0 ? "" : line[(colon + 1)..].TrimStart(' ');
                switch (colon < 0 ? line : line[..colon])
                {
                    case "event":
                        type = value;
                        break;
                    case "id":
                        id = long.Parse(value, CultureInfo.InvariantCulture);
                        break;
                    case "data":
                        _events.Enqueue(new StreamEvent(type, id, value));
                        break;
                    case "" when colon == 0:
                        Heartbeats++;
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
        }
    }
}
