using System.Text.Json.Serialization;
using Helhed.Access.Scopes;
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
        var answer = await Access((tokens, database), client.App.Id, token, issuer, ct) ?? await Refresh(database, client.App.Id, token, (issuer, clock.GetUtcNow()), ct);
        return TypedResults.Ok(answer ?? new IntrospectionAnswer(false));
    }

    private static async ValueTask<IntrospectionAnswer?> Access((TokenStore Tokens, Database Database) from, string client, string token, string issuer, CancellationToken ct)
    {
        if (await from.Tokens.FactsOf(token, ct) is not var (facts, caller) || facts.Client != client)
        {
            return null;
        }

        var encounter = facts.Family is { } family
            ? await from.Database.ReadLatest(session => session.First("SELECT encounter FROM access_family WHERE number = $1", row => row.TextOrNull(0), family), ct)
            : null;
        return About(caller, client, facts.Scopes ?? "", issuer) with
        {
            Encounter = encounter?.Split('/')[^1],
            ExpiresAt = facts.ExpiresAt.ToUnixTimeSeconds(),
            IssuedAt = facts.IssuedAt.ToUnixTimeSeconds(),
            TokenType = "Bearer",
        };
    }

    private static async ValueTask<IntrospectionAnswer?> Refresh(Database database, string client, string token, (string Issuer, DateTimeOffset Now) at, CancellationToken ct)
    {
        if (Secret.Hash(token) is not { } hash || await database.ReadLatest(session => RefreshRow.Find(session, hash), ct) is not { } found)
        {
            return null;
        }

        var family = found.Family;
        var isGood = family.App == client && !found.WasUsed && !family.HasEnded && found.ExpiresAt > at.Now && family.EndsAt > at.Now
            && (family.Session is not { } log || await database.ReadLatest(session => SessionLink.Lives(session, log, at.Now), ct));
        return isGood
            ? About(family.Caller, client, family.Scopes, at.Issuer) with { Encounter = family.Encounter?.Split('/')[^1], ExpiresAt = found.ExpiresAt.ToUnixTimeSeconds() }
            : null;
    }

    // iss, sub and fhirUser are those of the id token: https://hl7.org/fhir/smart-app-launch/STU2.2/token-introspection.html
    private static IntrospectionAnswer About(Caller caller, string client, string scopes, string issuer) => new(true)
    {
        Scope = scopes,
        Client = client,
        Issuer = issuer,
        Subject = caller.Kind == CallerKind.System ? client : IdTokens.Subject(issuer, client, caller.Reference),
        FhirUser = caller.Kind != CallerKind.System && IdTokens.TellsWho(ScopeSet.Of(scopes)) ? $"{issuer}{Addresses.Fhir}/{caller.Reference}" : null,
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

    [JsonPropertyName("encounter"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encounter { get; init; }

    [JsonPropertyName("patient"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patient { get; init; }
}
