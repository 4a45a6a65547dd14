using System.Globalization;
using Helhed.Access.Scopes;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>When a person is asked.</summary>
internal enum Prompt
{
    /// <summary>When there is something to ask.</summary>
    AsNeeded,

    /// <summary>Never: what cannot be given without asking is refused.</summary>
    None,

    /// <summary>Always, also what was granted before.</summary>
    Consent,

    /// <summary>As needed, once the person has logged in anew.</summary>
    LogIn,

    /// <summary>Always, once the person has logged in anew.</summary>
    LogInAndConsent,
}

/// <summary>Where a refusal goes back to the app.</summary>
internal sealed record ReturnAddress(string Redirect, string? State, string Issuer)
{
    /// <summary>The app's address with an answer, with who gives it (RFC 9207) and the app's own state.</summary>
    internal string With(string name, string value, string? description = null)
    {
        var join = Redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = $"{Redirect}{join}{name}={Uri.EscapeDataString(value)}";
        if (description is not null)
        {
            address += $"&error_description={Uri.EscapeDataString(description)}";
        }

        if (State is not null)
        {
            address += $"&state={Uri.EscapeDataString(State)}";
        }

        return $"{address}&iss={Uri.EscapeDataString(Issuer)}";
    }
}

/// <summary>
/// What an app asks for: https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#obtain-authorization-code and
/// https://www.rfc-editor.org/rfc/rfc9700#section-2.1
/// </summary>
internal sealed record AuthorizeRequest(App App, ReturnAddress Back, ScopeSet Scopes, string Challenge)
{
    private const int LongestState = 1000;
    private const int LongestNonce = 300;

    internal string? Nonce { get; init; }

    /// <summary>The launch parameter of Helhed's own pages.</summary>
    internal string? Launch { get; init; }

    internal Prompt Prompt { get; init; }

    /// <summary>How long ago the person may have logged in at most; null for as long as the session lasts.</summary>
    internal TimeSpan? MaxAge { get; init; }

    /// <summary>Reads what is left once the app and its address are known. A refusal is an error code of OAuth and a description.</summary>
    internal static (AuthorizeRequest? Request, string Error, string Description) Read(IReadOnlyDictionary<string, string> fields, App app, ReturnAddress back)
    {
        string? Field(string name) => fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        var flow = Flow(Field);
        if (flow.Error.Length > 0)
        {
            return (null, flow.Error, flow.Description);
        }

        if (!ScopeSet.Parse(Field("scope")).TryGet(out var asked, out var problem))
        {
            return (null, "invalid_scope", problem.Message);
        }

        var scopes = asked.And(app.Scopes).Without(mark => mark == "launch/encounter", scope => scope.Level == ScopeLevel.System);
        if (scopes.IsEmpty)
        {
            return (null, "invalid_scope", "The app is registered for none of these scopes.");
        }

        var hasLaunch = Field("launch") is not null;
        if (hasLaunch != scopes.Has("launch"))
        {
            return (null, "invalid_request", "The scope launch and the parameter launch come together.");
        }

        var prompts = (Field("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (prompts.Any(prompt => prompt is not ("none" or "login" or "consent" or "select_account")) || (prompts.Contains("none") && prompts.Length > 1))
        {
            return (null, "invalid_request", "prompt is none alone, or some of login, consent and select_account.");
        }

        TimeSpan? oldest = null;
        if (Field("max_age") is { } age)
        {
            if (!int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return (null, "invalid_request", "max_age is a number of seconds.");
            }

            oldest = TimeSpan.FromSeconds(seconds);
        }

        return (
            new AuthorizeRequest(app, back, scopes, Field("code_challenge")!)
            {
                Nonce = Field("nonce"),
                Launch = Field("launch"),
                Prompt = PromptOf(prompts),
                MaxAge = oldest,
            },
            "",
            "");
    }

    private static Prompt PromptOf(string[] prompts)
    {
        if (prompts.Contains("none"))
        {
            return Prompt.None;
        }

        var isConsent = prompts.Contains("consent");
        return prompts.Contains("login") || prompts.Contains("select_account")
            ? isConsent ? Prompt.LogInAndConsent : Prompt.LogIn
            : isConsent ? Prompt.Consent : Prompt.AsNeeded;
    }

    private static (string Error, string Description) Flow(Func<string, string?> field)
    {
        if (field("request") is not null)
        {
            return ("request_not_supported", "Send the parameters themselves.");
        }

        if (field("request_uri") is not null)
        {
            return ("request_uri_not_supported", "Send the parameters themselves.");
        }

        if (field("response_type") is not "code")
        {
            return ("unsupported_response_type", "There is only response_type=code.");
        }

        if (field("response_mode") is not (null or "query"))
        {
            return ("invalid_request", "There is only response_mode=query.");
        }

        if (field("code_challenge_method") is not "S256" || !Pkce.IsChallenge(field("code_challenge")))
        {
            return ("invalid_request", "PKCE is needed: code_challenge_method=S256 and a code_challenge of 43 characters.");
        }

        return field("state")?.Length > LongestState || field("nonce")?.Length > LongestNonce
            ? ("invalid_request", $"state has at most {LongestState} characters, nonce at most {LongestNonce}.")
            : ("", "");
    }

    /// <summary>The fields of a request, by GET or as a form; null when one comes twice or there are more than can be meant.</summary>
    internal static async ValueTask<Dictionary<string, string>?> Fields(HttpRequest request, CancellationToken ct)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return Single(request.Query);
        }

        return (await ClientForm.Read(request, ct)).TryGet(out var form, out _) ? Single(form.Fields) : null;
    }

    private static Dictionary<string, string>? Single(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> fields)
    {
        const int Most = 40;
        var single = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (value.Count > 1 || single.Count >= Most)
            {
                return null;
            }

            single[name] = value.ToString();
        }

        return single;
    }
}
