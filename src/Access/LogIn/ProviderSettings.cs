using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Access.LogIn;

/// <summary>How Helhed proves to a provider that it is Helhed. https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication</summary>
internal enum ClientAuthentication
{
    Basic,
    Post,
    PrivateKeyJwt,
}

/// <summary>A provider at which people prove who they are. A class and not a record: what it holds must not end in a log by way of ToString.</summary>
internal sealed class ProviderSettings
{
    /// <summary>Its name in addresses: small letters, digits and hyphens.</summary>
    internal required string Name { get; init; }

    /// <summary>What people call it.</summary>
    internal required string Title { get; init; }

    internal required string Issuer { get; init; }

    internal required string ClientId { get; init; }

    internal string? ClientSecret { get; init; }

    /// <summary>The key that signs for <see cref="ClientAuthentication.PrivateKeyJwt"/>.</summary>
    internal SigningCredentials? Key { get; init; }

    internal required ClientAuthentication Authentication { get; init; }

    internal required string Scopes { get; init; }

    /// <summary>Citizen or staff.</summary>
    internal required CallerKind Kind { get; init; }

    /// <summary>The claim with the CPR number or the number of the employee.</summary>
    internal required string IdentifierClaim { get; init; }

    /// <summary>The system of that number, as the records name it.</summary>
    internal required string IdentifierSystem { get; init; }

    internal required string NameClaim { get; init; }

    /// <summary>The claim with the level of assurance; null when all log-ins of this provider have <see cref="AssuranceOfAll"/>.</summary>
    internal string? AssuranceClaim { get; init; }

    /// <summary>What the claim's values mean, 2 to 4. Another value is worth nothing.</summary>
    internal required FrozenDictionary<string, int> Levels { get; init; }

    internal int AssuranceOfAll { get; init; }

    /// <summary>Classes of authentication to ask for; null for none.</summary>
    internal string? AcrValues { get; init; }

    /// <summary>Whether claims are also fetched from the provider's userinfo endpoint.</summary>
    internal bool UserInfo { get; init; }
}
