using Helhed.Fhir;
using static Helhed.Tests.Engine.QuestionnaireFindings;

namespace Helhed.Tests.Engine;

/// <summary>Questionnaires by themselves: whether conditions, options, values and limits can work.</summary>
public sealed class QuestionnaireTests
{
    [Theory]
    [InlineData("boolean", "=", "answerBoolean\":true")]
    [InlineData("boolean", "exists", "answerBoolean\":true")]
    [InlineData("integer", ">", "answerInteger\":3")]
    [InlineData("decimal", "<=", "answerInteger\":3")]
    [InlineData("dateTime", ">", "answerDate\":\"2026-01-01")]
    [InlineData("string", "=", "answerString\":\"x")]
    [InlineData("url", "=", "answerString\":\"https://a.dk")]
    [InlineData("choice", "=", "answerCoding\":{\"code\":\"x\"}")]
    [InlineData("open-choice", "=", "answerString\":\"x")]
    [InlineData("quantity", ">", "answerQuantity\":{\"value\":3}")]
    public void A_condition_that_can_be_met_is_taken(string type, string operation, string answer) =>
        Accepts(Conditional(type, "a", operation, answer), null, "asks for the item", "compared", "needs values in an order", "depends");

    [Theory]
    [InlineData("integer", "x", "=", "answerInteger\":3", "question", "asks for the item 'x'")]
    [InlineData("integer", "b", "=", "answerInteger\":3", "question", "depends on its own answer")]
    [InlineData("display", "a", "exists", "answerBoolean\":true", "question", "has no answer")]
    [InlineData("integer", "a", "=", "answerBoolean\":true", "answer", "never be compared with boolean")]
    [InlineData("boolean", "a", "=", "answerCoding\":{\"code\":\"x\"}", "answer", "never be compared with Coding")]
    [InlineData("boolean", "a", ">", "answerBoolean\":true", "operator", "needs values in an order")]
    [InlineData("choice", "a", ">", "answerCoding\":{\"code\":\"x\"}", "operator", "needs values in an order")]
    public void A_condition_that_cannot_work_is_refused(string type, string question, string operation, string answer, string place, string words) =>
        Tells(Conditional(type, question, operation, answer), null, IssueSeverity.Error, $"Questionnaire.item[1].enableWhen[0].{place}", words);

    [Fact]
    public void A_group_cannot_depend_on_what_is_inside_it() => Tells(
        Questionnaire(Asks("g", "group", When("a", "=", "answerBoolean\":true") + "," + Items(Asks("a", "boolean")))), null, IssueSeverity.Error,
        "Questionnaire.item[0].enableWhen[0].question", "lies inside it");

    [Fact]
    public void A_condition_may_look_forward_and_upward()
    {
        Accepts(Questionnaire(Asks("b", "string", When("a", "=", "answerBoolean\":true")), Asks("a", "boolean")), null, "depends");
        Accepts(Questionnaire(Asks("a", "boolean", Items(Asks("b", "string", When("a", "=", "answerBoolean\":true"))))), null, "depends");
    }

    [Fact]
    public void Two_conditions_need_to_know_how_they_combine()
    {
        var two = "\"enableWhen\":[{\"question\":\"a\",\"operator\":\"exists\",\"answerBoolean\":true},{\"question\":\"b\",\"operator\":\"exists\",\"answerBoolean\":true}]";
        Tells(Questionnaire(Asks("a", "string"), Asks("b", "string"), Asks("c", "string", two)), null, IssueSeverity.Error, "Questionnaire.item[2].enableBehavior", "whether 'all' or 'any'");
        Accepts(Questionnaire(Asks("a", "string"), Asks("b", "string"), Asks("c", "string", two + ",\"enableBehavior\":\"any\"")), null, "whether 'all'");
    }

    [Fact]
    public void A_condition_on_an_option_that_is_not_offered_is_told()
    {
        var options = "\"answerOption\":[{\"valueCoding\":{\"code\":\"x\"}},{\"valueCoding\":{\"code\":\"y\"}}]";
        Tells(
            Questionnaire(Asks("a", "choice", options), Asks("b", "string", When("a", "=", "answerCoding\":{\"code\":\"z\"}"))), null, IssueSeverity.Warning,
            "Questionnaire.item[1].enableWhen[0].answer", "does not offer z");
        Accepts(Questionnaire(Asks("a", "choice", options), Asks("b", "string", When("a", "=", "answerCoding\":{\"code\":\"y\"}"))), null, "does not offer");
    }

    [Fact]
    public void The_abstract_type_is_refused() => Tells(Questionnaire(Asks("a", "question")), null, IssueSeverity.Error, "Questionnaire.item[0]", "is abstract");

    [Theory]
    [InlineData("integer", "valueInteger\":1")]
    [InlineData("date", "valueDate\":\"2026-01-01")]
    [InlineData("string", "valueString\":\"x")]
    [InlineData("choice", "valueString\":\"x")]
    [InlineData("choice", "valueCoding\":{\"code\":\"x\"}")]
    [InlineData("open-choice", "valueInteger\":1")]
    public void An_option_of_the_right_type_is_taken(string type, string option) => Accepts(Questionnaire(Asks("a", type, Options(option))), null, "option");

