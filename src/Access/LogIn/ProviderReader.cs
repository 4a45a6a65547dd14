using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Access.LogIn;

/// <summary>Reads one provider out of the configuration and says all that is wrong with it, without the secrets.</summary>
internal sealed partial class ProviderReader(IConfigurationSection section)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const string Authorisation = "https://autregweb.sst.dk";

    private static readonly string[] Known =
    [
        "Title", "Issuer", "ClientId", "ClientSecret", "KeyFile", "KeyId", "ClientAuthentication", "Scopes", "Kind", "IdentifierClaim", "IdentifierSystem",
        "NameClaim", "AssuranceClaim", "Low", "Substantial", "High", "Assurance", "AcrValues", "UserInfo",
    ];

    // Addresses below /log-ind that are pages.
    private static readonly string[] Taken = ["svar", "rolle", "bekraeft", "bliv", "tid"];

    private readonly List<string> _faults = [];

    internal IReadOnlyList<string> Faults => _faults;

    /// <summary>The provider; null when something is wrong.</summary>
    internal ProviderSettings? Read()
    {
        foreach (var stray in section.GetChildren().Where(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Fault(stray.Key, $"is not known. Known are: {string.Join(", ", Known)}.");
        }

        if (!ProviderName().IsMatch(section.Key) || Taken.Contains(section.Key))
        {
            Fault("", $"is not a name for a provider. Use small letters, digits and hyphens, and none of {string.Join(", ", Taken)}: it stands in addresses.");
        }

        var isStaff = OneOf("Kind", "citizen", "staff") == "staff";
        var authentication = Authentication();
        var settings = new ProviderSettings
        {
            Name = section.Key,
            Title = section["Title"] ?? section.Key,
            Issuer = Issuer(),
            ClientId = Needed("ClientId"),
            ClientSecret = authentication == ClientAuthentication.PrivateKeyJwt ? null : Needed("ClientSecret"),
            Key = authentication == ClientAuthentication.PrivateKeyJwt ? Key() : null,
            Authentication = authentication,
            Scopes = Scopes(),
            Kind = isStaff ? CallerKind.Staff : CallerKind.Citizen,
            IdentifierClaim = Needed("IdentifierClaim"),
            IdentifierSystem = section["IdentifierSystem"] ?? (isStaff ? Authorisation : Cpr),
            NameClaim = section["NameClaim"] ?? "name",
            AssuranceClaim = section["AssuranceClaim"],
            Levels = Levels(),
            AssuranceOfAll = AssuranceOfAll(),
            AcrValues = section["AcrValues"],
            UserInfo = OneOf("UserInfo", "false", "true") == "true",
        };
        return _faults.Count == 0 ? settings : null;
    }

    /// <summary>https, or http on this machine.</summary>
    internal static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private string Issuer()
    {
        var issuer = Needed("Issuer");
        if (issuer.Length > 0 && !(Uri.TryCreate(issuer, UriKind.Absolute, out var address) && IsSafe(address)))
        {
            Fault("Issuer", "is not an https address (http is for this machine alone). Take it from the provider's discovery document.");
        }

        return issuer;
    }

    private ClientAuthentication Authentication() => OneOf("ClientAuthentication", section["KeyFile"] is null ? "basic" : "private_key_jwt", "basic", "post", "private_key_jwt") switch
    {
        "post" => ClientAuthentication.Post,
        "private_key_jwt" => ClientAuthentication.PrivateKeyJwt,
        _ => ClientAuthentication.Basic,
    };

    private string Scopes()
    {
        var scopes = section["Scopes"] ?? "openid";
        if (!scopes.Split(' ').Contains("openid"))
        {
            Fault("Scopes", "lacks openid. Write for example: openid ssn");
        }

        return scopes;
    }

    private FrozenDictionary<string, int> Levels()
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, level) in new[] { ("Low", 2), ("Substantial", 3), ("High", 4) })
        {
            // As NSIS names them, with and without the address in front.
            var values = section[key] ?? $"{key},https://data.gov.dk/concept/core/nsis/{key}";
            foreach (var value in values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!levels.TryAdd(value, level))
                {
                    Fault(key, "has a value that stands for another level too. A value means one level.");
                }
            }
        }

        return levels.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private int AssuranceOfAll()
    {
        if (section["AssuranceClaim"] is not null && section["Assurance"] is null)
        {
            return 0;
        }

        if (section["AssuranceClaim"] is null == section["Assurance"] is null)
        {
            Fault("AssuranceClaim", "and Assurance: give one of them. AssuranceClaim names the claim with the level; Assurance (low, substantial, high) is the level of every log-in there.");
            return 0;
        }

        return OneOf("Assurance", "low", "low", "substantial", "high") switch { "high" => 4, "substantial" => 3, _ => 2 };
    }

    private SigningCredentials? Key()
    {
        var file = Needed("KeyFile");
        if (file.Length == 0)
        {
            return null;
        }

        string pem;
        try
        {
            pem = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault("KeyFile", "cannot be read. Name a PEM file with an RSA key, or an EC key of curve P-256, that this program may read.");
            return null;
        }

        if (ReadRsa(pem) is { } rsa)
        {
            return new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = section["KeyId"] }, SecurityAlgorithms.RsaSha256);
        }

        if (ReadEc(pem) is { KeySize: 256 } ec)
        {
            return new SigningCredentials(new ECDsaSecurityKey(ec) { KeyId = section["KeyId"] }, SecurityAlgorithms.EcdsaSha256);
        }

        Fault("KeyFile", "holds no private key that can be used. It is a PEM file with an RSA key, or an EC key of curve P-256, without a password.");
        return null;
    }

    private static RSA? ReadRsa(string pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static ECDsa? ReadEc(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private string Needed(string key)
    {
        if (section[key] is { Length: > 0 } value)
        {
            return value;
        }

        Fault(key, "is missing. Set it in the configuration or the environment.");
        return "";
    }

    /// <summary>A value out of a list, the fallback when it is not given.</summary>
    private string OneOf(string key, string fallback, params string[] others)
    {
        var value = section[key]?.ToLowerInvariant() ?? fallback;
        if (value != fallback && !others.Contains(value))
        {
            Fault(key, $"is none of: {string.Join(", ", others.Prepend(fallback).Distinct())}.");
        }

        return value;
    }

    private void Fault(string key, string what) => _faults.Add($"{section.Path}{(key.Length > 0 ? ":" : "")}{key} {what}");

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex ProviderName();
}
