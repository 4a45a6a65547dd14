using System.Globalization;

namespace Helhed.Tests.Engine;

/// <summary>The values of each type of element, as R4's search page has them.</summary>
public class IndexValueTests
{
    [Fact]
    public void A_name_is_found_by_every_part_that_is_text()
    {
        var patient = new Indexed("Patient", """ "name":[{"use":"official","text":"Dr. Ida Holm","family":"Holm","given":["Ida",null,"M\u00f8ller"],"_given":[null,{"id":"x"},null],"prefix":["Dr."],"suffix":["ph.d."],"period":{"start":"2020"}},{"family":"Dam"}]""");
        Assert.Equal(["Dr. Ida Holm", "Holm", "Ida", "Møller", "Dr.", "ph.d.", "Dam"], patient.Strings("name"));
        Assert.Equal(["Holm", "Dam"], patient.Strings("family"));
        Assert.Equal(["Ida", "Møller"], patient.Strings("given"));
        Assert.Equal(["Dr. Ida Holm", "Holm", "Dam"], patient.Parts("name"));
        Assert.Equal(["Holm", "Dam"], patient.Parts("family"));
        Assert.Empty(patient.Parts("given"));
    }

    [Fact]
    public void An_address_is_found_by_every_part_that_is_text_and_its_use_by_code()
    {
        var patient = new Indexed("Patient", """ "address":[{"use":"home","type":"both","line":["Vej 1","2. tv"],"city":"Aarhus C","district":"Aarhus","state":"Midt","postalCode":"8000","country":"DK","period":{"start":"2020"}}]""");
        Assert.Equal(["Vej 1", "2. tv", "Aarhus C", "Aarhus", "Midt", "8000", "DK"], patient.Strings("address"));
        Assert.Equal(["Aarhus C"], patient.Strings("address-city"));
        Assert.Equal(["8000"], patient.Strings("address-postalcode"));
        Assert.Equal(["|home"], patient.Tokens("address-use"));
    }

    [Fact]
    public void A_concept_is_found_by_its_codings_and_not_by_its_text()
    {
        var observation = new Indexed("Observation", """ "status":"final","code":{"coding":[{"system":"urn:npu","code":"NPU1","display":"x"},{"code":"bare"},{"system":"urn:only"},{"display":"nothing"}],"text":"words"}""");
        Assert.Equal(["urn:npu|NPU1", "|bare", "urn:only|"], observation.Tokens("code"));
        Assert.Equal(["|final"], observation.Tokens("status"));
        Assert.Empty(observation.Tokens("category"));
    }

    [Fact]
    public void An_identifier_is_found_with_and_without_a_system()
    {
        var patient = new Indexed("Patient", """ "identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101010101"},{"value":"42"},{"system":"urn:s"},{"use":"old"}]""");
        Assert.Equal(["urn:oid:1.2.208.176.1.2|0101010101", "|42", "urn:s|"], patient.Tokens("identifier"));
    }

    [Fact]
    public void Phone_and_email_take_only_their_own_contacts()
    {
        var patient = new Indexed("Patient", """ "active":false,"telecom":[{"system":"phone","value":"12345678","use":"mobile"},{"system":"email","value":"a@b.dk"},{"system":"phone"},{"value":"x"}]""");
        Assert.Equal(["|12345678"], patient.Tokens("phone"));
        Assert.Equal(["|a@b.dk"], patient.Tokens("email"));
        Assert.Equal(["|12345678", "|a@b.dk", "|x"], patient.Tokens("telecom"));
        Assert.Equal(["|false"], patient.Tokens("active"));
    }

    [Theory]
    [InlineData(""" "period":{"start":"2026-03-02","end":"2026-03-04"}""", "2026-03-01T23:00:00.000Z", "2026-03-04T22:59:59.999Z")]
    [InlineData(""" "period":{"start":"2026-03-02T10:00:00Z"}""", "2026-03-02T10:00:00.000Z", null)]
    [InlineData(""" "period":{"end":"2026-03-02T10:00:00Z"}""", null, "2026-03-02T10:00:00.999Z")]
    public void A_period_may_be_open_at_one_end(string period, string? low, string? high) =>
        Assert.Equal([(Moment(low), Moment(high))], Encounter(period).Dates("date"));

    [Theory]
    [InlineData("""2026-01-31T10:00:00\u002B01:00""")]
    [InlineData("""2026\u002d01-31T10:00:00+01:00""")]
    public void An_escape_in_a_date_is_the_character(string text)
    {
        var plain = Encounter(""" "period":{"start":"2026-01-31T10:00:00+01:00"}""").Dates("date");
        Assert.Single(plain);
        Assert.Equal(plain, Encounter($$""" "period":{"start":"{{text}}"}""").Dates("date"));
        var observation = new Indexed("Observation", $$""" "status":"final","code":{"text":"x"},"effectiveDateTime":"{{text}}" """);
        Assert.Equal(new Indexed("Observation", """ "status":"final","code":{"text":"x"},"effectiveDateTime":"2026-01-31T10:00:00+01:00" """).Dates("date"), observation.Dates("date"));
    }

    [Fact]
    public void An_escape_in_a_filtered_element_is_the_character() =>
        Assert.Single(new Indexed("Patient", """ "telecom":[{"system":"\u0070hone","value":"1"}]""").Tokens("phone"));

    [Fact]
    public void A_period_without_ends_is_no_date() => Assert.Empty(Encounter(""" "period":{"id":"x"}""").Dates("date"));

