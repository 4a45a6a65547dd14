using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(Helhed.Tests.Scenarios.Support.NpmProvider))]

namespace Helhed.Tests.Scenarios.Support;

/// <summary>The npm package <c>oidc-provider</c> as a process of its own, started by the first test that needs it and shared by all.</summary>
public sealed class NpmProvider : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "NpmProvider");
    private static readonly Lazy<Task<(Process Process, string Issuer)?>> Running = new(Start);

    public void Dispose()
    {
        if (Running.IsValueCreated && Running.Value is { IsCompletedSuccessfully: true, Result: var (process, _) })
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    /// <summary>The issuer; skips the test when npm is not installed.</summary>
    internal static async Task<string> Issuer()
    {
        var running = await Running.Value;
        Assert.SkipWhen(running is null, "npm is not installed; install it with: apt-get install -y nodejs npm");
        return running.Value.Issuer;
    }

    /// <summary>Registers a client for a host: https://openid.net/specs/openid-connect-registration-1_0.html</summary>
    internal static async Task<(string Id, string? Secret)> Register(Uri host, string provider, string method, JsonNode? keys = null)
    {
        var client = new JsonObject
        {
            ["redirect_uris"] = new JsonArray($"{host.GetLeftPart(UriPartial.Authority)}/log-ind/svar/{provider}"),
            ["post_logout_redirect_uris"] = new JsonArray($"{host.GetLeftPart(UriPartial.Authority)}/logget-af"),
            ["backchannel_logout_uri"] = $"{host.GetLeftPart(UriPartial.Authority)}/logout/backchannel/{provider}",
            ["backchannel_logout_session_required"] = true,
            ["token_endpoint_auth_method"] = method,
        };
        if (keys is not null)
        {
            client["jwks"] = keys;
        }

        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{await Issuer()}/reg", client);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var json = JsonNode.Parse(text)!;
        return (json["client_id"]!.GetValue<string>(), json["client_secret"]?.GetValue<string>());
    }

    private static async Task<(Process, string)?> Start()
    {
        try
        {
            await Install();
        }
        catch (Win32Exception)
        {
            return null;
        }

        var start = new ProcessStartInfo("node", ["provider.mjs"]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        for (var line = ""; line is not null; line = await process.StandardOutput.ReadLineAsync())
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // so that it never waits to be heard
                return (process, line);
            }
        }

        throw new InvalidOperationException("The provider did not start: is Node.js 20 or later installed?");
    }

    private static async Task Install()
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"npm ci ended with {process.ExitCode}: {await said}{errors}");
    }
}
