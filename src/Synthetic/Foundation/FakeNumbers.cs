using System.Globalization;

namespace Helhed.Synthetic;

/// <summary>Identifiers that look right to a form and are wrong to anyone who checks them.</summary>
internal static class FakeNumbers
{
    /// <summary>How many households can have their own CPR numbers: 365 days times the failing serials of the poorest century.</summary>
    internal const int CprHouseholds = 365 * 1800;

    private const string AuthorisationLetters = "0123456789BCDFGHJKLMNPQRSTVWXZ";
    private static readonly int[] CprWeights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    private static readonly byte[,] Verhoeff =
    {
        { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 2, 3, 4, 0, 6, 7, 8, 9, 5 }, { 2, 3, 4, 0, 1, 7, 8, 9, 5, 6 }, { 3, 4, 0, 1, 2, 8, 9, 5, 6, 7 },
        { 4, 0, 1, 2, 3, 9, 5, 6, 7, 8 }, { 5, 9, 8, 7, 6, 0, 4, 3, 2, 1 }, { 6, 5, 9, 8, 7, 1, 0, 4, 3, 2 }, { 7, 6, 5, 9, 8, 2, 1, 0, 4, 3 },
        { 8, 7, 6, 5, 9, 3, 2, 1, 0, 4 }, { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
    };

    private static readonly byte[,] VerhoeffTurn =
    {
        { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 }, { 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 }, { 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
        { 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 }, { 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 }, { 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 }, { 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
    };

    /// <summary>
    /// The birthday within a year that belongs to a household. Together with <see cref="Cpr"/> it gives every household its own
    /// numbers without any memory of the others: household to (day, serial) is one-to-one, and a household has at most one
    /// person of each sex and year of birth.
    /// </summary>
    internal static DateOnly Birthday(int year, int household) =>
        new DateOnly(year, 1, 1).AddDays((int)(((long)household * 151 + year * 37L) % 365));

    /// <summary>
    /// A CPR number whose date and sex are right, which fails modulus 11, and whose serial begins 99 in regions up to about
    /// 16,000 households (people born before 1937: 39), as DK Core's own test patients have it.
    /// </summary>
    internal static string Cpr(DateOnly born, Sex sex, int household)
    {
        Span<char> digits = stackalloc char[10];
        WriteDate(digits, born);
        var wanted = household / 365;
        for (var step = 0; ; step++)
        {
            var century = CenturyDigit(born.Year, step / 500);
            digits[6] = (char)('0' + century);
            var rest = 99 - (step / 5 % 100);
            digits[7] = (char)('0' + (rest / 10));
            digits[8] = (char)('0' + (rest % 10));
            digits[9] = (char)('0' + (sex == Sex.Male ? 9 : 8) - (step % 5 * 2));
            if (!PassesModulus11(digits) && wanted-- == 0)
            {
                return new string(digits);
            }
        }
    }

    internal static bool PassesModulus11(ReadOnlySpan<char> cpr)
    {
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            sum += (cpr[i] - '0') * CprWeights[i];
        }

        return sum % 11 == 0;
    }

    /// <summary>
    /// A SOR number: the shape of a real one (item, namespace 1000016, partition 00, check digit) with an item number beginning
    /// 99, which SOR has not reached, and a check digit one off the right one, so that Verhoeff fails.
    /// </summary>
    internal static string Sor(int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"99{number:00000}100001600");
        var wrong = (VerhoeffDigit(body) + 1) % 10;
        return body + (char)('0' + wrong);
    }

    /// <summary>The check digit Verhoeff's method gives.</summary>
    internal static int VerhoeffDigit(ReadOnlySpan<char> body)
    {
        byte check = 0;
        for (var i = 0; i < body.Length; i++)
        {
            check = Verhoeff[check, VerhoeffTurn[(i + 1) % 8, body[^(i + 1)] - '0']];
        }

        return check == 0 ? 0 : check < 5 ? 5 - check : check;
    }

    /// <summary>A location number in GS1's prefix 952, which is kept for examples; its check digit is right, as DK Core demands.</summary>
    internal static string Gln(int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"952{number:000000000}");
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            sum += (body[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return body + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>An authorisation number of five characters, beginning with Z, Z.</summary>
    internal static string Authorisation(int number)
    {
        var letters = AuthorisationLetters;
        var count = letters.Length;
        return string.Create(5, number, (text, n) =>
        {
            text[0] = 'Z';
            text[1] = 'Z';
            text[2] = letters[n / (count * count) % count];
            text[3] = letters[n / count % count];
            text[4] = letters[n % count];
        });
    }

    /// <summary>A telephone number no Dane can have: numbers do not begin with 0.</summary>
    internal static string Phone(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"+45 00 {number / 10000 % 100:00} {number / 100 % 100:00} {number % 100:00}");

    private static void WriteDate(Span<char> digits, DateOnly born)
    {
        Span<int> parts = [born.Day, born.Month, born.Year % 100];
        for (var i = 0; i < 3; i++)
        {
            digits[i * 2] = (char)('0' + (parts[i] / 10));
            digits[(i * 2) + 1] = (char)('0' + (parts[i] % 10));
        }
    }

    // The seventh digit tells the century: 0-3 is 19xx; 4 and 9 are 2000-36 or 1937-99; 5-8 are 2000-57.
    private static int CenturyDigit(int year, int step)
    {
        ReadOnlySpan<byte> digits = year < 1937 ? [3, 2, 1, 0] : year < 2000 ? [9, 4, 3, 2, 1, 0] : [9, 4, 8, 7, 6, 5];
        return digits[step % digits.Length];
    }
}
