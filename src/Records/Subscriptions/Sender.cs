using System.Net;
using System.Net.Http.Headers;

namespace Helhed.Records.Subscriptions;

/// <summary>A notification, ready to be sent.</summary>
/// <param name="Method">POST, or PUT.</param>
/// <param name="Address">Where.</param>
/// <param name="Body">What; null for an empty one.</param>
internal sealed record Notification(HttpMethod Method, Uri Address, byte[]? Body);

/// <summary>Sends notifications to endpoints. What an endpoint answers is looked at no further than its status.</summary>
internal sealed class Sender : IDisposable
{
    private readonly EndpointRule _rule;
    private readonly SubscriptionOptions _options;
    private readonly HttpClient _client;

    public Sender(SubscriptionOptions options)
    {
        _options = options;
        _rule = new EndpointRule(options);
        _client = new HttpClient(new SocketsHttpHandler
        {
            // A redirect could lead where the endpoint itself may not.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = _rule.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Why the endpoint of a channel may not be called, or null.</summary>
    public string? Refusal(Channel channel) => channel.Endpoint is { } endpoint ? _rule.Refusal(endpoint) : null;

    /// <summary>Sends; gives what went wrong, or null when the endpoint answered with 2xx. The texts hold nothing that the endpoint said.</summary>
    public async ValueTask<string?> Send(Channel channel, Notification notification, IReadOnlyList<KeyValuePair<string, string>> marks, CancellationToken ct)
    {
        if (_rule.Refusal(notification.Address) is { } refusal)
        {
            return refusal;
        }

        var patience = channel.TimeoutSeconds is { } asked && TimeSpan.FromSeconds(asked) < _options.Timeout ? TimeSpan.FromSeconds(asked) : _options.Timeout;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        using var request = Request(channel, notification, marks);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode ? null : Answered(response.StatusCode);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"The endpoint did not answer within {patience.TotalSeconds:0.#} s.";
        }
        catch (HttpRequestException error)
        {
            return error.InnerException is EndpointRefusedException refused ? refused.Message : $"The endpoint could not be reached: {error.HttpRequestError}.";
        }
    }

    private static HttpRequestMessage Request(Channel channel, Notification notification, IReadOnlyList<KeyValuePair<string, string>> marks)
    {
        var request = new HttpRequestMessage(notification.Method, notification.Address) { Content = new ByteArrayContent(notification.Body ?? []) };
        if (notification.Body is not null && MediaTypeHeaderValue.TryParse(channel.ContentType, out var type))
        {
            request.Content.Headers.ContentType = type;
        }

        foreach (var (name, value) in channel.Headers.Concat(marks))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static string Answered(HttpStatusCode status) => (int)status is >= 300 and < 400
        ? $"The endpoint answered {(int)status}; redirects are not followed."
        : $"The endpoint answered {(int)status}.";
}
