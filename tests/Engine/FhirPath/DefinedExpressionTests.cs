using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;

namespace Helhed.Tests.Engine;

/// <summary>Every expression of the R4 definitions can be read, and no invariant is refused on the type that it is a rule of.</summary>
public sealed class DefinedExpressionTests
{
    private static readonly Dictionary<string, string> Wrong = new()
    {
        ["cid-0 on ChargeItemDefinition"] = "A mistake of the specification: the type has no name.",
        ["ras-1 on decimal"] = "A rule of a choice that is meant for one of its types, the Range.",
    };

    private static IEnumerable<(TypeDefinition Type, Invariant Rule)> Invariants => R4Definitions.Default.Types.SelectMany(type =>
        type.Invariants.Select(rule => (type, rule)).Concat(type.Elements.SelectMany(element => element.Invariants.Select(rule => (element.Type, rule)))));

    [Fact]
    public void Every_invariant_can_be_read_and_is_right_on_its_type()
    {
        var problems = new Dictionary<string, string>();
        foreach (var (type, rule) in Invariants)
        {
            Assert.True(FhirPathExpression.TryCompile(rule.Expression, out var expression, out var error), $"{rule.Key} {rule.Expression}: {error}");
            if (expression.Check(type.Name) is { } wrong)
            {
                problems[$"{rule.Key} on {type.Name}"] = $"{wrong.Message} {rule.Expression}";
            }
        }

        Assert.Empty(problems.Where(p => !Wrong.ContainsKey(p.Key)).Select(p => $"{p.Key}: {p.Value}"));
        Assert.Empty(Wrong.Keys.Except(problems.Keys));
        Assert.True(Invariants.Count() > 1000);
    }

    [Fact]
    public void Every_search_parameter_can_be_read()
    {
        var count = 0;
        foreach (var parameter in R4Definitions.Default.SearchParameters)
        {
            foreach (var text in parameter.Components.Select(component => component.Expression).Append(parameter.Expression).Where(text => text.Length > 0))
            {
                Assert.True(FhirPathExpression.TryCompile(text, out _, out var error), $"{parameter.Code} {text}: {error}");
                count++;
            }
        }

        Assert.True(count > 1300, $"{count}");
    }
}
