using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records;

/// <summary>The short keys of the index tables.</summary>
internal static class Keys
{
    // 1,375 parameters are R4's; the numbers above them are for parameters that a region adds.
    public const int ParametersPerType = 2048;

    // Kinds of rows beside a parameter's own.
    private const int OfTypeRows = 1 << 26;
    private const int ContainedRows = 1 << 27;

    private const int TypeShift = 36;
    private const int ContainedPerResource = 1024;
    private const int MaxUri = 512;

    /// <summary>Type and parameter in one number. R4 is closed, so the numbers never change.</summary>
    public static int Param(TypeDefinition type, SearchParameterDefinition parameter) => (type.Index * ParametersPerType) + parameter.Index;

    /// <summary>The number under which a parameter keeps identifiers with their type.</summary>
    public static int OfType(int param) => param | OfTypeRows;

    /// <summary>The number under which a parameter keeps the values of contained resources.</summary>
    public static int Contained(int param) => param | ContainedRows;

    /// <summary>An internal id that begins with its type: the resources of a type are one range of the primary key.</summary>
    public static long Rid(TypeDefinition type, long number) => ((long)type.Index << TypeShift) | number;

    /// <summary>First and last internal id of a type.</summary>
    public static (long First, long Last) Rids(TypeDefinition type) => ((long)type.Index << TypeShift, ((long)(type.Index + 1) << TypeShift) - 1);

    /// <summary>What an internal id divides by for the index of its type.</summary>
    public const long RidsPerType = 1L << TypeShift;

    /// <summary>The place of a contained resource among its container's, from its internal id below 0.</summary>
    public static int OrdinalOf(long containedRid) => (int)(-containedRid % ContainedPerResource);

    /// <summary>Index of the type of an internal id.</summary>
    public static int TypeOf(long rid) => (int)(rid >> TypeShift);

    /// <summary>The internal id of a contained resource: below 0, and from it the container's can be told.</summary>
    /// <param name="container">Internal id of the container.</param>
    /// <param name="ordinal">Its place among the contained resources, from 0; null when it is beyond those that can be told apart.</param>
    public static long? ContainedRid(long container, int ordinal) => ordinal < ContainedPerResource ? -((container * ContainedPerResource) + ordinal) : null;

    /// <summary>
    /// The target of a reference to a contained resource of the same one: from -1 downwards, where hashes as good as never are. With its row's
    /// <c>rid</c>, the contained resource's internal id is <c>target + 1 - rid * ContainedDivisor</c>.
    /// </summary>
    /// <param name="ordinal">Its place among the contained resources, from 0; null when it is beyond those that can be told apart.</param>
    public static long? ContainedTarget(int ordinal) => ordinal < ContainedPerResource ? -(ordinal + 1) : null;

    /// <summary>What the internal id of a contained resource divides by for its container's, with the sign turned.</summary>
    public const long ContainedDivisor = ContainedPerResource;

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

    /// <summary>The code of a concept that has a text but no coding.</summary>
    public static long TextAsCode(string folded) => Hash64.Of(("\u0001" + folded).AsSpan());

    /// <summary>The type of an identifier, as one number: system and code.</summary>
    public static long IdentifierType(string system, string code) => Text($"{system}|{code}");
}
