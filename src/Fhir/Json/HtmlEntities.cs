using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Helhed.Fhir.Json;

/// <summary>
/// References in XHTML: XML's five entities, characters by number, and the named entities of HTML 4, which real narratives use
/// although FHIR does not allow them: <see href="https://www.w3.org/TR/html401/sgml/entities.html"/>.
/// </summary>
internal static class HtmlEntities
{
    /// <summary>Longest reference with its <c>&amp;</c> and <c>;</c>, in bytes.</summary>
    public const int MaxLength = 16;

    // Those of U+00A0 to U+00FF, in order.
    private const string Latin =
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo "
        + "frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve "
        + "Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute "
        + "ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    // Name and number.
    private const string Others =
        "OElig=338 oelig=339 Scaron=352 scaron=353 Yuml=376 fnof=402 circ=710 tilde=732 Alpha=913 Beta=914 Gamma=915 Delta=916 Epsilon=917 Zeta=918 Eta=919 "
        + "Theta=920 Iota=921 Kappa=922 Lambda=923 Mu=924 Nu=925 Xi=926 Omicron=927 Pi=928 Rho=929 Sigma=931 Tau=932 Upsilon=933 Phi=934 Chi=935 Psi=936 "
        + "Omega=937 alpha=945 beta=946 gamma=947 delta=948 epsilon=949 zeta=950 eta=951 theta=952 iota=953 kappa=954 lambda=955 mu=956 nu=957 xi=958 omicron=959 "
        + "pi=960 rho=961 sigmaf=962 sigma=963 tau=964 upsilon=965 phi=966 chi=967 psi=968 omega=969 thetasym=977 upsih=978 piv=982 ensp=8194 emsp=8195 "
        + "thinsp=8201 zwnj=8204 zwj=8205 lrm=8206 rlm=8207 ndash=8211 mdash=8212 lsquo=8216 rsquo=8217 sbquo=8218 ldquo=8220 rdquo=8221 bdquo=8222 dagger=8224 "
        + "Dagger=8225 bull=8226 hellip=8230 permil=8240 prime=8242 Prime=8243 lsaquo=8249 rsaquo=8250 oline=8254 frasl=8260 euro=8364 image=8465 weierp=8472 "
        + "real=8476 trade=8482 alefsym=8501 larr=8592 uarr=8593 rarr=8594 darr=8595 harr=8596 crarr=8629 lArr=8656 uArr=8657 rArr=8658 dArr=8659 hArr=8660 "
        + "forall=8704 part=8706 exist=8707 empty=8709 nabla=8711 isin=8712 notin=8713 ni=8715 prod=8719 sum=8721 minus=8722 lowast=8727 radic=8730 prop=8733 "
        + "infin=8734 ang=8736 and=8743 or=8744 cap=8745 cup=8746 int=8747 there4=8756 sim=8764 cong=8773 asymp=8776 ne=8800 equiv=8801 le=8804 ge=8805 sub=8834 "
        + "sup=8835 nsub=8836 sube=8838 supe=8839 oplus=8853 otimes=8855 perp=8869 sdot=8901 lceil=8968 rceil=8969 lfloor=8970 rfloor=8971 lang=9001 rang=9002 "
        + "loz=9674 spades=9824 clubs=9827 hearts=9829 diams=9830";

    private static readonly FrozenDictionary<string, int> Named = Read();
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByName = Named.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The character of a reference of any kind.</summary>
    /// <param name="reference">From <c>&amp;</c> to <c>;</c>.</param>
    /// <param name="isNamed">True when it is one of HTML's names, which XML does not know.</param>
    /// <returns>Its code point; -1 when there is no such reference.</returns>
    public static int Resolve(ReadOnlySpan<byte> reference, out bool isNamed)
    {
        isNamed = false;
        if (reference.Length is < 3 or > MaxLength)
        {
            return -1;
        }

        Span<char> name = stackalloc char[MaxLength];
        if (!Encoding.UTF8.TryGetChars(reference[1..^1], name, out var length))
        {
            return -1;
        }

        name = name[..length];
        if (name[0] == '#')
        {
            return Number(name[1..]);
        }

        switch (name)
        {
            case "amp":
                return '&';
            case "lt":
                return '<';
            case "gt":
                return '>';
            case "quot":
                return '"';
            case "apos":
                return '\'';
            default:
                isNamed = ByName.TryGetValue(name, out var character);
                return isNamed ? character : -1;
        }
    }

    /// <summary>A text with its references replaced by characters; what is no reference stays.</summary>
    public static string Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new StringBuilder(text.Length);
        for (var at = text.IndexOf((byte)'&'); at >= 0; at = text.IndexOf((byte)'&'))
        {
            decoded.Append(Encoding.UTF8.GetString(text[..at]));
            var reference = At(text[at..]);
            var character = Resolve(reference, out _);
            decoded.Append(character < 0 ? "&" : new Rune(character).ToString());
            text = text[(at + (character < 0 ? 1 : reference.Length))..];
        }

        return decoded.Append(Encoding.UTF8.GetString(text)).ToString();
    }

    /// <summary>The reference at the beginning of a text, which is a <c>&amp;</c>; empty when it has no end.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> text) => text[..(text[..Math.Min(text.Length, MaxLength)].IndexOf((byte)';') + 1)];

    private static int Number(ReadOnlySpan<char> digits)
    {
        var isHex = digits.StartsWith('x');
        return int.TryParse(isHex ? digits[1..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is 9 or 10 or 13 or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF) ? number : -1;
    }

    private static FrozenDictionary<string, int> Read()
    {
        var named = Latin.Split(' ').Select((name, i) => KeyValuePair.Create(name, i + 0xA0));
        var others = Others.Split(' ').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture)));
        return named.Concat(others).ToFrozenDictionary();
    }
}
