using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Validation;

/// <summary>
/// An address as FHIR servers have them: <c>[root]/[type]/[id]</c>. The root is empty for a relative one.
/// See <see href="https://hl7.org/fhir/R4/references.html#literal"/>.
/// </summary>
internal readonly record struct RestAddress(string Root, string Type, string Id)
{
    /// <summary>Type and id without the root: what a resource is known by on its own server.</summary>
    public string Identity => $"{Type}/{Id}";

    /// <summary>Null for an address that is not of this form.</summary>
    public static RestAddress? Of(string? address)
    {
        if (address is null || address.LastIndexOf('/') is var second && second <= 0 || !IsId(address.AsSpan(second + 1)))
        {
            return null;
        }

        var first = address.LastIndexOf('/', second - 1);
        var type = address[(first + 1)..second];
        if (R4Definitions.Default.FindResource(type) is null || (first >= 0 && !IsWeb(address)))
        {
            return null;
        }

        return new RestAddress(first < 0 ? "" : address[..first], type, address[(second + 1)..]);
    }

    /// <summary>Whether an address names its scheme, as <c>https:</c> and <c>urn:</c> do.</summary>
    public static bool IsAbsolute(ReadOnlySpan<char> address)
    {
        var colon = address.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(address[0]))
        {
            return false;
        }

        foreach (var c in address[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWeb(string address) =>
        address.StartsWith("http://", StringComparison.Ordinal) || address.StartsWith("https://", StringComparison.Ordinal);

    private static bool IsId(ReadOnlySpan<char> id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= 64;
    }
}
