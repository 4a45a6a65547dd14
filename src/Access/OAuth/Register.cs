using System.Text.Json;
using System.Text.Json.Nodes;
using Helhed.Access.Tokens;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>
/// POST /oauth2/register: an app registers itself. In demo mode it can be used at once, with made-up people alone; elsewhere, where the
/// configuration lets apps register at all, it waits for approval. https://www.rfc-editor.org/rfc/rfc7591
/// </summary>
internal static class Register
{
    private const int LargestBody = 32 * 1024;
    private const int MostInADay = 500;

    internal static async Task<IResult> Post(HttpContext context, AppRegistry apps, AccessOptions options, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        context.Response.Headers.CacheControl = "no-store";
        var state = options.Demo ? AppState.Sandbox : AppState.Waiting;
        if (await apps.Count(state, clock.GetUtcNow() - TimeSpan.FromDays(1), ct) >= MostInADay)
        {
            return new TokenError("temporarily_unavailable", "As many apps have registered today as can be taken; try again tomorrow.").Result(StatusCodes.Status503ServiceUnavailable);
        }

        if (await Body(context.Request, ct) is not { } body)
        {
            return new TokenError("invalid_client_metadata", $"Send the app's metadata as a JSON object of at most {LargestBody} bytes.").Result();
        }

        if (!Registration(body).TryGet(out var registration, out var problem) || !(await apps.Add(registration, state, ct)).TryGet(out var made, out problem))
        {
            return new TokenError(problem.Expression == "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata", problem.Message).Result();
        }

        return TypedResults.Json(Answer(made, body), statusCode: StatusCodes.Status201Created);
    }

    private static Outcome<AppRegistration> Registration(JsonObject body)
    {
        AppKind? kind = (Text(body, "token_endpoint_auth_method") ?? "client_secret_basic") switch
        {
            "none" => AppKind.Public,
            "client_secret_basic" or "client_secret_post" => AppKind.Secret,
            "private_key_jwt" => AppKind.Key,
            _ => null,
        };
        if (kind is not { } known)
        {
            return new Problem(ProblemKind.Invalid, "token_endpoint_auth_method is none, client_secret_basic, client_secret_post or private_key_jwt.", "token_endpoint_auth_method");
        }

        if (Texts(body, "redirect_uris") is not { } redirects)
        {
            return new Problem(ProblemKind.Invalid, "redirect_uris is an array of addresses.", "redirect_uris");
        }

        if (Texts(body, "grant_types") is not { } grants || grants.Any(grant => grant is not ("authorization_code" or "refresh_token" or "client_credentials"))
            || Texts(body, "response_types") is not { } responses || responses.Any(response => response != "code"))
        {
            return new Problem(ProblemKind.Invalid, "grant_types are authorization_code, refresh_token and client_credentials; response_types is code.", "grant_types");
        }

        return new AppRegistration(Text(body, "client_name") ?? "", known, redirects, Text(body, "scope") ?? "")
        {
            IsNative = Text(body, "application_type") == "native",
            LaunchUri = Text(body, "initiate_login_uri"),
            Jwks = body["jwks"] is JsonObject jwks ? jwks.ToJsonString() : null,
            JwksUri = Text(body, "jwks_uri"),
            Purpose = Text(body, "purpose_of_use"),
        };
    }

    private static JsonObject Answer(NewApp made, JsonObject given)
    {
        var app = made.App;
        var answer = new JsonObject
        {
            ["client_id"] = app.Id,
            ["client_id_issued_at"] = app.MadeAt.ToUnixTimeSeconds(),
            ["client_name"] = app.Registration.Name,
            ["redirect_uris"] = new JsonArray([.. app.Registration.Redirects.Select(redirect => JsonValue.Create(redirect))]),
            ["scope"] = app.Registration.Scopes,
            ["token_endpoint_auth_method"] = Text(given, "token_endpoint_auth_method") ?? "client_secret_basic",
            ["grant_types"] = new JsonArray([.. GrantTypes(app).Select(grant => JsonValue.Create(grant))]),
            ["response_types"] = app.Registration.Redirects.Count > 0 ? new JsonArray("code") : [],
            ["application_type"] = app.Registration.IsNative ? "native" : "web",
        };
        if (made.Secret is { } secret)
        {
            answer["client_secret"] = secret;
            answer["client_secret_expires_at"] = 0;
        }

        foreach (var name in (string[])["jwks", "jwks_uri", "initiate_login_uri", "purpose_of_use"])
        {
            if (given[name] is { } value)
            {
                answer[name] = value.DeepClone();
            }
        }

        return answer;
    }

    private static IEnumerable<string> GrantTypes(App app)
    {
        if (app.Registration.Redirects.Count > 0)
        {
            yield return "authorization_code";
            if (app.Scopes.Has("offline_access") || app.Scopes.Has("online_access"))
            {
                yield return "refresh_token";
            }
        }

        if (app.Scopes.HasAny(Scopes.ScopeLevel.System))
        {
            yield return "client_credentials";
        }
    }

    private static async ValueTask<JsonObject?> Body(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType() || request.ContentLength > LargestBody)
        {
            return null;
        }

        var bytes = new byte[LargestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        try
        {
            return length <= LargestBody ? JsonNode.Parse(bytes.AsSpan(0, length), documentOptions: new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false }) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    // Nothing where the member is missing, null where it is something else than an array of texts.
    private static List<string>? Texts(JsonObject body, string name)
    {
        if (body[name] is null)
        {
            return [];
        }

        var texts = new List<string>();
        foreach (var one in body[name] as JsonArray ?? [null])
        {
            if (one is not JsonValue value || !value.TryGetValue<string>(out var text))
            {
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }
}
