using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;

namespace Helhed.Fhir.Terminology;

/// <summary>A code system that is known by the form of its codes, because its codes are endless or its content is not here.</summary>
internal abstract class CodeGrammar
{
    private static readonly FrozenDictionary<string, CodeGrammar> All = new CodeGrammar[]
    {
        new LanguageTag(), new MimeType(), new UnitCode(), new UriCode(), new SnomedCode(), new LoincCode(),
    }.ToFrozenDictionary(g => g.System);

    /// <summary>Canonical address.</summary>
    public abstract string System { get; }

    /// <summary>True when a code of the right form is a code of the system; false when only the content could tell.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>What a code looks like, as the end of a sentence.</summary>
    public abstract string Form { get; }

    /// <summary>The grammar of a system, or null.</summary>
    public static CodeGrammar? Of(string system) => All.GetValueOrDefault(system);

    public abstract bool IsValid(ReadOnlySpan<byte> code);

    /// <summary>What is wrong with a code that is not valid, as a sentence.</summary>
    public virtual string Complaint(string code) => $"'{code}' is not {Form}.";

    /// <summary>The rule of a filter that the system itself defines; null when it defines none such.</summary>
    public virtual CodeRule? TryFilter(CodeFilter filter) => null;

    protected static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    protected static bool IsLetter(byte b) => (b | 0x20) is >= (byte)'a' and <= (byte)'z';
}

/// <summary>A URI used as a code: <c>urn:ietf:rfc:3986</c>.</summary>
internal sealed class UriCode : CodeGrammar
{
    public override string System => "urn:ietf:rfc:3986";

    public override bool IsWhole => true;

    public override string Form => "an absolute URI, such as urn:oid:1.2.3 or https://example.org/x";

