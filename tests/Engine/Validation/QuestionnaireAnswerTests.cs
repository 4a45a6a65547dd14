using Helhed.Fhir;
using static Helhed.Tests.Engine.QuestionnaireFindings;

namespace Helhed.Tests.Engine;

/// <summary>Answers: their type, the options they are taken from, and their limits.</summary>
public sealed class QuestionnaireAnswerTests
{
    private const string Ucum = "\"system\":\"http://unitsofmeasure.org\"";

    [Theory]
    [InlineData("boolean", "valueBoolean", "true")]
    [InlineData("decimal", "valueDecimal", "1.5")]
    [InlineData("integer", "valueInteger", "1")]
    [InlineData("date", "valueDate", "\"2026-01-01\"")]
    [InlineData("dateTime", "valueDateTime", "\"2026-01-01T10:00:00Z\"")]
    [InlineData("time", "valueTime", "\"10:00:00\"")]
    [InlineData("string", "valueString", "\"x\"")]
    [InlineData("text", "valueString", "\"x\"")]
    [InlineData("url", "valueUri", "\"https://a.dk\"")]
    [InlineData("choice", "valueCoding", "{\"code\":\"x\"}")]
    [InlineData("open-choice", "valueCoding", "{\"code\":\"x\"}")]
    [InlineData("attachment", "valueAttachment", "{\"title\":\"x\"}")]
    [InlineData("reference", "valueReference", "{\"display\":\"x\"}")]
    [InlineData("quantity", "valueQuantity", "{\"value\":1}")]
    public void An_answer_has_the_questions_type(string type, string name, string value)
    {
        var answer = $"\"{name}\":{value}";
        Accepts(Response(Says("a", answer)), Questionnaire(Asks("a", type)), "The answer");
        var other = name == "valueBoolean" ? "\"valueInteger\":1" : "\"valueBoolean\":true";
        Tells(Response(Says("a", other)), Questionnaire(Asks("a", type)), IssueSeverity.Error, Value, $"takes {name}");
    }

    [Theory]
    [InlineData("decimal", "\"valueInteger\":1", "takes valueDecimal")]
    [InlineData("dateTime", "\"valueDate\":\"2026-01-01\"", "takes valueDateTime")]
    [InlineData("url", "\"valueString\":\"https://a.dk\"", "takes valueUri")]
    public void A_near_type_is_another_type(string type, string answer, string words) =>
        Tells(Response(Says("a", answer)), Questionnaire(Asks("a", type)), IssueSeverity.Error, Value, words);

    [Fact]
    public void An_abstract_question_has_no_right_answer() =>
        Tells(Response(Says("a", "\"valueString\":\"x\"")), Questionnaire(Asks("a", "question")), IssueSeverity.Error, "QuestionnaireResponse.item[0]", "which is abstract");

    [Fact]
    public void An_open_choice_takes_words_and_a_choice_does_not()
    {
        const string Options = "\"answerOption\":[{\"valueCoding\":{\"code\":\"x\"}}]";
        Accepts(Response(Says("a", "\"valueString\":\"y\"")), Questionnaire(Asks("a", "open-choice", Options)), "The answer");
        Tells(Response(Says("a", "\"valueString\":\"y\"")), Questionnaire(Asks("a", "choice", Options)), IssueSeverity.Error, Value, "takes valueCoding");
        Tells(Response(Says("a", "\"valueString\":\"y\"")), Questionnaire(Asks("a", "choice")), IssueSeverity.Warning, Value, "takes valueCoding");
    }

    [Theory]
    [InlineData("choice", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\",\"display\":\"X\"}")]
    [InlineData("choice", "\"valueString\":\"x\"", "\"valueString\":\"x\"")]
    [InlineData("choice", "\"valueCoding\":{\"display\":\"X\"}", "\"valueCoding\":{\"display\":\"X\"}")]
    [InlineData("integer", "\"valueInteger\":3", "\"valueInteger\":3")]
    [InlineData("date", "\"valueDate\":\"2026-01-01\"", "\"valueDate\":\"2026-01-01\"")]
    [InlineData("time", "\"valueTime\":\"10:00:00\"", "\"valueTime\":\"10:00:00.0\"")]
    public void An_answer_that_is_offered_is_taken(string type, string option, string answer) =>
        Accepts(Response(Says("a", answer)), Questionnaire(Asks("a", type, $"\"answerOption\":[{{{option}}}]")), "answer");

