namespace Helhed.Fhir.Validation;

/// <summary>What an item of a questionnaire is. See <see href="https://hl7.org/fhir/R4/valueset-item-type.html"/>.</summary>
internal enum QuestionType
{
    Unknown,
    Group,
    Display,

    /// <summary>The abstract ancestor of all questions, which no item may have as its type.</summary>
    Question,
    Boolean,
    Decimal,
    Integer,
    Date,
    DateTime,
    Time,
    String,
    Text,
    Url,
    Choice,
    OpenChoice,
    Attachment,
    Reference,
    Quantity,
}

/// <summary>What the types of items mean for their answers.</summary>
internal static class QuestionTypes
{
    public static QuestionType Of(string code) => code switch
    {
        "group" => QuestionType.Group,
        "display" => QuestionType.Display,
        "question" => QuestionType.Question,
        "boolean" => QuestionType.Boolean,
        "decimal" => QuestionType.Decimal,
        "integer" => QuestionType.Integer,
        "date" => QuestionType.Date,
        "dateTime" => QuestionType.DateTime,
        "time" => QuestionType.Time,
        "string" => QuestionType.String,
        "text" => QuestionType.Text,
        "url" => QuestionType.Url,
        "choice" => QuestionType.Choice,
        "open-choice" => QuestionType.OpenChoice,
        "attachment" => QuestionType.Attachment,
        "reference" => QuestionType.Reference,
        "quantity" => QuestionType.Quantity,
        _ => QuestionType.Unknown,
    };

    /// <summary>The type that an answer has; for a choice, the one that it has unless its options say otherwise. Null where there is no answer.</summary>
    public static string? ValueType(this QuestionType type) => type switch
    {
        QuestionType.Boolean => "boolean",
        QuestionType.Decimal => "decimal",
        QuestionType.Integer => "integer",
        QuestionType.Date => "date",
        QuestionType.DateTime => "dateTime",
        QuestionType.Time => "time",
        QuestionType.String or QuestionType.Text => "string",
        QuestionType.Url => "uri",
        QuestionType.Choice or QuestionType.OpenChoice => "Coding",
        QuestionType.Attachment => "Attachment",
        QuestionType.Reference => "Reference",
        QuestionType.Quantity => "Quantity",
        _ => null,
    };

    public static bool IsChoice(this QuestionType type) => type is QuestionType.Choice or QuestionType.OpenChoice;

    /// <summary>Whether the values of a type come in an order, so that &lt; and &gt; mean something.</summary>
    public static bool IsOrdered(string valueType) => valueType is "decimal" or "integer" or "date" or "dateTime" or "time" or "string" or "Quantity";
}
