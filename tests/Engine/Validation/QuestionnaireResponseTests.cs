using Helhed.Fhir;
using static Helhed.Tests.Engine.QuestionnaireFindings;

namespace Helhed.Tests.Engine;

/// <summary>Which items a response has, where, in what order, and how many.</summary>
public sealed class QuestionnaireResponseTests
{
    private const string X = "\"valueString\":\"x\"";

    private static readonly string Form = Questionnaire(
        Asks("a", "string"),
        Asks("g", "group", "\"repeats\":true," + Items(Asks("g1", "string", "\"required\":true"), Asks("g2", "string"))),
        Asks("h", "group", Items(Asks("h1", "string"))),
        Asks("q", "boolean", Items(Asks("q1", "string"), Asks("q2", "display"))),
        Asks("d", "display"));

    private static readonly string[] Silent = ["item", "group", "question"];

    [Fact]
    public void A_response_in_the_questionnaires_own_shape_is_taken() => Accepts(
        Response(
            Says("a", X), Group("g", Says("g1", X), Says("g2", X)), Group("g", Says("g1", X)), Group("h", Says("h1", X)),
            Says("q", "\"valueBoolean\":true," + Items(Says("q1", X))), "\"linkId\":\"d\""), Form, Silent);

    [Fact]
    public void An_empty_response_is_taken_where_nothing_is_required() => Accepts(Response(Says("a", X)), Form, Silent);

