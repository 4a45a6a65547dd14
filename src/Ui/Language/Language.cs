using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>A language the pages speak. Danish comes first everywhere.</summary>
public enum Language
{
    /// <summary>Dansk.</summary>
    Danish,

    /// <summary>English.</summary>
    English,
}

/// <summary>The reader's choice of language, kept in the strictly necessary cookie <c>sprog</c>.</summary>
public static class LanguageChoice
{
    internal const string Cookie = "sprog";

    /// <summary>The language of this request: the cookie's, or Danish.</summary>
    public static Language Language(this HttpContext context) => OfCode(context.Request.Cookies[Cookie]);

    /// <summary>The code in <c>lang</c> attributes: "da" or "en".</summary>
    public static string Code(this Language language) => language == Ui.Language.English ? "en" : "da";

    internal static Language OfCode(string? code) => code == "en" ? Ui.Language.English : Ui.Language.Danish;
}