    [Theory]
    [InlineData("integer", "valueString\":\"x", "Questionnaire.item[0].answerOption[0].value", "The option has the type string, but 'a' is answered with integer")]
    [InlineData("boolean", "valueString\":\"true", "Questionnaire.item[0].answerOption[0].value", "answered with boolean")]
    public void An_option_of_another_type_is_refused(string type, string option, string expression, string words) =>
        Tells(Questionnaire(Asks("a", type, Options(option))), null, IssueSeverity.Error, expression, words);

    [Fact]
    public void The_same_option_twice_is_told()
    {
        Tells(Questionnaire(Asks("a", "choice", Options("valueCoding\":{\"code\":\"x\"}", "valueCoding\":{\"code\":\"x\"}"))), null, IssueSeverity.Warning, "Questionnaire.item[0].answerOption[1].value", "stands twice");
        Accepts(Questionnaire(Asks("a", "choice", Options("valueCoding\":{\"code\":\"x\"}", "valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}"))), null, "stands twice");
    }

    [Fact]
    public void Only_a_repeating_item_has_two_options_selected()
    {
        var options = "\"answerOption\":[{\"valueString\":\"x\",\"initialSelected\":true},{\"valueString\":\"y\",\"initialSelected\":true}]";
        Tells(Questionnaire(Asks("a", "choice", options)), null, IssueSeverity.Error, "Questionnaire.item[0].answerOption[1]", "Only one option");
        Accepts(Questionnaire(Asks("a", "choice", options + ",\"repeats\":true")), null, "Only one option");
    }

    [Fact]
    public void A_choice_needs_something_to_choose_from()
    {
        Tells(Questionnaire(Asks("a", "choice")), null, IssueSeverity.Warning, "Questionnaire.item[0]", "nothing to choose from");
        Accepts(Questionnaire(Asks("a", "choice", Options("valueString\":\"x"))), null, "nothing to choose from");
        Accepts(Questionnaire(Asks("a", "open-choice")), null, "nothing to choose from");
    }

    [Theory]
    [InlineData("integer", "valueInteger\":3", null)]
    [InlineData("integer", "valueString\":\"3", "takes valueInteger")]
    [InlineData("string", "valueString\":\"abcdef", "at most 3 are allowed")]
    public void A_value_from_the_start_follows_the_question(string type, string value, string? words)
    {
        var questionnaire = Questionnaire(Asks("a", type, (type == "string" ? "\"maxLength\":3," : "") + $"\"initial\":[{{\"{Closed(value)}}}]"));
        if (words is null)
        {
            Accepts(questionnaire, null);
        }
        else
        {
            Tells(questionnaire, null, IssueSeverity.Error, "Questionnaire.item[0].initial[0].value", words);
        }
    }

    [Fact]
    public void A_value_set_must_be_one()
    {
        const string Contained = "\"contained\":[{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"urn:s\",\"concept\":[{\"code\":\"x\"}]}]}}],";
        Accepts(QuestionnaireWith(Contained, Asks("a", "choice", "\"answerValueSet\":\"#v\"")), null, "value set", "ValueSet");
        Tells(QuestionnaireWith(Contained, Asks("b", "choice", "\"answerValueSet\":\"#v\""), Asks("a", "choice", "\"answerValueSet\":\"#w\"")), null, IssueSeverity.Error, "Questionnaire.item[1].answerValueSet", "no contained ValueSet with the id 'w'");
        Tells(Questionnaire(Asks("a", "choice", "\"answerValueSet\":\"https://a.dk/unknown\"")), null, IssueSeverity.Information, "Questionnaire.item[0].answerValueSet", "is not known here");
        Tells(Questionnaire(Asks("a", "choice", $"\"answerValueSet\":\"{Url}\"")), Questionnaire(Asks("x", "string")), IssueSeverity.Error, "Questionnaire.item[0].answerValueSet", "has the type Questionnaire");
    }

    [Fact]
    public void Limits_that_leave_nothing_are_told()
    {
        Tells(
            Questionnaire(Asks("a", "integer", $"\"extension\":[{Extension("minValue", "\"valueInteger\":3")},{Extension("maxValue", "\"valueInteger\":2")}]")), null, IssueSeverity.Warning,
            "Questionnaire.item[0]", "No answer to 'a' can be right");
        Accepts(Questionnaire(Asks("a", "integer", $"\"extension\":[{Extension("minValue", "\"valueInteger\":2")},{Extension("maxValue", "\"valueInteger\":2")}]")), null, "can be right");
    }

    [Fact]
    public void Findings_come_in_Danish_too()
    {
        var issues = Of(Questionnaire(Asks("a", "question")), null, new Helhed.Fhir.Validation.ValidatorOptions { Language = Helhed.Fhir.Validation.TextLanguage.Danish });
        Assert.Contains(issues, i => i.Message.Contains("angiv en konkret", StringComparison.Ordinal));
    }

    private static string Conditional(string type, string question, string operation, string answer) =>
        Questionnaire(Asks("a", type), Asks("b", "string", When(question, operation, answer)));

    private static string When(string question, string operation, string answer) =>
        $"\"enableWhen\":[{{\"question\":\"{question}\",\"operator\":\"{operation}\",\"{Closed(answer)}}}]";

    private static string Options(params string[] values) => $"\"answerOption\":[{string.Join(',', values.Select(v => $"{{\"{Closed(v)}}}"))}]";

    // The values are written without the quote that closes a text.
    private static string Closed(string value) => value.Count(c => c == '"') % 2 == 0 ? value + "\"" : value;
}