    [Fact]
    public void An_unknown_item_is_refused_once()
    {
        var issues = Of(Response(Group("z", Says("y", X))), Form);
        var issue = Assert.Single(issues, i => i.Severity == IssueSeverity.Error);
        Assert.Equal("QuestionnaireResponse.item[0]", issue.Expression);
        Assert.Contains("no item with the linkId 'z'", issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g1", "belongs inside 'g', not here")]
    [InlineData("q1", "belongs inside 'q', not here")]
    public void An_item_in_the_wrong_place_is_refused(string linkId, string words) =>
        Tells(Response(Says(linkId, X)), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0]", words);

    [Fact]
    public void An_outermost_item_inside_a_group_is_refused() => Tells(
        Response(Group("h", Says("a", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0].item[0]", "belongs outermost in the response");

    [Fact]
    public void The_order_is_the_questionnaires()
    {
        Tells(Response(Says("q", "\"valueBoolean\":true"), Says("a", X)), Form, IssueSeverity.Error, "QuestionnaireResponse.item[1]", "'a' must come before 'q'");
        Tells(Response(Group("g", Says("g2", X), Says("g1", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0].item[1]", "'g1' must come before 'g2'");
    }

    [Fact]
    public void A_question_has_one_item_and_a_group_repeats_only_if_it_may()
    {
        Tells(Response(Says("a", X), Says("a", X)), Form, IssueSeverity.Error, "QuestionnaireResponse.item[1]", "'a' stands here a second time");
        Tells(Response(Group("h", Says("h1", X)), Group("h", Says("h1", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[1]", "'h' may stand only once");
    }

    [Fact]
    public void What_follows_from_an_answer_lies_in_the_answer() => Tells(
        Response("\"linkId\":\"q\"," + Items(Says("q1", X))), Form, IssueSeverity.Warning, "QuestionnaireResponse.item[0].item[0]", "must lie in an answer to 'q'");

    [Theory]
    [InlineData("h", "is a group, which has no answer")]
    [InlineData("d", "is a display, which has no answer")]
    public void Groups_and_displays_have_no_answer(string linkId, string words) =>
        Tells(Response(Says(linkId, X)), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[0]", words);

    [Fact]
    public void A_required_question_is_answered_where_its_group_is()
    {
        Tells(Response(Group("g", Says("g2", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0].item", "The question 'g1' must be answered");
        Tells(Response(Group("g", "\"linkId\":\"g1\"", Says("g2", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[0].item[0]", "The question 'g1' must be answered");
        Tells(Response(Group("g", Says("g1", X)), Group("g", Says("g2", X))), Form, IssueSeverity.Error, "QuestionnaireResponse.item[1].item", "The question 'g1' must be answered");
    }

    [Fact]
    public void A_required_group_has_something_in_it()
    {
        var form = Questionnaire(Asks("g", "group", "\"required\":true," + Items(Asks("a", "string"))));
        Tells(Response("\"linkId\":\"g\""), form, IssueSeverity.Error, "QuestionnaireResponse.item[0]", "with an item in it");
        Accepts(Response(Group("g", Says("a", X))), form, "with an item in it");
    }

    [Fact]
    public void What_an_answer_asks_for_is_required_for_each_answer()
    {
        var form = Questionnaire(Asks("a", "string", "\"repeats\":true," + Items(Asks("b", "string", "\"required\":true"))));
        Accepts(Response(Says("a", X + "," + Items(Says("b", X)), X + "," + Items(Says("b", X)))), form, "must be answered");
        Tells(Response(Says("a", X + "," + Items(Says("b", X)), "\"valueString\":\"y\"")), form, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[1].item", "'b' must be answered");
    }

    [Theory]
    [InlineData("completed", IssueSeverity.Error)]
    [InlineData("amended", IssueSeverity.Error)]
    [InlineData("in-progress", IssueSeverity.Information)]
    [InlineData("stopped", IssueSeverity.Information)]
    [InlineData("entered-in-error", IssueSeverity.Information)]
    public void What_is_not_finished_may_lack_answers(string status, IssueSeverity severity) =>
        Tells(ResponseWith($"\"status\":\"{status}\"", Group("g", Says("g2", X))), Form, severity, "QuestionnaireResponse.item[0].item", "'g1' must be answered");

    [Fact]
    public void The_number_of_answers_is_within_bounds()
    {
        var form = Questionnaire(
            Asks("a", "string", $"\"required\":true,\"repeats\":true,\"extension\":[{Extension("questionnaire-minOccurs", "\"valueInteger\":2")},{Extension("questionnaire-maxOccurs", "\"valueInteger\":3")}]"),
            Asks("b", "string"));
        Accepts(Response(Says("a", X, X), Says("b", X)), form, "answer");
        Tells(Response(Says("a", X)), form, IssueSeverity.Error, "QuestionnaireResponse.item[0]", "at least 2 answers; it has 1");
        Tells(Response(Says("a", X, X, X, X)), form, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[3]", "at most 3 answer(s); here are 4");
        Tells(Response(Says("a", X, X), Says("b", X, X)), form, IssueSeverity.Error, "QuestionnaireResponse.item[1].answer[1]", "takes one answer; here are 2");
    }

    [Fact]
    public void The_number_of_groups_is_within_bounds()
    {
        var form = Questionnaire(
            Asks("g", "group", $"\"required\":true,\"repeats\":true,\"extension\":[{Extension("questionnaire-minOccurs", "\"valueInteger\":2")},{Extension("questionnaire-maxOccurs", "\"valueInteger\":2")}]," + Items(Asks("a", "string"))));
        var group = Group("g", Says("a", X));
        Accepts(Response(group, group), form, "group");
        Tells(Response(group), form, IssueSeverity.Error, "QuestionnaireResponse.item[0]", "at least 2 times");
        Tells(Response(group, group, group), form, IssueSeverity.Error, "QuestionnaireResponse.item[2]", "at most 2 time(s)");
    }

    [Fact]
    public void A_text_that_differs_is_noted()
    {
        var form = Questionnaire(Asks("a", "string", "\"text\":\"Your name\""));
        Tells(Response("\"text\":\"Your age\"," + Says("a", X)), form, IssueSeverity.Information, "QuestionnaireResponse.item[0].text", "differs from that of the questionnaire, 'Your name'");
        Accepts(Response("\"text\":\"Your name\"," + Says("a", X)), form, "differs");
    }

    [Fact]
    public void A_questionnaire_that_is_not_at_hand_is_a_warning()
    {
        Tells(Response(Says("a", X)), null, IssueSeverity.Warning, "QuestionnaireResponse.questionnaire", "is not known here, so the answers were not checked");
        Tells("""{"resourceType":"QuestionnaireResponse","status":"completed"}""", null, IssueSeverity.Information, "QuestionnaireResponse", "does not say which questionnaire");
    }

    [Theory]
    [InlineData("https://a.dk/fhir/ValueSet/v", "is an address of the type ValueSet")]
    [InlineData("#p", "has the type Patient")]
    [InlineData("#x", "no contained resource with the id 'x'")]
    public void A_response_answers_a_questionnaire_and_nothing_else(string canonical, string words) => Tells(
        $$"""{"resourceType":"QuestionnaireResponse","contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"},"questionnaire":"{{canonical}}","status":"completed"}""", null,
        IssueSeverity.Error, "QuestionnaireResponse.questionnaire", words);

    [Fact]
    public void A_contained_questionnaire_is_found()
    {
        var form = """{"resourceType":"Questionnaire","id":"q","status":"active","item":[{"linkId":"a","type":"string"}]}""";
        var response = $$"""{"resourceType":"QuestionnaireResponse","contained":[{{form}}],"questionnaire":"#q","status":"completed","item":[{"linkId":"b"}]}""";
        Tells(response, null, IssueSeverity.Error, "QuestionnaireResponse.item[0]", "no item with the linkId 'b'");
    }

    [Fact]
    public void A_contained_questionnaire_has_its_value_sets_beside_it()
    {
        var set = """{"resourceType":"ValueSet","id":"v","status":"active","compose":{"include":[{"system":"urn:s","concept":[{"code":"x"}]}]}}""";
        var form = """{"resourceType":"Questionnaire","id":"q","status":"active","item":[{"linkId":"a","type":"choice","answerValueSet":"#v"}]}""";
        string Answer(string code) => $$$"""{"resourceType":"QuestionnaireResponse","contained":[{{{form}}},{{{set}}}],"questionnaire":"#q","status":"completed","item":[{"linkId":"a","answer":[{"valueCoding":{"system":"urn:s","code":"{{{code}}}"}}]}]}""";
        Accepts(Answer("x"), null, "is not in", "no contained");
        Tells(Answer("y"), null, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[0].value", "urn:s#y is not in #v");
    }

    [Fact]
    public void A_questionnaire_in_the_same_bundle_is_found_by_its_address_and_version()
    {
        var response = Response(Says("b", X)).Replace(Url + "\"", Url + "|2\"", StringComparison.Ordinal);
        var bundle = BundleFindings.Bundle(
            "collection", $"\"fullUrl\":\"urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11\",\"resource\":{QuestionnaireWith("\"version\":\"1\",", Asks("b", "string"))}",
            $"\"fullUrl\":\"urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a12\",\"resource\":{QuestionnaireWith("\"version\":\"2\",", Asks("a", "string"))}",
            $"\"fullUrl\":\"urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a13\",\"resource\":{response}");
        Tells(bundle, null, IssueSeverity.Error, "Bundle.entry[2].resource.item[0]", "no item with the linkId 'b'");
    }

    [Fact]
    public void Another_version_is_not_taken_for_the_one_that_is_named()
    {
        var response = Response(Says("b", X)).Replace(Url + "\"", Url + "|2\"", StringComparison.Ordinal);
        Tells(response, QuestionnaireWith("\"version\":\"1\",", Asks("a", "string")), IssueSeverity.Warning, "QuestionnaireResponse.questionnaire", "Version 2 of the questionnaire is not known here (but version 1 is)");
        Tells(response, QuestionnaireWith("\"version\":\"2\",", Asks("a", "string")), IssueSeverity.Error, "QuestionnaireResponse.item[0]", "no item with the linkId 'b'");
    }

    [Theory]
    [InlineData("draft", "\"effectivePeriod\":{\"start\":\"2026\"},", "QuestionnaireResponse.questionnaire", "has the status 'draft'")]
    [InlineData("retired", "\"effectivePeriod\":{\"start\":\"2026\"},", "QuestionnaireResponse.questionnaire", "has the status 'retired'")]
    [InlineData("active", "\"effectivePeriod\":{\"start\":\"2026-03\"},", "QuestionnaireResponse.authored", "before it came into use on 2026-03")]
    [InlineData("active", "\"effectivePeriod\":{\"end\":\"2026-01-31\"},", "QuestionnaireResponse.authored", "after it went out of use on 2026-01-31")]
    [InlineData("active", "\"subjectType\":[\"Practitioner\"],", "QuestionnaireResponse.subject", "is for: Practitioner; the subject has the type Patient")]
    public void A_questionnaire_out_of_use_is_a_warning(string status, string members, string expression, string words)
    {
        var response = ResponseWith("\"status\":\"completed\",\"authored\":\"2026-02-03\",\"subject\":{\"reference\":\"Patient/1\"}", Says("a", X));
        var form = QuestionnaireWith(members, Asks("a", "string")).Replace("\"status\":\"active\"", $"\"status\":\"{status}\"", StringComparison.Ordinal);
        Tells(response, form, IssueSeverity.Warning, expression, words);
        Accepts(response, QuestionnaireWith("\"effectivePeriod\":{\"start\":\"2026\",\"end\":\"2026\"},\"subjectType\":[\"Patient\"],", Asks("a", "string")), "questionnaire");
    }

    private static string Group(string linkId, params string[] items) => $"\"linkId\":\"{linkId}\"," + Items(items);
}
