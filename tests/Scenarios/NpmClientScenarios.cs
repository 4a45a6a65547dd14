using System.ComponentModel;
using System.Diagnostics;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The npm client <c>fhirclient</c>, as others use it, against the running server: <c>NpmClient/drive.cjs</c> says what it does.</summary>
[Trait("Needs", "Npm")]
public abstract class NpmClientScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static readonly SemaphoreSlim Installing = new(1);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "NpmClient");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_in_writes_reads_searches_follows_pages_and_references_and_is_told_what_is_wrong()
    {
        Assert.SkipUnless(await HasNpm(), "npm is not installed; install it with: apt-get install -y nodejs npm");
        await Install();
        var (exit, said) = await Run("node", "drive.cjs", await Address(), Mark);
        Assert.True(exit == 0, said);
        Assert.Equal(
            [
                "login", "create and update", "read", "search, flat and by pages", "onPage", "a refused search", "resolveReferences", "update, patch and an earlier version", "refused changes", "delete",
                "operations, metadata and a batch",
            ],
            said.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal)).Select(line => line[3..]));
    }

    private async Task<string> Address() => (await Api.Anonymous.Get("metadata")).Json["implementation"]!["url"]!.GetValue<string>();

    // Once for both databases.
    private static async Task Install()
    {
        await Installing.WaitAsync(Ct);
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            {
                var (exit, said) = await Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
                Assert.True(exit == 0, $"npm ci ended with {exit}: {said}");
            }
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<bool> HasNpm()
    {
        try
        {
            return (await Run("npm", "--version")).Exit == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Exit, string Said)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, $"{await output}{await errors}");
    }
}

public sealed class SqliteNpmClient() : NpmClientScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlNpmClient() : NpmClientScenarios(Dialect.PostgreSql);
