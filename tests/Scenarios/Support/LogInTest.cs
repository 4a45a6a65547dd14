using Helhed.Platform.Data;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>The entrance with a provider that says what a test wants, and one person who logs in there.</summary>
public abstract class LogInTest(Dialect dialect) : EntranceTest(dialect)
{
    protected const string IngersNumber = "0101701234";

    private protected async Task<Running> Citizens(FakeProvider provider)
    {
        await GivePatient("inger", IngersNumber, new DateOnly(1970, 1, 1));
        Fill(provider, ("sub", "inger"), ("cpr", "010170-1234"), ("loa", "Substantial"), ("name", "Inger Mortensen"));
        return await Open(Provider("mitid", provider.Issuer, "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret)));
    }

    private protected async Task<Running> Staff(FakeProvider provider)
    {
        await GivePractitioner("birgitte", "ABC12");
        Fill(provider, ("sub", "b"), ("autid", "ABC12"), ("name", "Birgitte Lund"));
        return await Open(Provider("region", provider.Issuer, "staff", (FakeProvider.ClientId, FakeProvider.ClientSecret), ("AssuranceClaim", null), ("Assurance", "substantial")));
    }

    private static void Fill(FakeProvider provider, params (string Name, string Value)[] claims)
    {
        foreach (var (name, value) in claims)
        {
            provider.Person[name] = value;
        }
    }

    protected static void Shift(Dictionary<string, object> claims, TimeSpan by)
    {
        foreach (var name in new[] { "iat", "exp", "auth_time" })
        {
            claims[name] = (long)claims[name] + (long)by.TotalSeconds;
        }
    }
}