    [Fact]
    public void A_timing_is_found_from_its_first_to_its_last_event_and_by_its_bounds()
    {
        var events = Request(""" "occurrenceTiming":{"event":["2026-03-05T08:00:00Z","2026-03-02T08:00:00Z","2026-03-03"]}""");
        Assert.Equal([(Moment("2026-03-02T08:00:00.000Z"), Moment("2026-03-05T08:00:00.999Z"))], events.Dates("occurrence"));
        var bounds = Request(""" "occurrenceTiming":{"repeat":{"boundsPeriod":{"start":"2026-03-02T08:00:00Z"},"frequency":1}}""");
        Assert.Equal([(Moment("2026-03-02T08:00:00.000Z"), (DateTimeOffset?)null)], bounds.Dates("occurrence"));
        Assert.Empty(Request(""" "occurrenceTiming":{"code":{"text":"daily"}}""").Dates("occurrence"));
        Assert.Equal([(Moment("2026-03-02T08:00:00.000Z"), Moment("2026-03-02T08:00:00.999Z"))], Request(""" "occurrenceDateTime":"2026-03-02T08:00:00Z" """).Dates("occurrence"));
    }

    [Theory]
    [InlineData(""" "low":{"value":3,"system":"urn:u","code":"a"},"high":{"value":5.5,"system":"urn:u","code":"a"}""", 3, 5.5)]
    [InlineData(""" "low":{"value":3,"system":"urn:u","code":"a"}""", 3, double.PositiveInfinity)]
    [InlineData(""" "high":{"value":5,"system":"urn:u","code":"a"}""", double.NegativeInfinity, 5)]
    public void A_range_has_two_ends_each_of_which_may_be_open(string ends, double low, double high) =>
        Assert.Equal([(low, high, "urn:u|a")], new Indexed("Condition", $$""" "subject":{"display":"x"},"onsetRange":{{{ends}}}""").Quantities("onset-age"));

    [Theory]
    [InlineData(""" "value":7.10,"unit":"mmol","system":"http://unitsofmeasure.org","code":"mmol/L" """, 7.1, "http://unitsofmeasure.org|mmol/L")]
    [InlineData(""" "value":-1e2,"unit":"mmol" """, -100, "|mmol")]
    [InlineData(""" "value":5 """, 5, "|")]
    public void A_quantity_is_found_by_its_code_or_else_its_unit(string quantity, double value, string unit)
    {
        var observation = new Indexed("Observation", $$""" "status":"final","code":{"text":"x"},"valueQuantity":{{{quantity}}}""");
        Assert.Equal([(value, value, unit)], observation.Quantities("value-quantity"));
    }

    [Theory]
    [InlineData("<", double.NegativeInfinity, 4.999999999999999)]
    [InlineData("<=", double.NegativeInfinity, 5)]
    [InlineData(">=", 5, double.PositiveInfinity)]
    [InlineData(">", 5.000000000000001, double.PositiveInfinity)]
    public void A_quantity_with_a_comparator_is_open_at_one_end(string comparator, double low, double high)
    {
        var observation = new Indexed("Observation", $$""" "status":"final","code":{"text":"x"},"valueQuantity":{"value":5,"comparator":"{{comparator}}","unit":"g"}""");
        Assert.Equal([(low, high, "|g")], observation.Quantities("value-quantity"));
    }

    [Fact]
    public void A_quantity_without_a_value_is_none() =>
        Assert.Empty(new Indexed("Observation", """ "status":"final","code":{"text":"x"},"valueQuantity":{"unit":"g"}""").Quantities("value-quantity"));

    [Fact]
    public void Money_is_a_quantity_in_its_currency() =>
        Assert.Equal([(99.95, 99.95, "urn:iso:std:iso:4217|DKK")], new Indexed("Invoice", """ "status":"issued","totalGross":{"value":99.95,"currency":"DKK"}""").Quantities("totalgross"));

    [Fact]
    public void A_number_is_its_value() =>
        Assert.Equal([0.25], new Indexed("RiskAssessment", """ "status":"final","subject":{"display":"x"},"prediction":[{"probabilityDecimal":0.25},{"qualitativeRisk":{"text":"low"}}]""").Numbers("probability"));

    [Fact]
    public void A_uri_is_its_text() =>
        Assert.Equal(["http://a.dk/ValueSet/x"], new Indexed("ValueSet", """ "status":"active","url":"http://a.dk/ValueSet/x" """).Uris("url"));

    [Theory]
    [InlineData(""" "deceasedBoolean":true """, "|true")]
    [InlineData(""" "deceasedBoolean":false """, "|false")]
    [InlineData(""" "deceasedDateTime":"2026-03-02" """, "|true")]
    [InlineData(""" "active":true """, "|false")]
    public void Deceased_is_true_or_false_however_it_is_given(string member, string token) =>
        Assert.Equal([token], new Indexed("Patient", member).Tokens("deceased"));

    [Fact]
    public void The_day_of_death_is_a_date() =>
        Assert.Equal([(Moment("2026-03-01T23:00:00.000Z"), Moment("2026-03-02T22:59:59.999Z"))], new Indexed("Patient", """ "deceasedDateTime":"2026-03-02" """).Dates("death-date"));

    private static Indexed Encounter(string member) => new("Encounter", $$""" "status":"finished","class":{"code":"AMB"},{{member}}""");

    private static Indexed Request(string member) => new("ServiceRequest", $$""" "status":"active","intent":"order","subject":{"display":"x"},{{member}}""");

    private static DateTimeOffset? Moment(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
