using System.Globalization;

namespace Helhed.Fhir.Danish;

/// <summary>
/// A Danish personal number (CPR): date of birth as DDMMYY and four digits, of which the first says the century and the last the sex.
/// See <see href="https://cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret"/>. There is no check digit to rely on: numbers that fail modulus 11
/// have been given out since October 2007.
/// </summary>
public readonly record struct CprNumber
{
    private static ReadOnlySpan<byte> Weights => [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    private CprNumber(string value, DateOnly birthDate)
    {
        Value = value;
        BirthDate = birthDate;
    }

    /// <summary>The ten digits.</summary>
    public string Value { get; }

    /// <summary>Date of birth, with the century that the seventh digit says.</summary>
    public DateOnly BirthDate { get; }

    /// <summary>True for an odd number, which men and boys have.</summary>
    public bool IsMale => (Value[9] & 1) == 1;

    /// <summary>
    /// Whether the digits fit modulus 11. Those of test people do not, and neither do those of many living people: never refuse a number for it.
    /// </summary>
    public bool FitsModulus11
    {
        get
        {
            var sum = 0;
            for (var i = 0; i < 10; i++)
            {
                sum += (Value[i] - '0') * Weights[i];
            }

            return sum % 11 == 0;
        }
    }

    /// <summary>Reads ten digits, or six and four with a hyphen between.</summary>
    /// <returns>False when the text has another form, or when its date is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out CprNumber number)
    {
        number = default;
        Span<char> digits = stackalloc char[10];
        if (text.Length == 11 && text[6] == '-')
        {
            text[..6].CopyTo(digits);
            text[7..].CopyTo(digits[6..]);
        }
        else if (!text.TryCopyTo(digits) || text.Length != 10)
        {
            return false;
        }

        if (digits.IndexOfAnyExceptInRange('0', '9') >= 0 || !TryDate(digits, out var birthDate))
        {
            return false;
        }

        number = new CprNumber(digits.ToString(), birthDate);
        return true;
    }

    /// <summary>The date alone: a number in a log or a picture of the screen tells whose it is.</summary>
    public override string ToString() => Value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Value.AsSpan(0, 6)}-****");

    private static bool TryDate(ReadOnlySpan<char> digits, out DateOnly date)
    {
        var (day, month, year) = (Two(digits), Two(digits[2..]), Two(digits[4..]));
        year += Century(digits[6] - '0', year);
        var isDate = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }

    private static int Two(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 10) + digits[1] - '0';

    private static int Century(int seventh, int year) => seventh switch
    {
        <= 3 => 1900,
        4 or 9 => year <= 36 ? 2000 : 1900,
        _ => year <= 57 ? 2000 : 1800,
    };
}
