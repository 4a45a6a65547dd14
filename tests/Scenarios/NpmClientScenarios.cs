using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The npm client <c>fhirclient</c>, as others use it, against the running server: <c>NpmClient/drive.cjs</c> says what it does.</summary>
[Trait("Needs", "Npm")]
public abstract class NpmClientScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_in_writes_reads_searches_follows_pages_and_references_and_is_told_what_is_wrong()
    {
        var (exit, said) = await NpmFolder.Run("NpmClient", Ct, "drive.cjs", await Address(), Mark);
        Assert.True(exit == 0, said);
        Assert.Equal(
            [
                "login", "create and update", "read", "search, flat and by pages", "onPage", "a refused search", "resolveReferences", "update, patch and an earlier version", "refused changes", "delete",
                "operations, metadata and a batch",
            ],
            said.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal)).Select(line => line[3..]));
    }

    private async Task<string> Address() => (await Api.Anonymous.Get("metadata")).Json["implementation"]!["url"]!.GetValue<string>();
}

public sealed class SqliteNpmClient() : NpmClientScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlNpmClient() : NpmClientScenarios(Dialect.PostgreSql);
