using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// The unit of a quantity: a UCUM code, a calendar duration (<c>4 days</c>), or one that is only known by name and so equals only itself.
/// </summary>
internal sealed class PathUnit
{
    private const string DefaultCode = "1";

    // Calendar word, UCUM unit of the same length (or the nearest, for year and month), rank from the largest.
    private static readonly (string Word, string Ucum)[] Words =
    [
        ("year", "a"), ("month", "mo"), ("week", "wk"), ("day", "d"), ("hour", "h"), ("minute", "min"), ("second", "s"), ("millisecond", "ms"),
    ];

    private PathUnit(string text, int calendar, bool isOpaque)
    {
        Text = FhirCode = text;
        Calendar = calendar;
        IsOpaque = isOpaque;
    }

    public static PathUnit One { get; } = new(DefaultCode, -1, false);

    /// <summary>The code, the calendar word as it was written, or the name.</summary>
    public string Text { get; }

    /// <summary>The code that a FHIR Quantity had, when the unit comes from one.</summary>
    public string FhirCode { get; private init; }

    /// <summary>0 for year to 7 for millisecond; -1 when it is no calendar duration.</summary>
    public int Calendar { get; }

    /// <summary>Known by name only: it belongs to no system that can be converted.</summary>
    public bool IsOpaque { get; }

    public bool IsOne => Calendar < 0 && !IsOpaque && Text == DefaultCode;

    /// <summary>Year or month, whose length varies.</summary>
    public bool IsVariable => Calendar is 0 or 1;

    /// <summary>The UCUM code to calculate with.</summary>
    public string Ucum => Calendar < 0 ? Text : Words[Calendar].Ucum;

    public static PathUnit OfUcum(string code) => code == DefaultCode ? One : new PathUnit(code, -1, false);

    public static PathUnit OfName(string name) => new(name, -1, true);

    /// <summary>A calendar word, singular or plural, or null.</summary>
    public static PathUnit? OfWord(string word)
    {
        var singular = word.EndsWith('s') ? word[..^1] : word;
        var index = Array.FindIndex(Words, w => w.Word == singular);
        return index < 0 ? null : new PathUnit(word, index, false);
    }

    /// <summary>As <see href="https://hl7.org/fhir/R4/fhirpath.html#quantity">R4</see> reads a FHIR Quantity: UCUM's times are calendar durations.</summary>
    public static PathUnit OfFhir(string code)
    {
        var word = code switch
        {
            "a" => "year",
            "mo" => "month",
            "d" => "day",
            "h" => "hour",
            "min" => "minute",
            "s" => "second",
            _ => null,
        };
        return word is null ? OfUcum(code) : new PathUnit(word, OfWord(word)!.Calendar, false) { FhirCode = code };
    }

    /// <summary>The duration that a date can be moved by: a calendar word in or without quotes, or a UCUM unit of fixed length; -1 for others.</summary>
    public int ForDates()
    {
        if (Calendar >= 0)
        {
            return Calendar;
        }

        var byCode = Array.FindIndex(Words, w => w.Ucum == Text);
        return byCode >= 2 ? byCode : OfWord(Text)?.Calendar ?? -1;
    }

    /// <summary>Same text, so no conversion is needed.</summary>
    public bool Same(PathUnit other) =>
        ReferenceEquals(this, other) || (IsOpaque == other.IsOpaque && Calendar == other.Calendar && (Calendar >= 0 || Text == other.Text));

    /// <summary>Whether the code is UCUM at all.</summary>
    public bool IsValid => !IsOpaque && (Calendar >= 0 || UcumConversion.IsValid(Text));

    /// <summary>As in FHIRPath text: <c>'mg'</c>, <c>days</c>.</summary>
    public override string ToString() => Calendar >= 0 ? Text : $"'{Text}'";
}
