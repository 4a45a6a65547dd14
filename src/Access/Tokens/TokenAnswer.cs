using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Helhed.Access.Tokens;

/// <summary>What the token endpoint gives. https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#response-5</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresInSeconds,
    [property: JsonPropertyName("scope")] string Scope)
{
    [JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("id_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IdToken { get; init; }

    /// <summary>Id of the patient in context.</summary>
    [JsonPropertyName("patient"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patient { get; init; }

    /// <summary>Id of the encounter in context.</summary>
    [JsonPropertyName("encounter"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encounter { get; init; }

    /// <summary>True: the app stands alone in its window, and must itself show whose record it is.</summary>
    [JsonPropertyName("need_patient_banner"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NeedsPatientBanner { get; init; }
}

internal sealed record TokenError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description)
{
    /// <summary>As the answer of an endpoint for clients.</summary>
    internal JsonHttpResult<TokenError> Result(int status = StatusCodes.Status400BadRequest) => TypedResults.Json(this, statusCode: status);
}

/// <summary>Tokens, or why there are none.</summary>
internal sealed record TokenResult(TokenAnswer? Answer, TokenError? Error)
{
    internal static TokenResult Refused(string code, string description) => new(null, new TokenError(code, description));
}
