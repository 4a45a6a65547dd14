namespace Helhed.Fhir.Danish;

/// <summary>What is wrong with an identifier.</summary>
/// <param name="IsError">False for what is only unlikely, since numbers in use break the rule.</param>
/// <param name="English">What is wrong and what would be right.</param>
/// <param name="Danish">The same in Danish.</param>
public sealed record IdentifierProblem(bool IsError, string English, string Danish);

/// <summary>The rules of Danish identifiers, by their systems. The value itself is never part of a text: it may be a person's.</summary>
public static class DanishIdentifiers
{
    private static readonly IdentifierProblem Cpr = new(
        true, "A CPR number has ten digits without a hyphen, and the first seven give a date of birth that exists.",
        "Et CPR-nummer har ti cifre uden bindestreg, og de første syv giver en fødselsdato, der findes.");

    private static readonly IdentifierProblem XeCpr = new(
        true, "A national replacement number (X-eCPR) is a date as DDMMYY, 1 or 7, two capital letters and a digit.",
        "Et nationalt erstatnings-CPR (X-eCPR) er en dato som DDMMÅÅ, 1 eller 7, to store bogstaver og et ciffer.");

    private static readonly IdentifierProblem DeCpr = new(
        true, "A regional replacement number (D-eCPR) is a date as DDMMYY, 0, 5 or 6, two capital letters and a digit.",
        "Et regionalt erstatnings-CPR (D-eCPR) er en dato som DDMMÅÅ, 0, 5 eller 6, to store bogstaver og et ciffer.");

    private static readonly IdentifierProblem Cvr = new(
        true, "A CVR number has eight digits that fit each other (modulus 11).", "Et CVR-nummer har otte cifre, der passer med hinanden (modulus 11).");

    private static readonly IdentifierProblem Gln = new(
        true, "A GLN has thirteen digits, the last of which fits the others (modulus 10).", "Et GLN har tretten cifre, og det sidste passer med de andre (modulus 10).");

    private static readonly IdentifierProblem Kombit = new(
        true, "KOMBIT's organisations are identified by urn:uuid: and a UUID in small letters.", "KOMBITs organisationer har urn:uuid: og en UUID med små bogstaver.");

    private static readonly IdentifierProblem Authorisation = new(
        true, "An authorisation number has five signs: digits, and letters that are not vowels (Y is allowed).",
        "Et autorisations-id har fem tegn: cifre og bogstaver, der ikke er vokaler (Y er tilladt).");

    private static readonly IdentifierProblem Sor = new(
        false, "A SOR number has at least eleven digits, the last of which fits the others (Verhoeff): look it up in the register.",
        "Et SOR-nummer har mindst elleve cifre, og det sidste passer med de andre (Verhoeff): slå det op i registret.");

    /// <summary>Checks a value by the rule of its system.</summary>
    /// <returns>What is wrong; null when nothing is, or when the system has no rule here.</returns>
    public static IdentifierProblem? Check(ReadOnlySpan<char> system, ReadOnlySpan<char> value) => system switch
    {
        DanishSystems.Cpr => value.Length == 10 && CprNumber.TryParse(value, out _) ? null : Cpr,
        DanishSystems.XeCpr => IsReplacement(value, "17") ? null : XeCpr,
        DanishSystems.Sor => IsSor(value) ? null : Sor,
        DanishSystems.Cvr => IsCvr(value) ? null : Cvr,
        DanishSystems.Gln or DanishSystems.GlnHttps => IsGln(value) ? null : Gln,
        DanishSystems.Kombit => IsUuid(value) ? null : Kombit,
        DanishSystems.Authorisation => IsAuthorisation(value) ? null : Authorisation,
        _ when IsRegional(system) => IsReplacement(value, "056") ? null : DeCpr,
        _ => null,
    };

    // Each region has a number of its own behind a dot.
    private static bool IsRegional(ReadOnlySpan<char> system) =>
        system.StartsWith(DanishSystems.DeCprPrefix, StringComparison.Ordinal) && system[DanishSystems.DeCprPrefix.Length..] is [] or ['.', ..];

    private static bool IsReplacement(ReadOnlySpan<char> value, ReadOnlySpan<char> seventh) =>
        value.Length == 10 && AreDigits(value[..6]) && IsDayAndMonth(value) && seventh.Contains(value[6]) && char.IsAsciiLetterUpper(value[7]) && char.IsAsciiLetterUpper(value[8]) && char.IsAsciiDigit(value[9]);

    // The century is not known, so 29 February is always possible.
    private static bool IsDayAndMonth(ReadOnlySpan<char> value)
    {
        var (day, month) = (((value[0] - '0') * 10) + value[1] - '0', ((value[2] - '0') * 10) + value[3] - '0');
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000, month);
    }

    private static bool IsCvr(ReadOnlySpan<char> value) => value.Length == 8 && AreDigits(value) && WeightedSum(value, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;

    private static bool IsGln(ReadOnlySpan<char> value) => value.Length == 13 && AreDigits(value) && WeightedSum(value, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0;

    private static bool IsSor(ReadOnlySpan<char> value) => value.Length >= 11 && AreDigits(value) && Verhoeff.IsRight(value);

    private static bool IsAuthorisation(ReadOnlySpan<char> value) => value.Length == 5 && value.IndexOfAnyExcept(NotVowels) < 0;

    private static readonly System.Buffers.SearchValues<char> NotVowels = System.Buffers.SearchValues.Create("0123456789bcdfghjklmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ");

    private static bool IsUuid(ReadOnlySpan<char> value) =>
        value.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(value[9..], "D", out _) && value[9..].IndexOfAnyInRange('A', 'F') < 0;

    private static bool AreDigits(ReadOnlySpan<char> value) => value.IndexOfAnyExceptInRange('0', '9') < 0;

    private static int WeightedSum(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }
}

/// <summary>
/// The check digit of SNOMED CT and SOR: a number is right when its digits, from the last to the first, each turned by its place and joined
/// in the group of the symmetries of a pentagon, give 0. See <see href="https://en.wikipedia.org/wiki/Verhoeff_algorithm"/>.
/// </summary>
internal static class Verhoeff
{
    // The permutation that a digit is turned by once for each place.
    private static ReadOnlySpan<byte> Turn => [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    public static bool IsRight(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[^(place + 1)] - '0';
            for (var turns = place % 8; turns > 0; turns--)
            {
                digit = Turn[digit];
            }

            sum = Join(sum, digit);
        }

        return sum == 0;
    }

    // 0-4 are rotations, 5-9 reflections.
    private static int Join(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b + 5) % 5),
        (false, false) => (a - b + 5) % 5,
    };
}
