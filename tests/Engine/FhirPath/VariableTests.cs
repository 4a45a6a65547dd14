using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>defineVariable(): a variable is known further along its path, and nowhere else.</summary>
public class VariableTests
{
    private static readonly FhirDocument Patient = Parsed.Document(
        """{"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","given":["Ida","Maja"]},{"use":"usual","given":["Idi"]}]}""");

    [Theory]
    [InlineData("defineVariable('v', 1).select(%v)", "1")]
    [InlineData("defineVariable('n', name.first()).select(%n.given)", "Ida | Maja")]
    [InlineData("name.defineVariable('all').given.select(%all.count())", "2 | 2 | 2")]
    [InlineData("name.first().defineVariable('n').given.select($this & %n.use)", "Idaofficial | Majaofficial")]
    [InlineData("defineVariable('n', 1).select(%n) | defineVariable('n', 2).select(%n)", "1 | 2")]
    [InlineData("defineVariable('a', 1).defineVariable('b', %a + 1).select(%a + %b)", "3")]
    [InlineData("name.select(defineVariable('u', use).given.select(%u & $this))", "officialIda | officialMaja | usualIdi")]
    [InlineData("'aaa'.replace(defineVariable('p', 'aaa').select(%p), defineVariable('p', 'b').select(%p))", "b")]
    [InlineData("defineVariable(defineVariable('p', 'q').select(%p), 5).select(%q)", "5")]
    [InlineData("name.where(defineVariable('u', use).select(%u = 'usual')).given", "Idi")]
    [InlineData("defineVariable('e', {}).select(%e.exists())", "false")]
    [InlineData("defineVariable('v', 1).active", "true")]
    public void A_variable_holds_its_value(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("defineVariable('n', 1).active | defineVariable('m', 2).select(%n)")]
    [InlineData("name.select(defineVariable('v', 1).select(%v)).select(%v)")]
    [InlineData("defineVariable('v', 1).defineVariable('v', 2)")]
    [InlineData("defineVariable('context', 1)")]
    [InlineData("defineVariable('ucum', 1)")]
    [InlineData("defineVariable('vs-x', 1)")]
    [InlineData("select(%v)")]
    [InlineData("(defineVariable('v', 1).id = 'p') and %v = 1")]
    public void It_is_not_known_elsewhere_and_is_defined_once(string expression)
    {
        Assert.Equal("Semantic", Evaluated.Of(expression, Patient));
        Assert.Equal("Semantic", Evaluated.Of(expression, Patient, new() { ChecksTypes = false }));
    }

    [Theory]
    [InlineData("defineVariable(name.given)")]
    [InlineData("defineVariable({})")]
    [InlineData("defineVariable(1)")]
    public void Its_name_is_one_text(string expression) => Assert.Equal("Execution", Evaluated.Of(expression, Patient));
}
