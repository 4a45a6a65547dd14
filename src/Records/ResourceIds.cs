using System.Buffers;

namespace Helhed.Records;

/// <summary>Logical ids. See <see href="https://hl7.org/fhir/R4/datatypes.html#id"/>.</summary>
internal static class ResourceIds
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    public static bool IsValid(string id) => id.Length is > 0 and <= 64 && id.AsSpan().IndexOfAnyExcept(Characters) < 0;
}
