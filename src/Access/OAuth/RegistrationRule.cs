using Helhed.Access.Scopes;
using Helhed.Platform;

namespace Helhed.Access.OAuth;

/// <summary>What an app must be to be registered.</summary>
internal static class RegistrationRule
{
    private const int LongestName = 60;
    private const int MostRedirects = 10;
    private const int LongestJwks = 16 * 1024;

    /// <summary>The registration as it is kept, or what is wrong with it. The expression names the member of RFC 7591.</summary>
    internal static Outcome<AppRegistration> Check(AppRegistration given)
    {
        var name = given.Name.Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            return Wrong("client_name", $"has from 1 to {LongestName} characters on one line");
        }

        if (!ScopeSet.Parse(given.Scopes).TryGet(out var scopes, out var problem))
        {
            return problem with { Expression = "scope" };
        }

        var wrong = (scopes.IsEmpty ? Wrong("scope", "names at least one scope") : null) ?? Addresses(given) ?? Keys(given) ?? Purpose(given, scopes);
        return wrong is not null
            ? wrong
            : given with { Name = name, Scopes = scopes.ToString() };
    }

    private static Problem? Addresses(AppRegistration given)
    {
        if (given.Redirects.Count > MostRedirects)
        {
            return Wrong("redirect_uris", $"has at most {MostRedirects} addresses");
        }

        foreach (var redirect in given.Redirects)
        {
            if (RedirectRule.Fault(redirect, given.IsNative) is { } fault)
            {
                return Wrong("redirect_uris", fault);
            }
        }

        return given.LaunchUri is { } launch && RedirectRule.Fault(launch, isNative: false) is { } wrong ? Wrong("initiate_login_uri", wrong) : null;
    }

    private static Problem? Keys(AppRegistration given)
    {
        if (given.Kind != AppKind.Key)
        {
            return given.Jwks is null && given.JwksUri is null ? null : Wrong("jwks", "belongs to token_endpoint_auth_method private_key_jwt");
        }

        if (given.Jwks is null == given.JwksUri is null)
        {
            return Wrong("jwks", "or jwks_uri is needed for private_key_jwt, and not both");
        }

        if (given.JwksUri is { } uri)
        {
            return RedirectRule.Fault(uri, isNative: false) is { } fault ? Wrong("jwks_uri", fault) : null;
        }

        return given.Jwks!.Length <= LongestJwks && JsonWebKeys.Read(given.Jwks) is { Count: > 0 }
            ? null
            : Wrong("jwks", $"holds public RSA keys of at least 2048 bits or keys on P-384, each with a kid, in at most {LongestJwks} characters");
    }

    // A program on its own behalf has a key and no address; all others act for people and need an address.
    private static Problem? Purpose(AppRegistration given, ScopeSet scopes)
    {
        var isSystem = scopes.HasAny(ScopeLevel.System);
        if (given.Purpose is { } purpose && (purpose is not ("HRESCH" or "HQUALIMP") || !isSystem || given.Redirects.Count > 0 || scopes.Resources.Any(s => s.Level != ScopeLevel.System || s.Acts.HasFlag(ScopeActs.Create) || s.Acts.HasFlag(ScopeActs.Update) || s.Acts.HasFlag(ScopeActs.Delete))))
        {
            return Wrong("purpose_of_use", "is HRESCH (research) or HQUALIMP (quality), for a program on its own behalf with scopes as system/Observation.rs");
        }

        if (isSystem && given.Kind != AppKind.Key)
        {
            return Wrong("scope", "with system/ is for clients with a key: register jwks or jwks_uri");
        }

        return !isSystem && given.Redirects.Count == 0 ? Wrong("redirect_uris", "has at least one address") : null;
    }

    private static Problem Wrong(string member, string cure) => new(ProblemKind.Invalid, $"{member} {cure}.", member);
}
