using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>Types: is, as, ofType and type(), and what is refused before evaluation because it cannot be right.</summary>
public class TypeTests
{
    private static readonly FhirDocument Observation = Parsed.Document(
        """
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]},"subject":{"reference":"Patient/1"},"issued":"2026-01-01T00:00:00Z",
         "extension":[{"url":"u","valueAge":{"value":3,"system":"http://unitsofmeasure.org","code":"a"}}],
         "contained":[{"resourceType":"Patient","id":"p","contact":[{"name":{"family":"x"}}]}],
         "component":[{"code":{"text":"a"},"valueString":"text"},{"code":{"text":"b"},"valueCodeableConcept":{"text":"concept"}},{"code":{"text":"c"},"valueInteger":3}]}
        """);

    [Theory]
    [InlineData("status is code and status is string and (status is id).not()", "true")]
    [InlineData("status.is(FHIR.code) and status.is(System.String).not() and status.is(Boolean).not()", "true")]
    [InlineData("Observation.is(DomainResource) and Observation.is(Resource) and Observation.is(Patient).not()", "true")]
    [InlineData("extension.value is Age and extension.value is Quantity and extension.value is Element", "true")]
    [InlineData("(extension.value is Duration) or (extension.value is System.Quantity)", "false")]
    [InlineData("1 is Integer and 1.0 is Decimal and 'a' is String and true is Boolean and @2012 is Date and 1 'm' is Quantity and 1L is Long", "true")]
    [InlineData("1 is System.Any and status is System.Any", "true")]
    [InlineData("1 is Decimal or 1 is FHIR.integer or '1' is Integer", "false")]
    [InlineData("value is Quantity", "{}")]
    [InlineData("component.value is string", "Execution")]
    [InlineData("status is FHIR.Nonsense", "false")]
    [InlineData("status is Nonsense", "Execution")]
    [InlineData("status is ``", "Execution")]
    [InlineData("status.as(``)", "Execution")]
    [InlineData("contained.contact is BackboneElement", "true")]
    [InlineData("component.value.ofType(string)", "text")]
    [InlineData("component.value.ofType(CodeableConcept).text", "concept")]
    [InlineData("component.value.ofType(integer) + 1", "4")]
    [InlineData("component[0].value as string", "text")]
    [InlineData("component[0].value as integer", "{}")]
    [InlineData("component.value as string", "Execution")]
    [InlineData("status.as(string) | status.ofType(string)", "{}")]
    [InlineData("status.as(code)", "final")]
    [InlineData("status.as(nonsense)", "Execution")]
    [InlineData("contained.ofType(Patient).id", "p")]
    [InlineData("contained.ofType(DomainResource).count()", "1")]
    [InlineData("extension.value.ofType(Quantity).value", "3")]
    [InlineData("(1 | 'a' | 2.0).ofType(Integer)", "1")]
    [InlineData("status.type().namespace + '.' + status.type().name", "FHIR.code")]
    [InlineData("1.type().namespace + '.' + 1.type().name", "System.Integer")]
    [InlineData("contained.contact.type().name", "BackboneElement")]
    [InlineData("component.value.type().name", "string | CodeableConcept | integer")]
    public void Types_are_asked(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Observation));

    [Theory]
    [InlineData("code.coding.cod", 12)]
    [InlineData("Observation.valueString", 12)]
    [InlineData("Patient.name", 0)]
    [InlineData("(value as Period).unit", 18)]
    [InlineData("component.where(nothing = 1)", 16)]
    [InlineData("component.select(code.nothing)", 22)]
    [InlineData("status.upper().code", 15)]
    [InlineData("code.startsWith('a')", 5)]
    [InlineData("'a'.startsWith(code)", 15)]
    [InlineData("issued + 'a'", 7)]
    [InlineData("iif('a', 1, 2)", 4)]
    [InlineData("%resource.nothing", 10)]
    [InlineData("component.exists(value.nothing)", 23)]
    [InlineData("1.value", 2)]
    [InlineData("Questionnaire.repeat(item)", 0)]
    [InlineData("component.code.coding.extension('u').value.nothing", 43)]
    public void What_cannot_be_right_is_refused(string expression, int position)
    {
        var error = Evaluated.Error(expression, Observation);
        Assert.Equal((FhirPathErrorKind.Semantic, position), (error.Kind, error.Position));
    }

    [Theory]
    [InlineData("code.coding.cod", "{}")]
    [InlineData("Observation.valueString", "{}")]
    [InlineData("Patient.name", "{}")]
    [InlineData("(value as Period).unit", "{}")]
    [InlineData("component.where(nothing = 1)", "{}")]
    [InlineData("code.startsWith('a')", "Execution")]
    [InlineData("iif('a', 1, 2)", "1")]
    public void Without_the_check_a_wrong_path_is_empty(string expression, string value) =>
        Assert.Equal(value, Evaluated.Of(expression, Observation, new FhirPathContext { ChecksTypes = false }));

    [Theory]
    [InlineData("Observation.value.unit")]
    [InlineData("Observation.value.ofType(Period).start")]
    [InlineData("subject.resolve().nothing")]
    [InlineData("descendants().nothing")]
    [InlineData("contained.name.family")]
    [InlineData("contained.first().contact.name")]
    [InlineData("children().first().skip(1)")]
    [InlineData("iif(true, code, subject).display")]
    [InlineData("(code | subject).display")]
    [InlineData("component.aggregate($total & $this.code.text, '')")]
    [InlineData("extension('u').value.code")]
    [InlineData("repeat(component).code")]
    [InlineData("iif({} | true, 1, 2)")]
    [InlineData("status.extension.url | status.id | status.value")]
    [InlineData("Resource.id | DomainResource.text")]
    [InlineData("value.ofType(Quantity).value > 3")]
    [InlineData("component.value.ofType(string).length()")]
    public void What_may_be_right_is_let_pass(string expression)
    {
        Assert.True(FhirPathExpression.TryCompile(expression, out var compiled, out _));
        Assert.Null(compiled.Check("Observation"));
        Assert.NotEqual(FhirPathErrorKind.Semantic, Evaluated.Outcome(expression, Observation).Error?.Kind);
    }

    [Fact]
    public void The_choice_is_named_in_the_message()
    {
        Assert.Contains("value.ofType(Quantity)", Evaluated.Error("Observation.valueQuantity", Observation).Message, StringComparison.Ordinal);
        Assert.Contains("Observation", Evaluated.Error("Patient.name", Observation).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_can_be_checked_without_a_document()
    {
        Assert.True(FhirPathExpression.TryCompile("name.given.first()", out var expression, out _));
        Assert.Null(expression.Check("Patient"));
        Assert.Null(expression.Check("Patient.contact"));
        Assert.NotNull(expression.Check("Observation"));
        Assert.Throws<ArgumentException>(() => expression.Check("Nonsense"));
    }

    [Fact]
    public void Order_is_asked_for_where_there_is_none_only_on_demand()
    {
        Assert.Equal("Semantic", Evaluated.Of("children().skip(1)", Observation, new FhirPathContext { ChecksOrder = true }));
        Assert.Equal("Semantic", Evaluated.Of("descendants().code[0]", Observation, new FhirPathContext { ChecksOrder = true }));
        Assert.Equal("1", Evaluated.Of("descendants().first().count()", Observation));
        Assert.Equal("1", Evaluated.Of("component.first().count()", Observation, new FhirPathContext { ChecksOrder = true }));
    }

    [Fact]
    public void As_on_several_items_can_be_allowed()
    {
        var context = new FhirPathContext { AllowsManyInAs = true };
        Assert.Equal("text", Evaluated.Of("component.value.as(string)", Observation, context));
        Assert.Equal("text", Evaluated.Of("(component.value as string)", Observation, context));
        Assert.Equal("Patient/1", Evaluated.Of("descendants().as(Reference).reference", Observation, context));
        Assert.Equal("text", Evaluated.Of("component.value.as(String)", Observation, context));
        Assert.Equal("true", Evaluated.Of("component[0].value is String and (component[0].value is System.String).not() and (status is String).not()", Observation, context));
        Assert.Equal("false", Evaluated.Of("component[0].value is String", Observation));
    }

    [Fact]
    public void Results_tell_their_type_place_and_json()
    {
        var values = Evaluated.Outcome("component.value | status | 1 'mg' | @2012 | true | 'x\"y' | extension.value", Observation).Values;
        Assert.Equal(
            ["FHIR.string", "FHIR.CodeableConcept", "FHIR.integer", "FHIR.code", "System.Quantity", "System.Date", "System.Boolean", "System.String", "FHIR.Age"],
            values.Select(v => $"{v.Namespace}.{v.TypeName}"));
        Assert.Equal(
            ["\"text\"", "{\"text\":\"concept\"}", "3", "\"final\"", "{\"value\":1,\"unit\":\"mg\"}", "\"2012\"", "true", "\"x\\\"y\"", "{\"value\":3,\"system\":\"http://unitsofmeasure.org\",\"code\":\"a\"}"],
            values.Select(v => System.Text.Encoding.UTF8.GetString(v.ToJson().Span)));
        Assert.Equal("Observation.component[0].valueString", values[0].Path);
        Assert.Null(values[4].Path);
        Assert.Equal("text", values[0].Text);
        Assert.Null(values[1].Text);
        Assert.True(values[0].IsElement);
        Assert.False(values[4].IsElement);
    }
}
