using Helhed.Access.LogIn;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access;

/// <summary>How Access is set up.</summary>
/// <param name="Demo">True when made-up people may log in without proof and the client demo-system exists. Only for loopback addresses.</param>
/// <param name="LedgerKey">File of the key that signs the ledger's heads, made when it is not there; null for a key that lives as long as the process.</param>
public sealed record AccessOptions(bool Demo, string? LedgerKey = null)
{
    /// <summary>Where people prove who they are.</summary>
    public LogInSettings LogIn { get; init; } = LogInSettings.None;

    /// <summary>Folder of the keys that sign id tokens, made when it is empty; null for keys that live as long as the process.</summary>
    public string? TokenKeys { get; init; }

    /// <summary>Address under which others reach the program; null for the one each request names.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Scheme and host under which the request was made, without a slash at the end.</summary>
    internal string Origin(HttpRequest request) => PublicAddress?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host.Value}";

    /// <summary>Whether the reader's browser talks https, to us or to what stands in front of us.</summary>
    internal bool IsHttps(HttpRequest request) => request.IsHttps || PublicAddress?.Scheme == Uri.UriSchemeHttps;

    /// <summary>True when apps may register themselves outside demo mode too; they wait for approval then.</summary>
    public bool AppRegistration { get; init; }
}
