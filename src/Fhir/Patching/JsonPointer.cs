using System.Text;

namespace Helhed.Fhir.Patching;

/// <summary>A JSON Pointer, https://www.rfc-editor.org/rfc/rfc6901: the names on the way from the root to a value.</summary>
internal sealed class JsonPointer
{
    private JsonPointer(string text, byte[][] names)
    {
        Text = text;
        Names = names;
    }

    public string Text { get; }

    public byte[][] Names { get; }

    public bool IsRoot => Names.Length == 0;

    public ReadOnlySpan<byte> Last => Names[^1];

    public static JsonPointer Parse(string text, PatchLimits limits)
    {
        if (text.Length == 0)
        {
            return new JsonPointer(text, []);
        }

        if (text[0] != '/')
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{text}' is not a JSON Pointer: it begins with '/', or is empty for the whole document.");
        }

        var names = text[1..].Split('/');
        if (names.Length > limits.MaxDepth)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, $"The path has {names.Length} steps; at most {limits.MaxDepth} are allowed.");
        }

        return new JsonPointer(text, [.. names.Select(name => Encoding.UTF8.GetBytes(Unescaped(name, text)))]);
    }

    public bool IsAbove(JsonPointer other)
    {
        if (other.Names.Length <= Names.Length)
        {
            return false;
        }

        for (var i = 0; i < Names.Length; i++)
        {
            if (!Names[i].AsSpan().SequenceEqual(other.Names[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The pointer of the value that the first steps lead to, as it was written.</summary>
    public string Upto(int steps) => steps == 0 ? "the document" : $"'/{string.Join('/', Text[1..].Split('/').Take(steps))}'";

    private static string Unescaped(string name, string whole)
    {
        for (var i = name.IndexOf('~', StringComparison.Ordinal); i >= 0; i = name.IndexOf('~', i + 1))
        {
            if (i + 1 == name.Length || name[i + 1] is not ('0' or '1'))
            {
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{whole}' is not a JSON Pointer: '~' stands only in ~0 (for ~) and ~1 (for /).");
            }
        }

        return name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
