using Helhed.Fhir.R4;

namespace Helhed.Records.Http;

/// <summary>Where apps ask for access, as clients that read the CapabilityStatement expect it: http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris</summary>
internal static class OAuthCapability
{
    private const string Address = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    /// <summary>The extension; tokens are given at the server's own address, beside the API.</summary>
    public static Extension Of(string server)
    {
        var origin = server[..^"/fhir".Length];
        return new Extension
        {
            Url = Address,
            Extension =
            [
                One("authorize", $"{origin}/oauth2/authorize"),
                One("token", $"{origin}/oauth2/token"),
                One("manage", $"{origin}/apps"),
            ],
        };
    }

    private static Extension One(string name, string address) => new() { Url = name, ValueUri = address };
}
