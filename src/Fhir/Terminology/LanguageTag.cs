using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Terminology;

/// <summary>
/// A language tag (<see href="https://www.rfc-editor.org/rfc/rfc5646">RFC 5646</see>): well-formed, and made of subtags that IANA's
/// registry has.
/// </summary>
internal sealed class LanguageTag : CodeGrammar
{
    private const int MaxBytes = 128;

    // The lines of the embedded list, in its order.
    private const int Language = 0;
    private const int Extended = 1;
    private const int Script = 2;
    private const int Region = 3;
    private const int Variant = 4;
    private const int Kept = 5;

    private static readonly Lazy<CodeIndex[]> Subtags = new(Load);

    public override string System => "urn:ietf:bcp:47";

    public override bool IsWhole => true;

    public override string Form => "a language tag of registered subtags, such as da, en-GB or zh-Hant";

    public override bool IsValid(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty || code.Length > MaxBytes || code.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0)
        {
            return false;
        }

        var lists = Subtags.Value;
        if (lists[Kept].Find(code) >= 0)
        {
            return true;
        }

        var rest = code;
        var subtag = Next(ref rest);
        if (IsPrivate(subtag))
        {
            return IsRun(rest);
        }

        if (!Has(lists[Language], subtag))
        {
            return false;
        }

        subtag = Next(ref rest);
        for (var extended = 0; extended < 3 && subtag.Length == 3 && Has(lists[Extended], subtag); extended++)
        {
            subtag = Next(ref rest);
        }

        if (subtag.Length == 4 && Has(lists[Script], subtag))
        {
            subtag = Next(ref rest);
        }

        if (subtag.Length is 2 or 3 && Has(lists[Region], subtag))
        {
            subtag = Next(ref rest);
        }

        return IsTail(subtag, rest, lists[Variant]);
    }

    /// <summary>Variants, extensions and private use: what may follow language, script and region.</summary>
    private static bool IsTail(ReadOnlySpan<byte> subtag, ReadOnlySpan<byte> rest, CodeIndex variants)
    {
        Span<int> seen = stackalloc int[MaxBytes / 2];
        var count = 0;
        while (subtag.Length >= 4)
        {
            var variant = variants.Find(subtag);
            if (variant < 0 || seen[..count].Contains(variant))
            {
                return false;
            }

            seen[count++] = variant;
            subtag = Next(ref rest);
        }

        ulong singletons = 0;
        while (subtag.Length == 1 && !IsPrivate(subtag))
        {
            // Letters without case and digits: 36 of 64 bits.
            var bit = 1UL << (subtag[0] & 0x1F | (IsDigit(subtag[0]) ? 0x20 : 0));
            if (!(IsLetter(subtag[0]) || IsDigit(subtag[0])) || (singletons & bit) != 0)
            {
                return false;
            }

            singletons |= bit;
            subtag = Next(ref rest);
            var parts = 0;
            for (; subtag.Length >= 2; parts++)
            {
                if (!IsWord(subtag))
                {
                    return false;
                }

                subtag = Next(ref rest);
            }

            if (parts == 0)
            {
                return false;
            }
        }

        return subtag.IsEmpty ? rest.IsEmpty : IsPrivate(subtag) && IsRun(rest);
    }

    private static bool Has(CodeIndex list, ReadOnlySpan<byte> subtag) => !subtag.IsEmpty && list.Find(subtag) >= 0;

    private static bool IsPrivate(ReadOnlySpan<byte> subtag) => subtag.Length == 1 && (subtag[0] | 0x20) == 'x';

    private static bool IsWord(ReadOnlySpan<byte> subtag)
    {
        foreach (var b in subtag)
        {
            if (!IsLetter(b) && !IsDigit(b))
            {
                return false;
            }
        }

        return subtag.Length is >= 1 and <= 8;
    }

    /// <summary>One or more words, to the end.</summary>
    private static bool IsRun(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            if (!IsWord(Next(ref rest)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the next subtag off. A hyphen at the end leaves an empty subtag behind, which no list has.</summary>
    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest)
    {
        var hyphen = rest.IndexOf((byte)'-');
        var subtag = hyphen < 0 ? rest : rest[..hyphen];
        rest = hyphen < 0 ? [] : hyphen == rest.Length - 1 ? "-"u8 : rest[(hyphen + 1)..];
        return subtag;
    }

    private static CodeIndex[] Load()
    {
        var text = R4Layer.File.Document(R4Layer.File.IndexOf("urn:ietf:bcp:47"));
        var lists = new CodeIndex[Kept + 1];
        var line = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            var list = lists[line++] = new CodeIndex(isCaseSensitive: false, text[range].Length / 4);
            var words = text[range];
            foreach (var word in words.Split((byte)' '))
            {
                list.Add(words[word]);
            }
        }

        return lists;
    }
}
