using Helhed.Fhir.Danish;
using Helhed.Platform;

namespace Helhed.Tests.Engine.Danish;

/// <summary>Personal numbers. None of these was given to anybody: they are made up, or are those of published test people.</summary>
public sealed class CprNumberTests
{
    // By https://cpr.dk: the year and the seventh digit, and the year of birth.
    [Theory]
    [InlineData("0101000000", 1900)]
    [InlineData("0101993999", 1999)]
    [InlineData("0101364000", 2036)]
    [InlineData("0101374000", 1937)]
    [InlineData("0101575000", 2057)]
    [InlineData("0101585000", 1858)]
    [InlineData("0101578999", 2057)]
    [InlineData("0101998000", 1899)]
    [InlineData("0101369000", 2036)]
    [InlineData("0101379000", 1937)]
    public void The_seventh_digit_says_the_century(string text, int year)
    {
        Assert.True(CprNumber.TryParse(text, out var number));
        Assert.Equal(new DateOnly(year, 1, 1), number.BirthDate);
        Assert.Equal(text, number.Value);
    }

    [Theory]
    [InlineData("2902000000", false)] // 1900 was no leap year
    [InlineData("2902004000", true)] // 2000 was
    [InlineData("2902040000", true)]
    [InlineData("2902050000", false)]
    [InlineData("3002041234", false)]
    [InlineData("3104901234", false)]
    [InlineData("3012901234", true)]
    [InlineData("0013901234", false)]
    [InlineData("0100901234", false)]
    [InlineData("0001901234", false)]
    [InlineData("6101901234", false)]
    public void The_date_must_exist(string text, bool exists) => Assert.Equal(exists, CprNumber.TryParse(text, out _));

    [Theory]
    [InlineData("251248-9996", true)]
    [InlineData("2512489996", true)]
    [InlineData("251248 9996", false)]
    [InlineData("25124-89996", false)]
    [InlineData("251248-999", false)]
    [InlineData("251248-99960", false)]
    [InlineData("251248999", false)]
    [InlineData("25124899961", false)]
    [InlineData("25124899a6", false)]
    [InlineData("٢512489996", false)]
    [InlineData("", false)]
    public void The_form_is_ten_digits_with_or_without_a_hyphen(string text, bool isRight) => Assert.Equal(isRight, CprNumber.TryParse(text, out _));

    [Fact]
    public void The_last_digit_says_the_sex()
    {
        Assert.True(CprNumber.TryParse("2512489996", out var woman) && !woman.IsMale);
        Assert.True(CprNumber.TryParse("2512489997", out var man) && man.IsMale);
    }

    [Fact]
    public void A_number_is_not_told_by_accident()
    {
        Assert.True(CprNumber.TryParse("2512489996", out var number));
        Assert.Equal("251248-****", $"{number}");
        Assert.Equal("", default(CprNumber).ToString());
    }

    [Fact]
    public void Modulus_11_is_known_and_refuses_nobody()
    {
        Assert.True(CprNumber.TryParse("0707614285", out var fitting) && fitting.FitsModulus11);
        Assert.True(CprNumber.TryParse("0707614286", out var other) && !other.FitsModulus11);
        Assert.Null(DanishIdentifiers.Check(DanishSystems.Cpr, other.Value));
    }

    [Fact]
    public void Made_up_numbers_agree_with_the_calendar()
    {
        // The oracle asks the calendar for every century, and the table of cpr.dk for which of them it is.
        var random = new SeededRandom(17);
        var right = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var (day, month, year, rest) = (random.Int(0, 34), random.Int(0, 14), random.Int(0, 100), random.Int(0, 10_000));
            var text = $"{day:00}{month:00}{year:00}{rest:0000}";
            var full = Year(year, rest / 1000);
            var exists = DateOnly.TryParseExact($"{full:0000}-{month:00}-{day:00}", "yyyy-MM-dd", out var date);
            Assert.Equal(exists, CprNumber.TryParse(text, out var number));
            if (exists)
            {
                right++;
                Assert.Equal((date, rest % 2 == 1), (number.BirthDate, number.IsMale));
            }
        }

        Assert.InRange(right, 10_000, 19_000);
    }

    private static int Year(int year, int seventh) => (seventh, year) switch
    {
        (0 or 1 or 2 or 3, _) => 1900 + year,
        (4 or 9, >= 0 and <= 36) => 2000 + year,
        (4 or 9, _) => 1900 + year,
        (_, >= 0 and <= 57) => 2000 + year,
        _ => 1800 + year,
    };
}
