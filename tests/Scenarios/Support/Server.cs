using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A running server with an empty store in demo mode, and a client with a token for it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4); // on a busy machine

    private readonly HostProcess _process;
    private readonly HttpClient _http;

    private Server(HostProcess process, HttpClient http, string token)
    {
        _process = process;
        _http = http;
        Client = new FhirClient(http, token);
    }

    internal FhirClient Client { get; }

    /// <summary>Requests of no kind in particular.</summary>
    internal HttpClient Http => _http;

    /// <summary>Where it answers.</summary>
    internal Uri Address => _http.BaseAddress!;

    internal string Said => _process.Said;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    /// <summary>Starts on a folder (SQLite) or, with a connection, on PostgreSQL.</summary>
    /// <param name="data">The folder.</param>
    /// <param name="connection">The connection; null for SQLite.</param>
    /// <param name="options">Further options of the command line, such as --people; without that it is empty.</param>
    internal static async Task<Server> Start(string data, string? connection, params string[] options)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        string[] people = options.Contains("--people") ? [] : ["--people", "0"];
        string[] arguments = ["serve", "--demo", "on", "--data", data, "--urls", url, .. people, .. options];
        var process = HostProcess.Start(connection is null ? arguments : [.. arguments, "--database", connection]);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        var http = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(100) };
        try
        {
            return new Server(process, http, await Token(process, http));
        }
        catch
        {
            http.Dispose();
            await process.DisposeAsync();
            throw;
        }
    }

    internal Task Kill() => _process.Kill();

    private static async Task<string> Token(HostProcess process, HttpClient http)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && !process.HasExited)
        {
            try
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = "demo-system",
                    ["client_secret"] = "demo-system",
                });
                using var answer = await http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
                return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
            }
            catch (Exception e) when (e is HttpRequestException { StatusCode: null } or TaskCanceledException)
            {
                await Task.Delay(50); // Not listening yet.
            }
        }

        throw new InvalidOperationException($"The server did not answer within {Patience.TotalSeconds} s. It said:\n{process.Said}");
    }
}
