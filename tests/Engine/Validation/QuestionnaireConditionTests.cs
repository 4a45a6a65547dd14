using Helhed.Fhir;
using static Helhed.Tests.Engine.QuestionnaireFindings;

namespace Helhed.Tests.Engine;

/// <summary>Conditions (enableWhen) and the rules that a questionnaire states itself, on responses.</summary>
public sealed class QuestionnaireConditionTests
{
    private const string Left = "leave it out";
    private const string Needed = "must be answered";

    [Theory]
    [InlineData("boolean", "=", "answerBoolean\":true", "valueBoolean\":true", true)]
    [InlineData("boolean", "=", "answerBoolean\":true", "valueBoolean\":false", false)]
    [InlineData("boolean", "!=", "answerBoolean\":true", "valueBoolean\":false", true)]
    [InlineData("boolean", "!=", "answerBoolean\":true", "valueBoolean\":true", false)]
    [InlineData("integer", ">", "answerInteger\":3", "valueInteger\":4", true)]
    [InlineData("integer", ">", "answerInteger\":3", "valueInteger\":3", false)]
    [InlineData("integer", ">=", "answerInteger\":3", "valueInteger\":3", true)]
    [InlineData("integer", "<", "answerInteger\":3", "valueInteger\":3", false)]
    [InlineData("integer", "<=", "answerInteger\":3", "valueInteger\":3", true)]
    [InlineData("decimal", "=", "answerDecimal\":3.0", "valueDecimal\":3", true)]
    [InlineData("date", ">", "answerDate\":\"2026-01-01\"", "valueDate\":\"2026-01-02\"", true)]
    [InlineData("date", "<", "answerDate\":\"2026-01-01\"", "valueDate\":\"2026-01-02\"", false)]
    [InlineData("time", ">", "answerTime\":\"10:00:00\"", "valueTime\":\"10:00:00.5\"", true)]
    [InlineData("time", "=", "answerTime\":\"10:00:00\"", "valueTime\":\"10:00:00.0\"", true)]
    [InlineData("string", "=", "answerString\":\"x\"", "valueString\":\"x\"", true)]
    [InlineData("string", "=", "answerString\":\"x\"", "valueString\":\"X\"", false)]
    [InlineData("choice", "=", "answerCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", true)]
    [InlineData("choice", "=", "answerCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "valueCoding\":{\"system\":\"urn:t\",\"code\":\"x\"}", false)]
    [InlineData("quantity", ">", "answerQuantity\":{\"value\":1,\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}", "valueQuantity\":{\"value\":1001,\"system\":\"http://unitsofmeasure.org\",\"code\":\"g\"}", true)]
    [InlineData("quantity", ">", "answerQuantity\":{\"value\":1,\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}", "valueQuantity\":{\"value\":999,\"system\":\"http://unitsofmeasure.org\",\"code\":\"g\"}", false)]
    [InlineData("string", "exists", "answerBoolean\":true", "valueString\":\"x\"", true)]
    [InlineData("string", "exists", "answerBoolean\":false", "valueString\":\"x\"", false)]
    public void A_condition_decides_whether_an_item_is_asked(string type, string operation, string wanted, string given, bool isEnabled)
    {
        var form = Questionnaire(Asks("a", type), Asks("b", "string", $"\"required\":true,\"enableWhen\":[{When("a", operation, wanted)}]"));
        var answered = Response(Says("a", "\"" + given), Says("b", X));
        var missing = Response(Says("a", "\"" + given));
        if (isEnabled)
        {
            Accepts(answered, form, Left, Needed);
            Tells(missing, form, IssueSeverity.Error, "QuestionnaireResponse.item", "'b' must be answered");
        }
        else
        {
            Accepts(missing, form, Left, Needed);
            Tells(answered, form, IssueSeverity.Error, "QuestionnaireResponse.item[1]", "'b' is answered, but the other answers leave it out");
        }
    }

