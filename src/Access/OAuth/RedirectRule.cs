using System.Net;

namespace Helhed.Access.OAuth;

/// <summary>
/// Which addresses an app's answers may go to. Compared letter by letter; only the port of a native app's loopback address may differ.
/// https://www.rfc-editor.org/rfc/rfc9700#section-2.1 and https://www.rfc-editor.org/rfc/rfc8252#section-7.3
/// </summary>
internal static class RedirectRule
{
    private const int Longest = 500;

    internal static bool Matches(AppRegistration app, string given)
    {
        foreach (var registered in app.Redirects)
        {
            if (registered == given || (app.IsNative && IsSameButPort(registered, given)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is wrong with an address to be registered; null when nothing is.</summary>
    internal static string? Fault(string text, bool isNative)
    {
        if (text.Length > Longest || text.Any(c => c is <= ' ' or > '~') || !Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return $"is not an absolute address of at most {Longest} ASCII characters";
        }

        if (text.Contains('#', StringComparison.Ordinal) || text.Contains('*', StringComparison.Ordinal) || address.UserInfo.Length > 0)
        {
            return "may have no fragment, no * and no user name";
        }

        if (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address)))
        {
            return null;
        }

        return isNative && address.Scheme.Contains('.', StringComparison.Ordinal)
            ? null
            : "must be https, http to a loopback address, or for a native app a scheme with a dot that it owns, such as dk.example.app:/svar";
    }

    /// <summary>Whether only an app on the person's own machine can be there, so that another program may have taken the address.</summary>
    internal static bool IsUnproven(string address) => !address.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The address as a source of a content security policy: its origin, or its scheme.</summary>
    internal static string Source(string address)
    {
        var uri = new Uri(address);
        return uri.Scheme is "http" or "https" ? uri.GetLeftPart(UriPartial.Authority) : $"{uri.Scheme}:";
    }

    internal static bool IsLoopback(Uri address) => address.Host == "localhost" || IsLoopbackNumber(address);

    private static bool IsLoopbackNumber(Uri address) => IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);

    // The name localhost is left out, as RFC 8252 advises. The text beside the port must be the same, not only what it means.
    private static bool IsSameButPort(string registered, string given) =>
        registered.StartsWith("http://", StringComparison.Ordinal)
        && Uri.TryCreate(registered, UriKind.Absolute, out var own) && IsLoopbackNumber(own)
        && Uri.TryCreate(given, UriKind.Absolute, out var other)
        && WithoutPort(given, other) is { } rest && rest == WithoutPort(registered, own);

    private static string? WithoutPort(string text, Uri address)
    {
        const string Scheme = "http://";
        if (!text.StartsWith(Scheme + address.Host, StringComparison.Ordinal))
        {
            return null;
        }

        var host = Scheme.Length + address.Host.Length;
        var end = host;
        if (end < text.Length && text[end] == ':')
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
        }

        return end == text.Length || text[end] is '/' or '?' ? string.Concat(text.AsSpan(0, host), text.AsSpan(end)) : null;
    }
}
