using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Helhed.Bench;

/// <summary>
/// The server in a process of its own on loopback, asked over connections that stay open. Its processor time is the server's and the
/// database's; that of the client, which is this process, is not counted.
/// </summary>
internal sealed partial class HttpTarget : ITarget
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly Process _server;
    private readonly HttpClient _client;
    private readonly Func<TimeSpan?> _databaseCpu;

    private HttpTarget(Process server, HttpClient client, Func<TimeSpan?> databaseCpu)
    {
        _server = server;
        _client = client;
        _databaseCpu = databaseCpu;
    }

    public string Name => "HTTP";

    public CpuTime Cpu => new(ProcessCpu.Of(_server), _databaseCpu());

    public bool Can(BenchOperation operation) => true;

    public static async Task<HttpTarget> Start(string connection, string folder, Func<TimeSpan?> databaseCpu, CancellationToken ct, string? importFrom = null)
    {
        var started = StartServer(connection, folder, importFrom, out var address);
        try
        {
            var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128 })
            {
                BaseAddress = new Uri(await address.WaitAsync(LongestStart, ct)),
            };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Token(client, ct));
            return new HttpTarget(started, client, databaseCpu);
        }
        catch
        {
            Stop(started);
            throw;
        }
    }

    public async ValueTask<int> Run(BenchOperation operation, int caller, Pick pick)
    {
        switch (operation)
        {
            case BenchOperation.Read:
                return (await Get($"fhir/Observation/{pick.Id}")).Length > 0 ? 1 : 0;
            case BenchOperation.Create:
                return await Post("fhir/Observation", pick.Fresh, HttpStatusCode.Created) > 0 ? 1 : 0;
            case BenchOperation.Transaction:
                return await Post("fhir/", pick.FreshBundle.Value, HttpStatusCode.OK) > 0 ? SampleObservations.PerTransaction : 0;
            default:
                return (await Get($"fhir/Observation?{StoreTarget.Query(operation, pick)}")).AsSpan().Count("\"fullUrl\":"u8);
        }
    }

    /// <summary>Asks for something behind <c>/fhir/</c>.</summary>
    public Task<byte[]> Ask(string path) => Get($"fhir/{path}");

    /// <summary>Imports lines that are sent as the body of the request.</summary>
    /// <returns>Resources that were created.</returns>
    public async Task<long> ImportPosted(byte[] lines, CancellationToken ct)
    {
        using var content = new ByteArrayContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+ndjson");
        using var answer = await _client.PostAsync("fhir/$import", content, ct);
        return Created(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(ct));
    }

    /// <summary>Has the server import by a manifest, and waits until it has.</summary>
    /// <returns>Resources that were created.</returns>
    public async Task<long> ImportFetched(string url, CancellationToken ct)
    {
        using var content = new StringContent($$"""{"inputFormat":"application/fhir+ndjson","inputSource":"urn:bench","input":[{"type":"Observation","url":"{{url}}"}]}""", new MediaTypeHeaderValue("application/json"));
        using var begun = await _client.PostAsync("fhir/$import", content, ct);
        var status = begun.EnsureSuccessStatusCode().Content.Headers.ContentLocation ?? throw new InvalidOperationException("The import does not say where it tells how far it is.");
        while (true)
        {
            await Task.Delay(PollPause, ct);
            using var answer = await _client.GetAsync(status, ct);
            if (answer.EnsureSuccessStatusCode().StatusCode == HttpStatusCode.OK)
            {
                return Created(await answer.Content.ReadAsByteArrayAsync(ct));
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        Stop(_server);
        return default;
    }

    // The server is this same program: through 'dotnet' where that is how it was started.
    private static Process StartServer(string connection, string folder, string? importFrom, out Task<string> address)
    {
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(HttpTarget).Assembly.Location] : [];
        string[] sources = importFrom is null ? [] : ["--import-from", importFrom];
        var server = new Process
        {
            StartInfo = new ProcessStartInfo(
                program, [.. prefix, "serve", "--urls", "http://127.0.0.1:0", "--people", "0", "--data", folder, "--database", connection, .. sources])
            {
                RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && Address().Match(text) is { Success: true } match)
            {
                found.TrySetResult(match.Value);
            }
        };
        server.Exited += (_, _) => found.TrySetException(new InvalidOperationException("The server under measure ended before it answered."));
        server.Start();
        server.BeginOutputReadLine();
        address = found.Task;
        return server;
    }

    private static async Task<string> Token(HttpClient client, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "demo-system"), new("client_secret", "demo-system")]);
        using var answer = await client.PostAsync("oauth2/token", form, ct);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    private static long Created(byte[] manifest)
    {
        using var json = JsonDocument.Parse(manifest);
        return json.RootElement.GetProperty("output").EnumerateArray().Sum(o => o.GetProperty("created").GetInt64());
    }

    private static void Stop(Process server)
    {
        if (!server.HasExited)
        {
            server.Kill();
            server.WaitForExit();
        }

        server.Dispose();
    }

    private async Task<byte[]> Get(string path)
    {
        using var answer = await _client.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<int> Post(string path, byte[] body, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        using var answer = await _client.PostAsync(path, content);
        var received = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == expected
            ? received.Length
            : throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"POST {path} was answered with {(int)answer.StatusCode}, not {(int)expected}."));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*/")]
    private static partial Regex Address();
}
