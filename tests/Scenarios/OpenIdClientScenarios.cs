using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The npm package <c>openid-client</c>, as others use it, against the running server: <c>NpmOpenId/drive.mjs</c> says what it does.</summary>
[Trait("Needs", "Npm")]
public abstract class OpenIdClientScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_registers_asks_a_citizen_refreshes_looks_gives_back_and_works_on_its_own()
    {
        var api = (await Api.Anonymous.Get("metadata")).Json["implementation"]!["url"]!.GetValue<string>();
        var (exit, said) = await NpmFolder.Run("NpmOpenId", Ct, "drive.mjs", new Uri(api).GetLeftPart(UriPartial.Authority), Mark);
        Assert.True(exit == 0, said);
        Assert.Equal(
            [
                "discovery and registration", "code flow with PKCE, iss and a signed id token", "the API", "refresh and introspection", "a token or a code that comes twice", "revocation",
                "private_key_jwt", "Backend Services", "a public app",
            ],
            said.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal)).Select(line => line[3..]));
    }
}

public sealed class SqliteOpenIdClient() : OpenIdClientScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOpenIdClient() : OpenIdClientScenarios(Dialect.PostgreSql);
