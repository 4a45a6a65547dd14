namespace Helhed.Ui;

/// <summary>How a CPR number is written. Nothing here judges whether a number is real.</summary>
public static class Cpr
{
    /// <summary>"0101901234" and "010190-1234" as the ten digits; null when the text is not ten digits.</summary>
    public static string? Digits(string? typed)
    {
        var digits = (typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-').ToArray();
        return digits.Length == 10 && digits.All(char.IsAsciiDigit) ? new string(digits) : null;
    }

    /// <summary>"010190-1234"; anything that is not ten digits is shown as it is (replacement numbers have letters).</summary>
    public static string Full(string cpr) => Digits(cpr) is { } d ? $"{d[..6]}-{d[6..]}" : cpr;

    /// <summary>"010190-••••": the birth date, the serial hidden.</summary>
    public static string Masked(string cpr) => cpr.Length >= 6 ? cpr[..6] + "-••••" : "••••••-••••";
}