    [Fact]
    public void Without_an_answer_only_existence_is_known()
    {
        Accepts(Response(Says("b", X)), Conditional("exists", "answerBoolean\":false"), Left);
        Tells(Response(Says("b", X)), Conditional("exists", "answerBoolean\":true"), IssueSeverity.Error, "QuestionnaireResponse.item[0]", Left);
        Tells(Response(Says("b", X)), Conditional("=", "answerBoolean\":true"), IssueSeverity.Error, "QuestionnaireResponse.item[0]", Left);

        // "!=" without an answer is understood both ways.
        Accepts(Response(Says("b", X)), Conditional("!=", "answerBoolean\":true"), Left);
        Accepts(Response(), Conditional("!=", "answerBoolean\":true"), Needed);
    }

    [Theory]
    [InlineData("all", true, true, true)]
    [InlineData("all", true, false, false)]
    [InlineData("any", true, false, true)]
    [InlineData("any", false, false, false)]
    public void Conditions_combine_as_the_item_says(string behavior, bool first, bool second, bool isEnabled)
    {
        var form = Questionnaire(
            Asks("a", "boolean"), Asks("b", "boolean"),
            Asks("c", "string", $"\"enableBehavior\":\"{behavior}\",\"enableWhen\":[{When("a", "=", "answerBoolean\":true")},{When("b", "=", "answerBoolean\":true")}]"));
        var response = Response(Says("a", Yes(first)), Says("b", Yes(second)), Says("c", X));
        if (isEnabled)
        {
            Accepts(response, form, Left);
        }
        else
        {
            Tells(response, form, IssueSeverity.Error, "QuestionnaireResponse.item[2]", Left);
        }
    }

    [Fact]
    public void Any_of_several_answers_will_do_but_different_is_different_from_all()
    {
        string Form(string operation) => Questionnaire(Asks("a", "integer", "\"repeats\":true"), Asks("b", "string", $"\"enableWhen\":[{When("a", operation, "answerInteger\":1")}]"));
        var response = Response(Says("a", "\"valueInteger\":2", "\"valueInteger\":1"), Says("b", X));
        Accepts(response, Form("="), Left);
        Tells(response, Form("!="), IssueSeverity.Error, "QuestionnaireResponse.item[1]", Left);
    }

    [Fact]
    public void Each_repetition_of_a_group_has_its_own_answers()
    {
        var form = Questionnaire(Asks(
            "g", "group", "\"repeats\":true," + Items(Asks("a", "boolean"), Asks("b", "string", $"\"required\":true,\"enableWhen\":[{When("a", "=", "answerBoolean\":true")}]"))));
        var right = Response(Group("g", Says("a", Yes(true)), Says("b", X)), Group("g", Says("a", Yes(false))));
        Accepts(right, form, Left, Needed);
        var wrong = Response(Group("g", Says("a", Yes(true))), Group("g", Says("a", Yes(false)), Says("b", X)));
        Tells(wrong, form, IssueSeverity.Error, "QuestionnaireResponse.item[0].item", "'b' must be answered");
        Tells(wrong, form, IssueSeverity.Error, "QuestionnaireResponse.item[1].item[1]", Left);
    }

    [Fact]
    public void What_a_group_leaves_out_is_told_once_and_not_asked_for()
    {
        var form = Questionnaire(
            Asks("a", "boolean"), Asks("g", "group", $"\"enableWhen\":[{When("a", "=", "answerBoolean\":true")}]," + Items(Asks("b", "string", "\"required\":true"), Asks("c", "string"))));
        var errors = Of(Response(Says("a", Yes(false)), Group("g", Says("c", X))), form).Where(i => i.Severity == IssueSeverity.Error).ToList();
        Assert.Equal("QuestionnaireResponse.item[1]", Assert.Single(errors).Expression);
        Accepts(Response(Says("a", Yes(false))), form, Left, Needed);
    }

    [Fact]
    public void A_question_governs_what_lies_in_its_answer()
    {
        var form = Questionnaire(Asks("a", "boolean", Items(Asks("b", "string", $"\"enableWhen\":[{When("a", "=", "answerBoolean\":true")}]"))));
        Accepts(Response(Says("a", Yes(true) + "," + Items(Says("b", X)))), form, Left);
        Tells(Response(Says("a", Yes(false) + "," + Items(Says("b", X)))), form, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[0].item[0]", Left);
    }

    [Fact]
    public void While_a_form_is_filled_in_what_is_left_out_may_stay() => Tells(
        ResponseWith("\"status\":\"in-progress\"", Says("a", Yes(false)), Says("b", X)), Conditional("=", "answerBoolean\":true"), IssueSeverity.Warning, "QuestionnaireResponse.item[1]", Left);

    [Theory]
    [InlineData("answer.count() = 2", "error", IssueSeverity.Error, "The questionnaire's rule k does not hold: Two answers")]
    [InlineData("answer.count() = 2", "warning", IssueSeverity.Warning, "The questionnaire's rule k does not hold: Two answers")]
    [InlineData("%questionnaire.item.count() = 2", "error", IssueSeverity.Error, "does not hold")]
    [InlineData("%qitem.linkId = 'b'", "error", IssueSeverity.Error, "does not hold")]
    [InlineData("%resource.item.answer.value = 'y'", "error", IssueSeverity.Error, "does not hold")]
    [InlineData("answer.count() = = 2", "error", IssueSeverity.Warning, "its expression is broken")]
    public void A_rule_of_an_item_is_tested(string expression, string severity, IssueSeverity told, string words)
    {
        var form = Questionnaire(Asks("a", "string", $"\"repeats\":true,\"extension\":[{Constraint(expression, severity)}]"));
        Tells(Response(Says("a", X)), form, told, "QuestionnaireResponse.item[0]", words);
    }

    [Theory]
    [InlineData("answer.count() = 1")]
    [InlineData("%questionnaire.item.count() = 1")]
    [InlineData("%qitem.linkId = 'a'")]
    [InlineData("%resource.item.answer.value = 'x'")]
    public void A_rule_that_holds_is_silent(string expression) => Accepts(
        Response(Says("a", X)), Questionnaire(Asks("a", "string", $"\"repeats\":true,\"extension\":[{Constraint(expression, "error")}]")), "rule k");

    [Fact]
    public void A_rule_of_the_questionnaire_is_tested_on_the_response()
    {
        var form = QuestionnaireWith($"\"extension\":[{Constraint("item.count() = 2", "error")}],", Asks("a", "string"), Asks("b", "string"));
        Tells(Response(Says("a", X)), form, IssueSeverity.Error, "QuestionnaireResponse", "rule k does not hold");
        Accepts(Response(Says("a", X), Says("b", X)), form, "rule k");
    }

    private const string X = "\"valueString\":\"x\"";

    private static string Conditional(string operation, string answer) =>
        Questionnaire(Asks("a", "boolean"), Asks("b", "string", $"\"required\":true,\"enableWhen\":[{When("a", operation, answer)}]"));

    private static string When(string question, string operation, string answer) => $"{{\"question\":\"{question}\",\"operator\":\"{operation}\",\"{answer}}}";

    private static string Yes(bool yes) => $"\"valueBoolean\":{(yes ? "true" : "false")}";

    private static string Group(string linkId, params string[] items) => $"\"linkId\":\"{linkId}\"," + Items(items);

    private static string Constraint(string expression, string severity) =>
        "{\"url\":\"http://hl7.org/fhir/StructureDefinition/questionnaire-constraint\",\"extension\":[{\"url\":\"key\",\"valueId\":\"k\"},"
        + $"{{\"url\":\"severity\",\"valueCode\":\"{severity}\"}},{{\"url\":\"expression\",\"valueString\":\"{expression}\"}},{{\"url\":\"human\",\"valueString\":\"Two answers\"}}]}}";
}