    [Theory]
    [InlineData("choice", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"y\"}", "urn:s#y is not an option of 'a'; those are urn:s#x")]
    [InlineData("choice", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "\"valueCoding\":{\"system\":\"urn:t\",\"code\":\"x\"}", "is not an option")]
    [InlineData("choice", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "\"valueCoding\":{\"code\":\"x\"}", "not quite the option urn:s#x")]
    [InlineData("open-choice", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"x\"}", "\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"y\"}", "is not an option")]
    [InlineData("string", "\"valueString\":\"x\"", "\"valueString\":\"X\"", "is not an option")]
    [InlineData("date", "\"valueDate\":\"2026-01-01\"", "\"valueDate\":\"2026-01-02\"", "is not an option")]
    [InlineData("time", "\"valueTime\":\"10:00:00\"", "\"valueTime\":\"10:00:01\"", "is not an option")]
    public void An_answer_that_is_not_offered_is_refused(string type, string option, string answer, string words) =>
        Tells(Response(Says("a", answer)), Questionnaire(Asks("a", type, $"\"answerOption\":[{{{option}}}]")), IssueSeverity.Error, Value, words);

    [Fact]
    public void An_option_that_excludes_the_others_stands_alone()
    {
        var options = $"\"repeats\":true,\"answerOption\":[{{\"valueString\":\"x\"}},{{\"valueString\":\"none\",\"extension\":[{Extension("questionnaire-optionExclusive", "\"valueBoolean\":true")}]}},{{\"valueString\":\"y\"}}]";
        var form = Questionnaire(Asks("a", "choice", options));
        Accepts(Response(Says("a", "\"valueString\":\"none\"")), form, "excludes");
        Accepts(Response(Says("a", "\"valueString\":\"x\"", "\"valueString\":\"y\"")), form, "excludes");
        Tells(Response(Says("a", "\"valueString\":\"x\"", "\"valueString\":\"none\"")), form, IssueSeverity.Error, "QuestionnaireResponse.item[0].answer[1]", "excludes all others");
    }

    [Theory]
    [InlineData("http://hl7.org/fhir/ValueSet/item-type", "{\"system\":\"http://hl7.org/fhir/item-type\",\"code\":\"boolean\",\"display\":\"Boolean\"}", null)]
    [InlineData("http://hl7.org/fhir/ValueSet/item-type", "{\"system\":\"http://hl7.org/fhir/item-type\",\"code\":\"boolean\",\"display\":\"Australia\"}", "the code boolean means 'Boolean'")]
    [InlineData("http://hl7.org/fhir/ValueSet/item-type", "{\"system\":\"http://hl7.org/fhir/item-type\",\"code\":\"bool\"}", "is not in http://hl7.org/fhir/ValueSet/item-type")]
    [InlineData("http://hl7.org/fhir/ValueSet/item-type", "{\"display\":\"Boolean\"}", "is not in http://hl7.org/fhir/ValueSet/item-type")]
    [InlineData("#v", "{\"system\":\"urn:s\",\"code\":\"x\"}", null)]
    [InlineData("#v", "{\"system\":\"urn:s\",\"code\":\"y\"}", "is not in #v")]
    public void An_answer_is_from_the_value_set(string valueSet, string coding, string? words)
    {
        const string Contained = "\"contained\":[{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"urn:s\",\"concept\":[{\"code\":\"x\"}]}]}}],";
        var form = QuestionnaireWith(Contained, Asks("a", "choice", $"\"answerValueSet\":\"{valueSet}\""), Asks("b", "choice", "\"answerValueSet\":\"#v\""));
        var response = Response(Says("a", $"\"valueCoding\":{coding}"));
        if (words is null)
        {
            Accepts(response, form, "is not in");
        }
        else
        {
            Tells(response, form, IssueSeverity.Error, Value, words);
        }
    }

    [Fact]
    public void A_value_set_that_is_not_known_is_said() => Tells(
        Response(Says("a", "\"valueCoding\":{\"code\":\"x\"}")), Questionnaire(Asks("a", "choice", "\"answerValueSet\":\"https://a.dk/unknown\"")), IssueSeverity.Information, Value, "The answer was not checked");

    [Theory]
    [InlineData("integer", "\"valueInteger\":", "2", "3", "4", "5")]
    [InlineData("decimal", "\"valueDecimal\":", "2.9", "3.0", "4.0", "4.01")]
    [InlineData("date", "\"valueDate\":", "\"2025-12-31\"", "\"2026-01\"", "\"2026-06\"", "\"2026-07-01\"")]
    [InlineData("dateTime", "\"valueDateTime\":", "\"2025-12-31T23:59:59Z\"", "\"2026-01-01T00:00:00Z\"", "\"2026-06\"", "\"2026-07\"")]
    [InlineData("time", "\"valueTime\":", "\"07:59:59\"", "\"08:00:00\"", "\"16:00:00\"", "\"16:00:00.1\"")]
    public void An_answer_is_within_its_limits(string type, string name, string below, string least, string most, string above)
    {
        var form = Questionnaire(Asks("a", type, $"\"repeats\":true,\"extension\":[{Extension("minValue", name + least)},{Extension("maxValue", name + most)}]"));
        Accepts(Response(Says("a", name + least, name + most)), form, "allowed");
        Tells(Response(Says("a", name + below)), form, IssueSeverity.Error, Value, "is less than the least allowed");
        Tells(Response(Says("a", name + above)), form, IssueSeverity.Error, Value, "is more than the most allowed");
    }

    [Fact]
    public void Quantities_are_compared_in_one_unit()
    {
        const string Sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
        var form = Questionnaire(Asks(
            "a", "quantity",
            $"\"extension\":[{{\"url\":\"{Sdc}minQuantity\",\"valueQuantity\":{{\"value\":1,{Ucum},\"code\":\"kg\"}}}},{{\"url\":\"{Sdc}maxQuantity\",\"valueQuantity\":{{\"value\":2,{Ucum},\"code\":\"kg\"}}}}]"));
        Accepts(Response(Says("a", Weight("1500", "g"))), form, "allowed", "compared");
        Tells(Response(Says("a", Weight("999", "g"))), form, IssueSeverity.Error, Value, "is less than the least allowed, 1 kg");
        Tells(Response(Says("a", Weight("2001", "g"))), form, IssueSeverity.Error, Value, "is more than the most allowed, 2 kg");
        Tells(Response(Says("a", Weight("1", "m"))), form, IssueSeverity.Warning, Value, "cannot be compared with the limit");
    }

    [Theory]
    [InlineData("\"abc\"", null)]
    [InlineData("\"ab\"", "at least 3 are needed")]
    [InlineData("\"abcdef\"", "at most 5 are allowed")]
    [InlineData("\"\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\"", null)]
    public void A_text_has_the_right_length(string value, string? words)
    {
        var form = Questionnaire(Asks("a", "string", $"\"maxLength\":5,\"extension\":[{Extension("minLength", "\"valueInteger\":3")}]"));
        var response = Response(Says("a", $"\"valueString\":{value}"));
        if (words is null)
        {
            Accepts(response, form, "characters");
        }
        else
        {
            Tells(response, form, IssueSeverity.Error, Value, words);
        }
    }

    [Theory]
    [InlineData("[a-z]+[0-9]", "ab1", IssueSeverity.Information)]
    [InlineData("[a-z]+[0-9]", "ab1x", IssueSeverity.Error)]
    [InlineData("a|b", "ab", IssueSeverity.Error)]
    [InlineData("(?=.*[0-9])[a-z0-9]+", "ab1", IssueSeverity.Information)]
    [InlineData("(?=.*[0-9])[a-z0-9]+", "ab", IssueSeverity.Error)]
    [InlineData("(a+)+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", IssueSeverity.Error)]
    [InlineData("(?=(a+)+b)a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", IssueSeverity.Warning)]
    [InlineData("(", "x", IssueSeverity.Warning)]
    public void A_text_follows_its_pattern(string pattern, string value, IssueSeverity severity)
    {
        var form = Questionnaire(Asks("a", "string", $"\"extension\":[{Extension("regex", $"\"valueString\":\"{pattern}\"")}]"));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var response = Response(Says("a", $"\"valueString\":\"{value}\""));
        if (severity == IssueSeverity.Information)
        {
            Accepts(response, form, "pattern");
        }
        else
        {
            Tells(response, form, severity, Value, "the pattern");
        }

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("https://a.dk/x?y=1#z", null, "")]
    [InlineData("https://æblegrød.dk/å", null, "")]
    [InlineData("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11", null, "")]
    [InlineData("mailto:a@b.dk", null, "")]
    [InlineData("Patient/1", IssueSeverity.Warning, "not a whole address")]
    [InlineData("urn:uuid:0d2d7c9e", IssueSeverity.Error, "not a right address")]
    [InlineData("c:\\\\temp\\\\x.txt", IssueSeverity.Error, "not a right address")]
    [InlineData("https://a.dk/%zz", IssueSeverity.Error, "not a right address")]
    public void An_address_is_a_whole_one(string value, IssueSeverity? severity, string words)
    {
        var response = Response(Says("a", $"\"valueUri\":\"{value}\""));
        if (severity is { } told)
        {
            Tells(response, Questionnaire(Asks("a", "url")), told, Value, words);
        }
        else
        {
            Accepts(response, Questionnaire(Asks("a", "url")), "address");
        }
    }

    [Theory]
    [InlineData("1.25", false)]
    [InlineData("125e-2", false)]
    [InlineData("1.250", true)]
    [InlineData("1e-3", true)]
    public void A_number_has_not_too_many_decimals(string number, bool isRefused)
    {
        var form = Questionnaire(Asks("a", "decimal", $"\"extension\":[{Extension("maxDecimalPlaces", "\"valueInteger\":2")}]"));
        var response = Response(Says("a", $"\"valueDecimal\":{number}"));
        if (isRefused)
        {
            Tells(response, form, IssueSeverity.Error, Value, "3 decimals; at most 2");
        }
        else
        {
            Accepts(response, form, "decimals");
        }
    }

    [Theory]
    [InlineData("{\"contentType\":\"image/png\",\"data\":\"QUJD\"}", null)]
    [InlineData("{\"contentType\":\"application/pdf; version=1.7\",\"size\":3}", null)]
    [InlineData("{\"contentType\":\"text/plain\",\"data\":\"QUJD\"}", "it must be image/*, application/pdf")]
    [InlineData("{\"data\":\"QUJD\"}", "of no stated type")]
    [InlineData("{\"contentType\":\"image/png\",\"data\":\"QUJDRA==\"}", "has 4 bytes; at most 3")]
    [InlineData("{\"contentType\":\"image/png\",\"url\":\"https://a.dk/x.png\",\"size\":4}", "has 4 bytes; at most 3")]
    public void An_attachment_has_the_right_type_and_size(string attachment, string? words)
    {
        var form = Questionnaire(Asks(
            "a", "attachment", $"\"extension\":[{Extension("mimeType", "\"valueCode\":\"image/*\"")},{Extension("mimeType", "\"valueCode\":\"application/pdf\"")},{Extension("maxSize", "\"valueDecimal\":3")}]"));
        var response = Response(Says("a", $"\"valueAttachment\":{attachment}"));
        if (words is null)
        {
            Assert.DoesNotContain(Of(response, form), i => i.Message.StartsWith("The attachment", StringComparison.Ordinal));
        }
        else
        {
            Tells(response, form, IssueSeverity.Error, Value, words);
        }
    }

    [Theory]
    [InlineData("{\"reference\":\"Patient/1\"}", null)]
    [InlineData("{\"type\":\"Practitioner\",\"identifier\":{\"value\":\"1\"}}", null)]
    [InlineData("{\"reference\":\"Organization/1\"}", "Organization")]
    [InlineData("{\"reference\":\"https://a.dk/fhir/Organization/1\"}", "Organization")]
    [InlineData("{\"reference\":\"https://a.dk/fhir/Chicken/1\"}", "names the type Chicken")]
    public void A_reference_is_to_the_right_type(string reference, string? words)
    {
        var form = Questionnaire(Asks(
            "a", "reference", $"\"extension\":[{Extension("questionnaire-referenceResource", "\"valueCode\":\"Patient\"")},{Extension("questionnaire-referenceResource", "\"valueCode\":\"Practitioner\"")}]"));
        var response = Response(Says("a", $"\"valueReference\":{reference}"));
        if (words is null)
        {
            Accepts(response, form, "reference");
        }
        else
        {
            Tells(response, form, IssueSeverity.Error, Value, words);
        }
    }

    [Theory]
    [InlineData("\"code\":\"g\"", null, "")]
    [InlineData("\"code\":\"kg\"", null, "")]
    [InlineData("\"code\":\"m\"", IssueSeverity.Error, "The unit m is not among those that are offered: g, kg")]
    [InlineData("\"unit\":\"stone\"", IssueSeverity.Error, "The unit 'stone' is not among")]
    [InlineData("\"unit\":\"gram\"", IssueSeverity.Warning, "given in words only")]
    public void A_unit_is_one_that_is_offered(string unit, IssueSeverity? severity, string words)
    {
        var form = Questionnaire(Asks(
            "a", "quantity",
            $"\"extension\":[{Extension("questionnaire-unitOption", $"\"valueCoding\":{{{Ucum},\"code\":\"g\",\"display\":\"gram\"}}")},{Extension("questionnaire-unitOption", $"\"valueCoding\":{{{Ucum},\"code\":\"kg\"}}")}]"));
        var system = unit.StartsWith("\"code", StringComparison.Ordinal) ? Ucum + "," : "";
        var response = Response(Says("a", $"\"valueQuantity\":{{\"value\":1,{system}{unit}}}"));
        if (severity is { } told)
        {
            Tells(response, form, told, Value, words);
        }
        else
        {
            Accepts(response, form, "unit");
        }
    }

    [Fact]
    public void A_unit_is_from_the_value_set()
    {
        var form = QuestionnaireWith(
            "\"contained\":[{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"http://unitsofmeasure.org\",\"concept\":[{\"code\":\"g\"}]}]}}],",
            Asks("a", "quantity", $"\"extension\":[{Extension("questionnaire-unitValueSet", "\"valueCanonical\":\"#v\"")}]"));
        Accepts(Response(Says("a", Weight("1", "g"))), form, "unit");
        Tells(Response(Says("a", Weight("1", "kg"))), form, IssueSeverity.Error, Value, "The unit kg is not in #v");
        Tells(Response(Says("a", "\"valueQuantity\":{\"value\":1,\"unit\":\"g\"}")), form, IssueSeverity.Error, Value, "a unit with system and code is required");
    }

    [Fact]
    public void A_unit_that_the_question_is_asked_in_can_be_converted_to()
    {
        var form = Questionnaire(Asks("a", "quantity", $"\"extension\":[{Extension("questionnaire-unit", $"\"valueCoding\":{{{Ucum},\"code\":\"kg\"}}")}]"));
        Accepts(Response(Says("a", Weight("1", "g"))), form, "converted");
        Tells(Response(Says("a", Weight("1", "m"))), form, IssueSeverity.Warning, Value, "into which that cannot be converted");
    }

    private const string Value = "QuestionnaireResponse.item[0].answer[0].value";

    private static string Weight(string value, string code) => $"\"valueQuantity\":{{\"value\":{value},{Ucum},\"code\":\"{code}\"}}";
}
