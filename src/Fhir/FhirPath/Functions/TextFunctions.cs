using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// See <see href="https://hl7.org/fhirpath/N1/#string-manipulation"/>. Places and lengths count Unicode characters; where a text has no
/// surrogates these are .NET's.
/// </summary>
internal static class TextFunctions
{
    private static readonly ScalarSignature ToText = new(ItemKind.String, PathType.String, ItemKind.String);
    private static readonly ScalarSignature ToInteger = new(ItemKind.String, PathType.Integer, ItemKind.String);
    private static readonly ScalarSignature ToBoolean = new(ItemKind.String, PathType.Boolean, ItemKind.String);

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("indexOf", 1, 1, (Machine m, ref ScalarCall call) => IndexOf(m, ref call, isLast: false), ToInteger),
        ScalarTerm.Define("lastIndexOf", 1, 1, (Machine m, ref ScalarCall call) => IndexOf(m, ref call, isLast: true), ToInteger),
        ScalarTerm.Define("substring", 1, 2, Substring, new ScalarSignature(ItemKind.String, PathType.String, ItemKind.Integer, TakesEmpty: true)),
        ScalarTerm.Define("startsWith", 1, 1, (Machine m, ref ScalarCall call) => Match(m, ref call, Part.Start), ToBoolean),
        ScalarTerm.Define("endsWith", 1, 1, (Machine m, ref ScalarCall call) => Match(m, ref call, Part.End), ToBoolean),
        ScalarTerm.Define("contains", 1, 1, (Machine m, ref ScalarCall call) => Match(m, ref call, Part.Any), ToBoolean),
        ScalarTerm.Define("upper", 0, 0, (Machine m, ref ScalarCall call) => Texts.Focus(m, ref call, out var text) && Texts.Give(m, ref call, text.ToUpperInvariant()), ToText),
        ScalarTerm.Define("lower", 0, 0, Lower, ToText),
        ScalarTerm.Define("trim", 0, 0, (Machine m, ref ScalarCall call) => Texts.Focus(m, ref call, out var text) && Texts.Give(m, ref call, text.Trim(' ', '\t', '\r', '\n')), ToText),
        ScalarTerm.Define("replace", 2, 2, Replace, ToText),
        ScalarTerm.Define("length", 0, 0, Length, ToInteger),
        ListTerm.Define("toChars", 0, 0, ToChars, PathType.String),
        ListTerm.Define("split", 1, 1, Split, PathType.String),
        ListTerm.Define("join", 0, 1, Join, PathType.String),
    ];

    private enum Part
    {
        Start,
        End,
        Any,
    }

    private static bool IndexOf(Machine m, ref ScalarCall call, bool isLast)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var wanted))
        {
            return false;
        }

        var index = isLast ? text.LastIndexOf(wanted, StringComparison.Ordinal) : text.IndexOf(wanted, StringComparison.Ordinal);
        call.Result = PathItem.Of(index < 0 ? -1 : Characters(text.AsSpan(0, index)));
        return true;
    }

    private static bool Substring(Machine m, ref ScalarCall call)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Integer(m, ref call, 0, out var start) || !Texts.Integer(m, ref call, 1, out var length))
        {
            return false;
        }

        if (start is null or < 0 || start >= Characters(text))
        {
            return true;
        }

        var from = Skip(text, 0, start.Value);
        var to = length is null ? text.Length : Skip(text, from, Math.Max(0, length.Value));
        return Texts.Give(m, ref call, text[from..to]);
    }

    // A text of the document is looked at where it lies, without making a string of it.
    private static bool Match(Machine m, ref ScalarCall call, Part part)
    {
        if (call.Focus.Kind == ItemKind.Node && SystemValue.IsText(call.Focus) && (call.Focus.Raw.Flags & NodeFlags.Escaped) == 0
            && call.Arguments[0].Kind == ItemKind.String && call.Arguments[0].String is { Length: <= 64 } sought)
        {
            Span<byte> buffer = stackalloc byte[64 * 3];
            var pattern = buffer[..Encoding.UTF8.GetBytes(sought, buffer)];
            var bytes = call.Focus.Document.Raw(call.Focus.Index);
            call.Result = PathItem.Of(part switch
            {
                Part.Start => bytes.StartsWith(pattern),
                Part.End => bytes.EndsWith(pattern),
                _ => bytes.IndexOf(pattern) >= 0,
            });
            return m.Spend(1 + (bytes.Length / 64), call.At);
        }

        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var wanted))
        {
            return false;
        }

        call.Result = PathItem.Of(part switch
        {
            Part.Start => text.StartsWith(wanted, StringComparison.Ordinal),
            Part.End => text.EndsWith(wanted, StringComparison.Ordinal),
            _ => text.Contains(wanted, StringComparison.Ordinal),
        });
        return true;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA1308", Justification = "Lower case is what is asked for.")]
    private static bool Lower(Machine m, ref ScalarCall call) => Texts.Focus(m, ref call, out var text) && Texts.Give(m, ref call, text.ToLowerInvariant());

    private static bool Replace(Machine m, ref ScalarCall call)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var pattern) || !Texts.Argument(m, ref call, 1, out var substitution))
        {
            return false;
        }

        var found = pattern.Length == 0 ? text.Length + 1L : text.AsSpan().Count(pattern);
        if (!Texts.Spend(m, call.At, text.Length + (found * (long)substitution.Length)))
        {
            return false;
        }

        return Texts.Give(m, ref call, pattern.Length == 0 ? Surround(text, substitution) : text.Replace(pattern, substitution, StringComparison.Ordinal));
    }

    private static string Surround(string text, string with)
    {
        var result = new StringBuilder(with);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString()).Append(with);
        }

        return result.ToString();
    }

    private static bool Length(Machine m, ref ScalarCall call)
    {
        if (!Texts.Focus(m, ref call, out var text))
        {
            return false;
        }

        call.Result = PathItem.Of(Characters(text));
        return true;
    }

    private static bool ToChars(Machine m, FunctionTerm at, int start)
    {
        if (!Single(m, at, start, out var text) || text is null)
        {
            return text is null && m.Error is null;
        }

        if (!m.Spend(text.Length, at))
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            m.Push(PathItem.Of(rune.ToString()));
        }

        return true;
    }

    private static bool Split(Machine m, FunctionTerm at, int start)
    {
        if (!Single(m, at, start, out var text) || text is null)
        {
            return text is null && m.Error is null;
        }

        if (!m.Argument(at.Arguments[0], out var separator))
        {
            return false;
        }

        if (separator.Kind == ItemKind.None)
        {
            return true;
        }

        if (!SystemValue.IsText(separator))
        {
            return m.Fail(at, "split() takes a String.");
        }

        if (!m.Spend(text.Length, at))
        {
            return false;
        }

        // An empty separator stands between any two characters.
        var parts = SystemValue.Text(separator) is { Length: > 0 } between ? text.Split(between) : [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        foreach (var part in parts)
        {
            m.Push(PathItem.Of(part));
        }

        return true;
    }

    private static bool Join(Machine m, FunctionTerm at, int start)
    {
        PathItem separator = default;
        var end = m.Count;
        if (at.Arguments.Length == 1 && !m.Argument(at.Arguments[0], out separator))
        {
            return false;
        }

        if (end == start)
        {
            return true;
        }

        if (separator.Kind != ItemKind.None && !SystemValue.IsText(separator))
        {
            return m.Fail(at, "join() takes a String.");
        }

        if (!CanJoin(m, at, start, end, separator))
        {
            return false;
        }

        var text = new TextBuffer(stackalloc char[256]);
        for (var i = start; i < end; i++)
        {
            if (i > start)
            {
                text.Append(separator);
            }

            text.Append(m[i]);
        }

        m.Drop(start);
        return Texts.Push(m, at, text.Take());
    }

    // The length is known before the text is made; bytes are at least as many as characters.
    private static bool CanJoin(Machine m, FunctionTerm at, int start, int end, in PathItem separator)
    {
        var length = (end - start - 1) * (long)LengthOf(separator);
        for (var i = start; i < end; i++)
        {
            if (!SystemValue.IsText(m[i]))
            {
                return m.Fail(at, $"join() is for Strings, not {PathType.Of(m[i])}.");
            }

            length += LengthOf(m[i]);
        }

        return Texts.Spend(m, at, length);
    }

    private static int LengthOf(in PathItem text) => text.Kind switch
    {
        ItemKind.None => 0,
        ItemKind.String => text.String.Length,
        _ => text.Raw.Length,
    };

    private static bool Single(Machine m, FunctionTerm at, int start, out string? text)
    {
        text = null;
        if (!m.PopSingle(start, at, out var item) || item.Kind == ItemKind.None)
        {
            return false;
        }

        text = SystemValue.IsText(item) ? SystemValue.Text(item) : null;
        return text is not null || m.Fail(at, $"{at.Name}() is for a String, not {PathType.Of(item)}.");
    }

    private static int Characters(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        if (text.IndexOfAnyInRange('\uD800', '\uDBFF') >= 0)
        {
            count = 0;
            foreach (var _ in text.EnumerateRunes())
            {
                count++;
            }
        }

        return count;
    }

    private static int Skip(string text, int from, int characters)
    {
        var at = from;
        for (; characters > 0 && at < text.Length; characters--)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        }

        return at;
    }
}
