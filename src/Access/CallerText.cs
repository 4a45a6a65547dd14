using System.Text.Json;
using System.Text.Json.Serialization;

namespace Helhed.Access;

/// <summary>A caller as text, for work that goes on in the background with the caller's rights, and with all that narrows them.</summary>
public static class CallerText
{
    /// <summary>Writes a caller, but for the name.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>JSON.</returns>
    public static string Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return JsonSerializer.Serialize(
            new CallerFields(caller.Kind, caller.Reference, caller.Role, caller.Organization, caller.OnBehalfOf, caller.Post, caller.Purpose, caller.Client, caller.Scopes, caller.LaunchPatient, caller.Assurance),
            CallerJson.Default.CallerFields);
    }

    /// <summary>Reads a caller back.</summary>
    /// <param name="text">From <see cref="Of"/>.</param>
    /// <returns>The caller, without the name.</returns>
    /// <exception cref="InvalidDataException">The text is no caller: nothing may be done on its behalf.</exception>
    public static Caller Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, CallerJson.Default.CallerFields) is { Reference: not null, Role: not null } fields)
            {
                return new Caller(fields.Kind, fields.Reference, "", fields.Role, fields.Organization)
                {
                    OnBehalfOf = fields.OnBehalfOf,
                    Post = fields.Post,
                    Purpose = fields.Purpose,
                    Client = fields.Client,
                    Scopes = fields.Scopes,
                    LaunchPatient = fields.LaunchPatient,
                    Assurance = fields.Assurance,
                };
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new InvalidDataException("A stored caller cannot be read.");
    }
}

internal sealed record CallerFields(
    CallerKind Kind, string Reference, string Role, string? Organization, string? OnBehalfOf, string? Post, string? Purpose, string? Client, string? Scopes, string? LaunchPatient, int Assurance);

[JsonSerializable(typeof(CallerFields))]
internal sealed partial class CallerJson : JsonSerializerContext;
