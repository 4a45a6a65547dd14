namespace Helhed.Tests.Engine;

/// <summary>R4's own rules where its expressions or bindings say less than its words.</summary>
public sealed class BaseRuleTests
{
    [Theory]
    [InlineData("""{"resourceType":"Patient","language":"da"}""", 0)]
    [InlineData("""{"resourceType":"Patient","language":"en-GB"}""", 0)]
    [InlineData("""{"resourceType":"Patient","language":"sr-Latn-RS"}""", 0)]
    [InlineData("""{"resourceType":"Patient","language":"danish-language-of-old"}""", 1)]
    [InlineData("""{"resourceType":"Patient","language":"qqqqqqqqqq"}""", 1)]
    [InlineData("""{"resourceType":"Patient","photo":[{"language":"no such"}]}""", 1)]
    public void A_language_may_be_any_but_is_one(string json, int errors) => Assert.Equal(errors, Checked.Errors(json).Count);

    [Theory]
    [InlineData("", 1)]
    [InlineData("\"repeats\":false,", 1)]
    [InlineData("\"repeats\":true,", 0)]
    public void Several_initial_values_are_for_what_repeats(string repeats, int errors) => Assert.Equal(
        errors, Checked.Errors($$"""{"resourceType":"Questionnaire","status":"active","item":[{"linkId":"1","type":"string",{{repeats}}"initial":[{"valueString":"a"},{"valueString":"b"}]}]}""").Count);
}