    public override bool IsValid(ReadOnlySpan<byte> code)
    {
        var colon = code.IndexOf((byte)':');
        if (colon < 1 || colon == code.Length - 1 || !IsLetter(code[0]) || code.IndexOfAnyInRange((byte)0, (byte)' ') >= 0)
        {
            return false;
        }

        foreach (var b in code[..colon])
        {
            if (!IsLetter(b) && !IsDigit(b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return !code.StartsWith("urn:uuid:"u8) || (code.Length == 45 && Utf8Parser.TryParse(code[9..], out Guid _, out var used, 'D') && used == 36);
    }
}

/// <summary>A MIME type (<see href="https://www.rfc-editor.org/rfc/rfc6838#section-4.2">RFC 6838</see>), with parameters if it has any.</summary>
internal sealed class MimeType : CodeGrammar
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create("()<>@,;:\\\"/[]?="u8);

    // The registry's top level; chemical is in wide use without being in it.
    private static readonly CodeIndex Types = List(["application", "audio", "chemical", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video"]);

    // CapabilityStatement.format allows these for the forms that the specification itself describes.
    private static readonly CodeIndex FhirForms = List(["xml", "json", "ttl"]);

    public override string System => "urn:ietf:bcp:13";

    public override bool IsWhole => true;

    public override string Form => "a MIME type, such as application/pdf or text/plain; charset=utf-8";

    public override bool IsValid(ReadOnlySpan<byte> code)
    {
        var slash = code.IndexOf((byte)'/');
        if (slash < 0)
        {
            return FhirForms.Find(code) >= 0;
        }

        var end = code.IndexOf((byte)';');
        if (end >= 0 && end < slash)
        {
            return false;
        }

        var type = code[..slash];
        var subtype = end < 0 ? code[(slash + 1)..] : code[(slash + 1)..end].TrimEnd((byte)' ');
        return IsName(type) && IsName(subtype)
            && (Types.Find(type) >= 0 || (type.Length > 2 && (type[0] | 0x20) == 'x' && type[1] == '-'))
            && (end < 0 || AreParameters(code[(end + 1)..]));
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > 127 || !(IsLetter(name[0]) || IsDigit(name[0])))
        {
            return false;
        }

        foreach (var b in name)
        {
            if (!IsLetter(b) && !IsDigit(b) && "!#$&-^_.+".IndexOf((char)b, StringComparison.Ordinal) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreParameters(ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            rest = rest.TrimStart((byte)' ');
            var equals = rest.IndexOf((byte)'=');
            if (equals < 1 || !IsToken(rest[..equals]))
            {
                return false;
            }

            rest = rest[(equals + 1)..];
            var length = ValueLength(rest);
            if (length < 1)
            {
                return false;
            }

            rest = rest[length..].TrimStart((byte)' ');
            if (rest.IsEmpty)
            {
                return true;
            }

            if (rest[0] != (byte)';')
            {
                return false;
            }

            rest = rest[1..];
        }
    }

    /// <summary>Length of a quoted text or token; 0 when it is neither.</summary>
    private static int ValueLength(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != (byte)'"')
        {
            var end = rest.IndexOfAny((byte)';', (byte)' ');
            var token = end < 0 ? rest : rest[..end];
            return IsToken(token) ? token.Length : 0;
        }

        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == (byte)'\\')
            {
                i++;
            }
            else if (rest[i] == (byte)'"')
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static bool IsToken(ReadOnlySpan<byte> token) =>
        !token.IsEmpty && token.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && token.IndexOfAny(Separators) < 0;

    private static CodeIndex List(string[] codes)
    {
        var index = new CodeIndex(isCaseSensitive: false, codes.Length);
        foreach (var code in codes)
        {
            index.Add(code);
        }

        return index;
    }
}

/// <summary>
/// A SNOMED CT concept id, which carries its kind and a check digit
/// (<see href="https://confluence.ihtsdotools.org/display/DOCRELFMT/6+SNOMED+CT+Identifiers">identifiers</see>), or an expression of them.
/// </summary>
internal sealed class SnomedCode : CodeGrammar
{
    // Verhoeff: the dihedral group of order 10, and the permutation for each place counted from the right.
    private static ReadOnlySpan<byte> Multiply =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7, 4, 0, 1, 2, 3, 9, 5, 6, 7, 8,
        5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3, 8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static ReadOnlySpan<byte> Permute =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 7, 6, 2, 8, 3, 0, 9, 4, 5, 8, 0, 3, 7, 9, 6, 1, 4, 2, 8, 9, 1, 6, 0, 4, 3, 5, 2, 7,
        9, 4, 5, 3, 1, 2, 6, 8, 7, 0, 4, 2, 8, 6, 5, 7, 3, 9, 0, 1, 2, 7, 9, 3, 8, 0, 6, 4, 1, 5, 7, 0, 4, 6, 9, 1, 3, 2, 5, 8,
    ];

    public override string System => "http://snomed.info/sct";

    public override bool IsWhole => false;

    public override string Form => "a SNOMED CT concept id: 6 to 18 digits, the last of them a check digit";

    public override bool IsValid(ReadOnlySpan<byte> code)
    {
        if (code.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return IsConceptId(code);
        }

        // A post-coordinated expression begins with a concept id: its grammar is the terminology server's.
        var digits = code.TrimStart("=<( "u8);
        var end = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end > 0 && digits[end] is (byte)' ' or (byte)'|' or (byte)':' or (byte)'+' or (byte)'{' or (byte)')' && IsConceptId(digits[..end]);
    }

    private static bool IsConceptId(ReadOnlySpan<byte> id)
    {
        if (id.Length is < 6 or > 18 || id[0] == (byte)'0' || id[^2] != (byte)'0' || id[^3] is not ((byte)'0' or (byte)'1') || (id[^3] == (byte)'1' && id.Length < 11))
        {
            return false;
        }

        var check = 0;
        for (var i = 0; i < id.Length; i++)
        {
            check = Multiply[(check * 10) + Permute[((i & 7) * 10) + (id[^(i + 1)] - '0')]];
        }

        return check == 0;
    }
}

/// <summary>
/// A LOINC number with its check digit (<see href="https://loinc.org/kb/users-guide/"/>, appendix C); parts, answers, lists and groups
/// (LP, LA, LL, LG) have another, so only their form is checked.
/// </summary>
internal sealed class LoincCode : CodeGrammar
{
    public override string System => "http://loinc.org";

    public override bool IsWhole => false;

    public override string Form => "a LOINC number: digits, a hyphen and a check digit, such as 8867-4";

    public override bool IsValid(ReadOnlySpan<byte> code)
    {
        if (code.Length is < 3 or > 12 || code[^2] != (byte)'-' || !IsDigit(code[^1]))
        {
            return false;
        }

        var number = code[..^2];
        if (number.Length > 2 && number[0] == (byte)'L')
        {
            return number[1] is (byte)'A' or (byte)'P' or (byte)'L' or (byte)'G' && number[2..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        }

        if (number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = (number[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return (sum + code[^1] - '0') % 10 == 0;
    }
}
