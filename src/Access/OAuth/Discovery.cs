using System.Buffers.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Access.OAuth;

/// <summary>
/// Where things are and what works: https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html,
/// https://openid.net/specs/openid-connect-discovery-1_0.html and https://www.rfc-editor.org/rfc/rfc8414
/// </summary>
internal static class Discovery
{
    private static readonly string[] Capabilities =
    [
        "launch-ehr", "launch-standalone", "authorize-post", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric",
        "sso-openid-connect", "context-banner", "context-ehr-patient", "context-ehr-encounter", "context-standalone-patient",
        "permission-offline", "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
    ];

    private static readonly string[] Scopes =
        ["openid", "fhirUser", "profile", "launch", "launch/patient", "offline_access", "online_access", "patient/*.cruds", "user/*.cruds", "system/*.cruds"];

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/fhir/.well-known/smart-configuration", (HttpContext context, AccessOptions options) => Answer(context, Smart(options.Origin(context.Request), options)));
        foreach (var path in (string[])["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
        {
            endpoints.MapGet(path, (HttpContext context, AccessOptions options) => Answer(context, OpenId(options.Origin(context.Request), options)));
        }

        endpoints.MapGet(Addresses.Keys, (HttpContext context, TokenKeys keys) => Answer(context, KeySet(keys)));
    }

    private static JsonHttpResult<JsonObject> Answer(HttpContext context, JsonObject body)
    {
        // A rotated key is published a minute before it signs at the latest; whoever asks again for an unknown key has it at once.
        context.Response.Headers.CacheControl = "max-age=300";
        return TypedResults.Json(body);
    }

    private static JsonObject Smart(string issuer, AccessOptions options)
    {
        var body = Server(issuer, options);
        body["capabilities"] = Array(Capabilities);
        return body;
    }

    private static JsonObject OpenId(string issuer, AccessOptions options)
    {
        var body = Server(issuer, options);
        body["subject_types_supported"] = Array("pairwise");
        body["id_token_signing_alg_values_supported"] = Array("RS256");
        body["claims_supported"] = Array("iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "fhirUser");
        body["prompt_values_supported"] = Array("none", "login", "consent", "select_account");
        body["request_parameter_supported"] = false;
        body["request_uri_parameter_supported"] = false;
        return body;
    }

    private static JsonObject Server(string issuer, AccessOptions options)
    {
        string[] methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
        var body = new JsonObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = issuer + Addresses.Keys,
            ["authorization_endpoint"] = issuer + Addresses.Authorize,
            ["token_endpoint"] = issuer + Addresses.Token,
            ["introspection_endpoint"] = issuer + Addresses.Introspect,
            ["revocation_endpoint"] = issuer + Addresses.Revoke,
            ["management_endpoint"] = $"{issuer}/apps",
            ["grant_types_supported"] = Array("authorization_code", "refresh_token", "client_credentials"),
            ["response_types_supported"] = Array("code"),
            ["response_modes_supported"] = Array("query"),
            ["code_challenge_methods_supported"] = Array("S256"),
            ["scopes_supported"] = Array(Scopes),
            ["token_endpoint_auth_methods_supported"] = Array(methods),
            ["token_endpoint_auth_signing_alg_values_supported"] = Array(JsonWebKeys.Algorithms),
            ["introspection_endpoint_auth_methods_supported"] = Array(methods[..3]),
            ["introspection_endpoint_auth_signing_alg_values_supported"] = Array(JsonWebKeys.Algorithms),
            ["revocation_endpoint_auth_methods_supported"] = Array(methods),
            ["revocation_endpoint_auth_signing_alg_values_supported"] = Array(JsonWebKeys.Algorithms),
            ["authorization_response_iss_parameter_supported"] = true,
        };
        if (options.Demo || options.AppRegistration)
        {
            body["registration_endpoint"] = issuer + Addresses.Register;
        }

        return body;
    }

    private static JsonObject KeySet(TokenKeys keys)
    {
        var set = new JsonArray();
        foreach (var key in keys.All())
        {
            var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
            set.Add(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = key.Id,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            });
        }

        return new JsonObject { ["keys"] = set };
    }

    private static JsonArray Array(params string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
