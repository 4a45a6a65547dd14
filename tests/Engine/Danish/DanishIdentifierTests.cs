using System.Text.RegularExpressions;
using Helhed.Fhir.Danish;
using Helhed.Platform;

namespace Helhed.Tests.Engine.Danish;

/// <summary>Identifiers by their systems.</summary>
public sealed class DanishIdentifierTests
{
    private static readonly int[][] Pentagon =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];

    private static readonly int[][] Turns =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2], [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1], [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];

    [Theory]
    [InlineData(DanishSystems.Cpr, "2512489996", true)]
    [InlineData(DanishSystems.Cpr, "251248-9996", false)]
    [InlineData(DanishSystems.Cpr, "3202489996", false)]
    [InlineData(DanishSystems.XeCpr, "0101011AB1", true)]
    [InlineData(DanishSystems.XeCpr, "2902017AB1", true)]
    [InlineData(DanishSystems.XeCpr, "0101012AB1", false)]
    [InlineData(DanishSystems.XeCpr, "0101011ab1", false)]
    [InlineData(DanishSystems.XeCpr, "3102011AB1", false)]
    [InlineData(DanishSystems.XeCpr, "0101011A11", false)]
    [InlineData("urn:oid:1.2.208.176.1.6.1.3.187", "0101010AB1", true)]
    [InlineData("urn:oid:1.2.208.176.1.6.1.3", "0101016AB1", true)]
    [InlineData("urn:oid:1.2.208.176.1.6.1.3.187", "0101011AB1", false)]
    [InlineData("urn:oid:1.2.208.176.1.6.1.30", "anything", true)]
    [InlineData(DanishSystems.Cvr, "24256790", true)]
    [InlineData(DanishSystems.Cvr, "24256791", false)]
    [InlineData(DanishSystems.Cvr, "2425679", false)]
    [InlineData(DanishSystems.Gln, "5790001348120", true)]
    [InlineData(DanishSystems.GlnHttps, "5790001348120", true)]
    [InlineData(DanishSystems.GlnHttps, "5790001348121", false)]
    [InlineData(DanishSystems.Gln, "790001348120", false)]
    [InlineData(DanishSystems.Sor, "953741000016009", true)]
    [InlineData(DanishSystems.Sor, "953741000016008", false)]
    [InlineData(DanishSystems.Sor, "9537410000", false)]
    [InlineData(DanishSystems.Authorisation, "0BX3Y", true)]
    [InlineData(DanishSystems.Authorisation, "0BA3Y", false)]
    [InlineData(DanishSystems.Authorisation, "0BX3", false)]
    [InlineData(DanishSystems.Kombit, "urn:uuid:9edf5b3b-0c1c-4b1c-8f1b-1f0a8d1d5a3c", true)]
    [InlineData(DanishSystems.Kombit, "urn:uuid:9EDF5b3b-0c1c-4b1c-8f1b-1f0a8d1d5a3c", false)]
    [InlineData(DanishSystems.Kombit, "9edf5b3b-0c1c-4b1c-8f1b-1f0a8d1d5a3c", false)]
    [InlineData(DanishSystems.Ydernummer, "x", true)]
    [InlineData("http://example.org", "x", true)]
    public void A_value_follows_the_rule_of_its_system(string system, string value, bool isRight) => Assert.Equal(isRight, DanishIdentifiers.Check(system, value) is null);

    [Fact]
    public void Only_SOR_is_a_warning()
    {
        Assert.False(DanishIdentifiers.Check(DanishSystems.Sor, "1")!.IsError);
        foreach (var system in new[] { DanishSystems.Cpr, DanishSystems.XeCpr, DanishSystems.DeCprPrefix, DanishSystems.Cvr, DanishSystems.Gln, DanishSystems.Kombit, DanishSystems.Authorisation })
        {
            var problem = DanishIdentifiers.Check(system, "1")!;
            Assert.True(problem.IsError);
            Assert.NotEqual(problem.English, problem.Danish);
        }
    }

    [Fact]
    public void Check_digits_are_those_of_the_textbook()
    {
        var random = new SeededRandom(23);
        var right = new int[3];
        for (var round = 0; round < 5000; round++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Int(11, 19)).Select(_ => (char)random.Int('0', '9' + 1)));
            right[0] += Agree(DanishSystems.Sor, digits, TextbookVerhoeff(digits));
            var gln = (digits + digits)[..13];
            right[1] += Agree(DanishSystems.Gln, gln, TextbookGln(gln));
            right[2] += Agree(DanishSystems.Cvr, digits[..8], (2 * (digits[0] - 48) + 7 * (digits[1] - 48) + 6 * (digits[2] - 48) + 5 * (digits[3] - 48) + 4 * (digits[4] - 48) + 3 * (digits[5] - 48) + 2 * (digits[6] - 48) + digits[7] - 48) % 11 == 0);
        }

        Assert.All(right, count => Assert.InRange(count, 300, 700));
    }

    [Fact]
    public void Replacement_numbers_are_those_of_the_guides_pattern()
    {
        var pattern = new Regex("^((((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))([0-9]{2})((1|7){1})([A-Z]{2})([0-9]{1}))$", RegexOptions.NonBacktracking);
        var random = new SeededRandom(29);
        var right = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var text = $"{random.Int(0, 34):00}{random.Int(0, 14):00}{random.Int(0, 100):00}{random.Pick(["1", "7", "0"])}{(char)random.Int('A', '[' + 1)}{(char)random.Int('A', 'Z' + 1)}{random.Int(0, 10)}";
            right += Agree(DanishSystems.XeCpr, text, pattern.IsMatch(text));
        }

        Assert.InRange(right, 3000, 9000);
    }

    private static int Agree(string system, string value, bool isRight)
    {
        Assert.Equal(isRight, DanishIdentifiers.Check(system, value) is null);
        return isRight ? 1 : 0;
    }

    private static bool TextbookVerhoeff(string digits)
    {
        var check = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            check = Pentagon[check][Turns[place % 8][digits[digits.Length - 1 - place] - '0']];
        }

        return check == 0;
    }

    // As GS1 has it: the amount to be added to reach a multiple of ten is the last digit.
    private static bool TextbookGln(string digits)
    {
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return (10 - (sum % 10)) % 10 == digits[12] - '0';
    }
}
