using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary><c>./dev apps</c> and <c>./dev keys</c>: who may ask people for access, decided at the command line.</summary>
public abstract class AppsCommandScenarios(Dialect dialect) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-apps-").FullName;
    private string[] _store = [];

    public async ValueTask InitializeAsync()
    {
        _store = ["--data", _folder];
        if (dialect == Dialect.PostgreSql)
        {
            _store = [.. _store, "--database", await PostgreSqlServer.NewDatabase()];
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_app_is_registered_listed_closed_and_approved_again()
    {
        var added = await Run("apps", "add", "Blodtryk", "--scope", "launch/patient patient/*.rs", "--redirect", "https://app.example.org/cb", "--secret");
        Assert.True(added.ExitCode == 0, added.Errors);
        Assert.Matches("^client id  [0-9a-f-]{36}$", added.Lines[0]);
        Assert.Matches("^secret     [A-Za-z0-9_-]{43}$", added.Lines[1]);
        var id = added.Lines[0]["client id  ".Length..];
        foreach (var (verb, state) in new[] { ("close", "closed"), ("approve", "approved"), ("refuse", "refused") })
        {
            Assert.Equal(0, (await Run("apps", verb, id)).ExitCode);
            Assert.StartsWith($"{id}  {state}", (await Run("apps", "list")).Lines[0], StringComparison.Ordinal);
        }

        Assert.Equal(1, (await Run("apps", "approve", "nobody")).ExitCode);
        var wrong = await Run("apps", "add", "Blodtryk", "--scope", "patient/*.sr", "--redirect", "https://app.example.org/cb");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("in this order", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_beside_the_one_there_was()
    {
        var first = await CommandRun.Of("", "keys", "rotate", "--data", _folder);
        var second = await CommandRun.Of("", "keys", "rotate", "--data", _folder);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.NotEqual(first.Lines[0], second.Lines[0]);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "keys"), "token-*.pem").Length);
    }

    private Task<CommandRun> Run(params string[] arguments) => CommandRun.Of("", [.. arguments, .. _store]);
}

public sealed class SqliteAppsCommand() : AppsCommandScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlAppsCommand() : AppsCommandScenarios(Dialect.PostgreSql);
