using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Scenarios;

/// <summary>A request that an endpoint got.</summary>
internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    internal JsonNode Json => JsonNode.Parse(Body)!;

    internal long HeaderNumber => long.Parse(Headers["Helhed-Event-Number"], CultureInfo.InvariantCulture);

    /// <summary>The type of a topic's notification.</summary>
    internal string Type => Parameter("type")!["valueCode"]!.GetValue<string>();

    internal long Count => long.Parse(Parameter("events-since-subscription-start")!["valueString"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    internal IReadOnlyList<JsonNode> Events => [.. Status.Where(p => p!["name"]!.GetValue<string>() == "notification-event").Select(p => p!)];

    internal IReadOnlyList<long> Numbers => [.. Events.Select(e => long.Parse(Part(e, "event-number")!["valueString"]!.GetValue<string>(), CultureInfo.InvariantCulture))];

    internal IReadOnlyList<string> Focuses => [.. Events.Select(e => Part(e, "focus")!["valueReference"]!["reference"]!.GetValue<string>().Split('/')[^1])];

    private JsonArray Status => Json["entry"]![0]!["resource"]!["parameter"]!.AsArray();

    internal JsonNode? Parameter(string name) => Status.FirstOrDefault(p => p!["name"]!.GetValue<string>() == name);

    internal static JsonNode? Part(JsonNode parameter, string name) => parameter["part"]!.AsArray().FirstOrDefault(p => p!["name"]!.GetValue<string>() == name);
}

/// <summary>A subscriber's endpoint: a real HTTP listener on loopback that keeps what it gets and answers as it is told.</summary>
internal sealed class SubscriptionEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private volatile Func<Received, Task<int>> _answer = _ => Task.FromResult(200);

    private SubscriptionEndpoint(WebApplication app) => _app = app;

    internal string Address => _app.Urls.First();

    internal IReadOnlyList<Received> All => [.. _received];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal static async Task<SubscriptionEndpoint> Start(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var endpoint = new SubscriptionEndpoint(builder.Build());
        endpoint._app.Run(endpoint.Take);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    internal void Answers(int status) => _answer = _ => Task.FromResult(status);

    internal void Answers(Func<Received, Task<int>> answer) => _answer = answer;

    /// <summary>Waits until what was received is as wished.</summary>
    internal async Task<IReadOnlyList<Received>> Until(Func<IReadOnlyList<Received>, bool> isEnough, int seconds = 30)
    {
        for (var waited = 0; waited < seconds * 1000; waited += 20)
        {
            var all = All;
            if (isEnough(all))
            {
                return all;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"After {seconds} s the endpoint has:\n{string.Join('\n', All.Select(r => $"{r.Method} {r.Path} {(r.Body.Length > 300 ? r.Body[..300] : r.Body)}"))}");
    }

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new Received(context.Request.Method, context.Request.Path, headers, body);
        var status = await _answer(received);
        _received.Enqueue(received with { Headers = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase) { ["answered"] = status.ToString(CultureInfo.InvariantCulture) } });
        context.Response.StatusCode = status;
        if (status is 301 or 307)
        {
            context.Response.Headers.Location = "/elsewhere";
        }
    }
}
