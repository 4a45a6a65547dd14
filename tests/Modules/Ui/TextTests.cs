using Helhed.Ui;

namespace Helhed.Tests.Modules.Ui;

public sealed class TextTests
{
    private static readonly DateTimeOffset Appointment = new(2026, 11, 26, 8, 15, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void A_moment_is_said_in_Danish_time() =>
        Assert.Equal("torsdag den 26. november 2026 kl. 9.15", DateText.DayAndTime(Appointment, Language.Danish));

    [Fact]
    public void A_moment_is_said_in_English() =>
        Assert.Equal("Thursday 26 November 2026 at 9:15", DateText.DayAndTime(Appointment, Language.English));

    [Fact]
    public void Summer_time_moves_the_hour_and_can_move_the_day()
    {
        var late = new DateTimeOffset(2026, 6, 30, 22, 30, 0, TimeSpan.Zero);
        Assert.Equal("onsdag den 1. juli 2026 kl. 0.30", DateText.DayAndTime(late, Language.Danish));
    }

    [Theory]
    [InlineData(0, "i dag", "today")]
    [InlineData(1, "i morgen", "tomorrow")]
    [InlineData(-1, "i går", "yesterday")]
    [InlineData(2, "i overmorgen", "in 2 days")]
    [InlineData(5, "om 5 dage", "in 5 days")]
    [InlineData(13, "om 13 dage", "in 13 days")]
    [InlineData(14, "om 2 uger", "in 2 weeks")]
    [InlineData(75, "om 2 måneder", "in 2 months")]
    [InlineData(-400, "for 13 måneder siden", "13 months ago")]
    [InlineData(-1200, "for 3 år siden", "3 years ago")]
    public void A_day_is_said_relative_to_today(int days, string danish, string english)
    {
        Assert.Equal(danish, DateText.Relative(Today.AddDays(days), Today, Language.Danish));
        Assert.Equal(english, DateText.Relative(Today.AddDays(days), Today, Language.English));
    }

    [Theory]
    [InlineData(1944, 3, 17, "82 år")]
    [InlineData(1944, 11, 22, "81 år")]
    [InlineData(1944, 11, 21, "82 år")]
    [InlineData(2026, 2, 20, "9 måneder")]
    [InlineData(2026, 10, 21, "1 måned")]
    public void An_age_turns_on_the_birthday(int year, int month, int day, string age) =>
        Assert.Equal(age, DateText.Age(new DateOnly(year, month, day), Today, Language.Danish));

    [Theory]
    [InlineData("7.40", "7,40", "7.40")]
    [InlineData("-0.5", "-0,5", "-0.5")]
    [InlineData("1234", "1234", "1234")]
    [InlineData("12500", "12.500", "12,500")]
    [InlineData("1234567.8", "1.234.567,8", "1,234,567.8")]
    public void A_number_keeps_its_digits(string value, string danish, string english)
    {
        var number = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(danish, NumberText.Of(number, Language.Danish));
        Assert.Equal(english, NumberText.Of(number, Language.English));
    }

    [Theory]
    [InlineData("mm[Hg]", "128 mmHg")]
    [InlineData("{score}", "128")]
    [InlineData(null, "128")]
    [InlineData("mmol/L", "128 mmol/L")]
    [InlineData("/min", "128 pr. min.")]
    public void A_unit_is_shown_as_people_write_it(string? unit, string text) =>
        Assert.Equal(text, NumberText.Of(128m, unit, Language.Danish));

    [Fact]
    public void A_range_open_to_one_side_is_said_in_words()
    {
        Assert.Equal("3,5–4,6", NumberText.Range(3.5m, 4.6m, Language.Danish));
        Assert.Equal("højst 5,0", NumberText.Range(null, 5.0m, Language.Danish));
        Assert.Equal("mindst 90", NumberText.Range(90m, null, Language.Danish));
        Assert.Null(NumberText.Range(null, null, Language.Danish));
    }

    [Theory]
    [InlineData("0101901234", "0101901234")]
    [InlineData(" 010190-1234 ", "0101901234")]
    [InlineData("010190 1234", "0101901234")]
    [InlineData("010190-123", null)]
    [InlineData("Karen", null)]
    [InlineData(null, null)]
    public void A_cpr_number_is_read_however_it_is_typed(string? typed, string? digits) => Assert.Equal(digits, Cpr.Digits(typed));

    [Fact]
    public void A_masked_cpr_number_holds_nothing_of_the_serial()
    {
        Assert.Equal("010190-••••", Cpr.Masked("0101901234"));
        Assert.Equal("010190-1234", Cpr.Full("0101901234"));
    }

    [Theory]
    [InlineData("26/11/2026", 2026, 11, 26)]
    [InlineData("1.2.2027", 2027, 2, 1)]
    [InlineData(" 01-02-2027 ", 2027, 2, 1)]
    public void A_typed_date_is_read(string typed, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), DateField.Parse(typed));

    [Theory]
    [InlineData("2026-11-26")]
    [InlineData("31/02/2026")]
    [InlineData("11/26/2026")]
    [InlineData("")]
    public void What_is_no_Danish_date_is_refused(string typed) => Assert.Null(DateField.Parse(typed));

    [Theory]
    [InlineData("/borger?x=1", "/borger?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData("/a\\b", "/")]
    [InlineData(null, "/")]
    public void Only_paths_on_this_server_are_gone_back_to(string? path, string kept) => Assert.Equal(kept, LocalPath.OrRoot(path));
}
