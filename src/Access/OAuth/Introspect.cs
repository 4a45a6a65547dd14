using System.Text.Json.Serialization;
using Helhed.Access.Tokens;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>POST /oauth2/introspect: a client that can prove itself asks about its own tokens; of others it is told nothing. https://www.rfc-editor.org/rfc/rfc7662</summary>
internal static class Introspect
{
    internal static async Task<IResult> Post(HttpContext context, ClientDoor door, TokenStore tokens, Database database, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var (client, form, refusal) = await door.Open(context, ct);
        if (client is null || form is null)
        {
            return refusal!;
        }

        if (client.App.Registration.Kind == AppKind.Public)
        {
            return new TokenError("invalid_client", "A client that asks about tokens proves that it is itself.").Result(StatusCodes.Status401Unauthorized);
        }

        if (client.Assertion is { } assertion && !await database.Write(tx => TokenStore.Use(tx, assertion, clock.GetUtcNow()), ct))
        {
            return new TokenError("invalid_client", "The assertion was used before.").Result(StatusCodes.Status401Unauthorized);
        }

        if (form["token"] is not { } token)
        {
            return new TokenError("invalid_request", "Send token.").Result();
        }

        var issuer = door.Issuer(context.Request);
        var answer = await Access(tokens, client.App.Id, token, issuer, ct) ?? await Refresh(database, client.App.Id, token, (issuer, clock.GetUtcNow()), ct);
        return TypedResults.Ok(answer ?? new IntrospectionAnswer(false));
    }

    private static async ValueTask<IntrospectionAnswer?> Access(TokenStore tokens, string client, string token, string issuer, CancellationToken ct) =>
        await tokens.FactsOf(token, ct) is var (facts, caller) && facts.Client == client
            ? About(caller, issuer) with
            {
                Scope = facts.Scopes,
                Client = client,
                ExpiresAt = facts.ExpiresAt.ToUnixTimeSeconds(),
                IssuedAt = facts.IssuedAt.ToUnixTimeSeconds(),
                TokenType = "Bearer",
            }
            : null;

    private static async ValueTask<IntrospectionAnswer?> Refresh(Database database, string client, string token, (string Issuer, DateTimeOffset Now) at, CancellationToken ct)
    {
        if (Secret.Hash(token) is not { } hash || await database.ReadLatest(session => RefreshRow.Find(session, hash), ct) is not { } found)
        {
            return null;
        }

        var isGood = found.Family.App == client && !found.WasUsed && !found.Family.HasEnded && found.ExpiresAt > at.Now && found.Family.EndsAt > at.Now;
        return isGood
            ? About(found.Family.Caller, at.Issuer) with { Scope = found.Family.Scopes, Client = client, ExpiresAt = found.ExpiresAt.ToUnixTimeSeconds() }
            : null;
    }

    private static IntrospectionAnswer About(Caller caller, string issuer) => new(true)
    {
        Issuer = issuer,
        Subject = caller.Reference,
        FhirUser = caller.Kind == CallerKind.System ? null : $"{issuer}{Addresses.Fhir}/{caller.Reference}",
        Patient = caller.LaunchPatient?["Patient/".Length..],
    };
}

/// <summary>What is told of a token.</summary>
internal sealed record IntrospectionAnswer([property: JsonPropertyName("active")] bool IsActive)
{
    [JsonPropertyName("scope"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    [JsonPropertyName("client_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Client { get; init; }

    [JsonPropertyName("token_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    [JsonPropertyName("exp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpiresAt { get; init; }

    [JsonPropertyName("iat"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? IssuedAt { get; init; }

    [JsonPropertyName("iss"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Issuer { get; init; }

    [JsonPropertyName("sub"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    [JsonPropertyName("fhirUser"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FhirUser { get; init; }

    [JsonPropertyName("patient"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patient { get; init; }
}
