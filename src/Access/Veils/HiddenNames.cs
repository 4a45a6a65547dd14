using System.Buffers;
using System.Text;
using Helhed.Access.Facts;
using Helhed.Platform;

namespace Helhed.Access.Veils;

/// <summary>Staff that are hidden, found by whatever names them in a text.</summary>
internal sealed class HiddenNames
{
    // Shorter words are initials, which say nothing of who it is.
    private const int LeastWord = 3;

    private readonly Dictionary<string, HiddenStaff> _byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HiddenStaff> _byShown = new(StringComparer.Ordinal);
    private readonly Dictionary<long, HiddenStaff> _byIdentity = [];
    private readonly Dictionary<string, HiddenStaff> _byText = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly SearchValues<string> _texts;
    private readonly string[] _longestFirst;

    internal HiddenNames(IReadOnlyList<HiddenStaff> staff)
    {
        foreach (var one in staff)
        {
            _byShown[one.Shown] = one;
            foreach (var reference in one.Posts.Append(one.Person))
            {
                _byReference[reference] = one;
                _byText[reference] = one;
            }

            foreach (var identity in one.Identities)
            {
                _byIdentity[identity] = one;
            }

            foreach (var form in one.Names.SelectMany(Forms))
            {
                _byText[form] = one;
            }

            _words.UnionWith(one.Names.SelectMany(n => n.Split(' ')).Where(w => w.Length >= LeastWord));
        }

        _longestFirst = [.. _byText.Keys.OrderByDescending(k => k.Length)];
        _texts = SearchValues.Create(_longestFirst, StringComparison.OrdinalIgnoreCase);
        Keys = [.. _byReference.Keys.Select(k => Hash64.Of(k))];
    }

    internal static HiddenNames None { get; } = new([]);

    /// <summary>Keys of the Practitioners and PractitionerRoles.</summary>
    internal IReadOnlyList<long> Keys { get; }

    internal bool IsEmpty => _byReference.Count == 0;

    /// <summary>Whom a reference names: relative, absolute, or of a version.</summary>
    internal HiddenStaff? Referred(string reference)
    {
        var parts = reference.Split('/');
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            if (parts[i] is "Practitioner" or "PractitionerRole")
            {
                return _byReference.GetValueOrDefault($"{parts[i]}/{parts[i + 1]}");
            }
        }

        return null;
    }

    internal HiddenStaff? Identified(string system, string value) => _byIdentity.GetValueOrDefault(People.IdentityKey(system, value));

    /// <summary>Whom a name in full is of.</summary>
    internal HiddenStaff? Named(string name) => _byText.GetValueOrDefault(name);

    /// <summary>Who stands behind "Practitioner/skjult-…".</summary>
    internal HiddenStaff? Behind(string shown) => _byShown.GetValueOrDefault(shown);

    /// <summary>The words of their names.</summary>
    internal IReadOnlyCollection<string> Words => _words;

    /// <summary>The text with pseudonyms in place of names and references; null when it has none.</summary>
    internal string? Over(string text)
    {
        if (!text.AsSpan().ContainsAny(_texts))
        {
            return null;
        }

        var veiled = text;
        foreach (var form in _longestFirst)
        {
            var one = _byText[form];
            veiled = Replace(veiled, form, form.Contains('/', StringComparison.Ordinal) ? one.Shown : one.Name);
        }

        return veiled == text ? null : veiled;
    }

    // Whole words only: 'Practitioner/a' is no part of 'Practitioner/ab', and 'Ann Holm' none of 'Ann Holmgren'.
    private static string Replace(string text, string hidden, string shown)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var at = text.IndexOf(hidden, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(hidden, at + hidden.Length, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + hidden.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end])))
            {
                (result ??= new StringBuilder()).Append(text, copied, at - copied).Append(shown);
                copied = end;
            }
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c);

    // As names are written: in full, the first given name alone, and turned round.
    private static IEnumerable<string> Forms(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            yield break;
        }

        yield return name;
        yield return $"{words[0]} {words[^1]}";
        yield return $"{words[0][0]}. {words[^1]}";
        yield return $"{words[^1]}, {string.Join(' ', words[..^1])}";
        foreach (var title in (string[])["dr.", "doktor", "læge", "overlæge", "afdelingslæge", "sygeplejerske", "jordemoder", "terapeut"])
        {
            yield return $"{title} {words[^1]}";
        }
    }
}
