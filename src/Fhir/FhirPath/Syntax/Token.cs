namespace Helhed.Fhir.FhirPath;

internal enum TokenKind : byte
{
    End,
    Identifier,

    /// <summary>In backticks: never a keyword.</summary>
    Delimited,
    String,
    Integer,
    Long,
    Decimal,
    Date,
    DateTime,
    Time,
    Symbol,

    /// <summary><c>$this</c> and the like.</summary>
    Special,
    Error,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its length.</param>
/// <param name="Text">The text it stands for: without quotes and escapes, or the message of an error.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, string Text)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;
}
