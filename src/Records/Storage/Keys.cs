using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records;

/// <summary>The short keys of the index tables.</summary>
internal static class Keys
{
    // 1,375 parameters are R4's; the numbers above them are for parameters that a region adds.
    private const int ParametersPerType = 2048;

    private const int MaxUri = 512;

    /// <summary>Type and parameter in one number. R4 is closed, so the numbers never change.</summary>
    public static int Param(TypeDefinition type, SearchParameterDefinition parameter) => (type.Index * ParametersPerType) + parameter.Index;

    /// <summary>Hash of <c>Type/id</c>.</summary>
    public static long Reference(ReadOnlySpan<byte> type, ReadOnlySpan<byte> id)
    {
        Span<byte> text = stackalloc byte[160];
        type.CopyTo(text);
        text[type.Length] = (byte)'/';
        id.CopyTo(text[(type.Length + 1)..]);
        return Hash64.Of(text[..(type.Length + 1 + id.Length)]);
    }

    /// <summary>Hash of <c>Type/id</c>.</summary>
    public static long Reference(string type, string id) => Hash64.Of(Encoding.UTF8.GetBytes($"{type}/{id}"));

    /// <summary>Hash of a text; 0 stands for an empty one.</summary>
    public static long Text(ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : Hash64.Of(text);

    /// <summary>A URI as it stands in the index: its first 512 characters, within what a PostgreSQL index row takes (2.7 kB).</summary>
    public static string UriText(string uri) => uri.Length <= MaxUri ? uri : uri[..(char.IsHighSurrogate(uri[MaxUri - 1]) ? MaxUri - 1 : MaxUri)];

    /// <summary>Hash of a text; 0 stands for an empty one.</summary>
    public static long Text(string text) => text.Length == 0 ? 0 : Hash64.Of(text.AsSpan());
}
