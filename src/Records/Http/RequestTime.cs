using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>The time of one request: when it is up, the request is cancelled as if the client had gone.</summary>
internal sealed class RequestTime : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _limit;

    public RequestTime(HttpContext context, TimeSpan limit)
    {
        _context = context;
        _limit = limit;
        _client = context.RequestAborted;
        _source = CancellationTokenSource.CreateLinkedTokenSource(_client);
        _source.CancelAfter(limit);
        context.RequestAborted = _source.Token;
        context.Features.Set(this);
    }

    public bool IsUp => _source.IsCancellationRequested && !_client.IsCancellationRequested;

    /// <summary>Time spent on the body is the client's; Kestrel itself hangs up on those who send too slowly.</summary>
    public static void Pause(HttpContext context) => context.Features.Get<RequestTime>()?._source.CancelAfter(Timeout.InfiniteTimeSpan);

    public static void Begin(HttpContext context)
    {
        if (context.Features.Get<RequestTime>() is { } time)
        {
            time._source.CancelAfter(time._limit);
        }
    }

    /// <summary>Lets the answer about the failure through.</summary>
    public void Stop() => _context.RequestAborted = _client;

    public void Dispose()
    {
        _context.RequestAborted = _client;
        _source.Dispose();
    }
}
