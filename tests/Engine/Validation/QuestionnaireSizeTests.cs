using System.Diagnostics;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using static Helhed.Tests.Engine.QuestionnaireFindings;

namespace Helhed.Tests.Engine;

/// <summary>Questionnaires and responses as deep and as wide as anyone may send them.</summary>
public sealed class QuestionnaireSizeTests
{
    private static readonly ValidatorOptions Deep = new() { Parsing = new ParseOptions(MaxDepth: 5000) };

    [Fact]
    public void A_thousand_groups_inside_each_other_are_checked()
    {
        var (form, response) = (Asks("leaf", "string", "\"required\":true"), "\"linkId\":\"leaf\"");
        for (var i = 1000; i > 0; i--)
        {
            form = Asks($"g{i}", "group", Items(form));
            response = $"\"linkId\":\"g{i}\"," + Items(response);
        }

        var start = Stopwatch.GetTimestamp();
        var issues = Of(Response(response), Questionnaire(form), Deep);
        Assert.Contains(issues, i => i.Severity == IssueSeverity.Error && i.Message.Contains("'leaf' must be answered", StringComparison.Ordinal));
        Of(Questionnaire(form), null, Deep);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public void Ten_thousand_items_with_conditions_are_checked()
    {
        var form = Questionnaire([.. Enumerable.Range(0, 10_000).Select(i => Asks($"q{i}", "integer", i == 0 ? "" : $"\"required\":true,\"enableWhen\":[{{\"question\":\"q{i - 1}\",\"operator\":\">\",\"answerInteger\":-1}}]"))]);
        var start = Stopwatch.GetTimestamp();
        Assert.Empty(Of(Response([.. Enumerable.Range(0, 10_000).Select(i => Says($"q{i}", $"\"valueInteger\":{i}"))]), form));
        Assert.DoesNotContain(Of(form), i => i.Severity == IssueSeverity.Error);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public void Ten_thousand_answers_from_ten_thousand_options_are_checked()
    {
        var form = Questionnaire(Asks("a", "choice", $"\"repeats\":true,\"answerOption\":[{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"valueString\":\"{i}\"}}"))}]"));
        var start = Stopwatch.GetTimestamp();
        Assert.Empty(Of(Response(Says("a", [.. Enumerable.Range(0, 10_000).Select(i => $"\"valueString\":\"{i}\"")])), form));
        Assert.Equal(100, Of(Response(Says("a", [.. Enumerable.Range(0, 10_000).Select(i => $"\"valueString\":\"x{i}\"")])), form).Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public void A_rule_that_takes_long_is_given_up()
    {
        const string Slow = "%resource.item.answer.value.where(%resource.item.answer.value.where($this > 3).count() > 3).count() > 3";
        var constraint = "{\"url\":\"http://hl7.org/fhir/StructureDefinition/questionnaire-constraint\",\"extension\":[{\"url\":\"key\",\"valueId\":\"k\"},"
            + $"{{\"url\":\"severity\",\"valueCode\":\"error\"}},{{\"url\":\"expression\",\"valueString\":\"{Slow}\"}},{{\"url\":\"human\",\"valueString\":\"x\"}}]}}";
        var form = Questionnaire([.. Enumerable.Range(0, 500).Select(i => Asks($"q{i}", "integer", $"\"extension\":[{constraint}]"))]);
        var start = Stopwatch.GetTimestamp();
        Of(Response([.. Enumerable.Range(0, 500).Select(i => Says($"q{i}", $"\"valueInteger\":{i}"))]), form);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{Stopwatch.GetElapsedTime(start)}");
    }
}
