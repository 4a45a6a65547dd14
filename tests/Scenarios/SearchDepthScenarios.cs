using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Modifiers, chains, composites and the parameters of all types: https://hl7.org/fhir/R4/search.html.</summary>
public abstract class SearchDepthScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    [Fact]
    public async Task Token_modifiers()
    {
        await Observe("a", "\"code\":{\"coding\":[{\"system\":\"urn:s\",\"code\":\"c1\",\"display\":\"Blodtryk, systolisk\"}]}");
        await Observe("b", "\"code\":{\"coding\":[{\"system\":\"urn:s\",\"code\":\"c2\"}],\"text\":\"Puls i hvile\"}");
        await Observe("c", "\"code\":{\"text\":\"Vægt uden kode\"}");
        await Finds($"Observation?{Mine}&code:not=c1", "b", "c");
        await Finds($"Observation?{Mine}&code:not=urn:s|c1,urn:s|c2", "c");
        await Finds($"Observation?{Mine}&code:text=blodtryk", "a");
        await Finds($"Observation?{Mine}&code:text=systolisk", "a");
        await Finds($"Observation?{Mine}&code:text=puls", "b");
        await Finds($"Observation?{Mine}&code:text=VAEGT", "c");
        await Observe("d", "\"code\":{\"coding\":[{\"system\":\"urn:s\",\"code\":\"c2\"}]}");
        await Observe("e", "\"code\":{\"coding\":[{\"system\":\"urn:other\",\"code\":\"c2\",\"display\":\"Puls i hvile\"}]}");
        await Finds($"Observation?{Mine}&code:text=puls", "b", "e"); // not d: what another calls the code is no text of it
        await Finds($"Observation?{Mine}&code:text=puls i hv", "b", "e");
        await Finds($"Observation?{Mine}&code:text=puls,vægt", "b", "c", "e");
        await Finds($"Observation?{Mine}&code:not=c1&code:text=hvil&code=urn:other|", "e");
        await Finds($"Observation?{Mine}&method:missing=true", "a", "b", "c", "d", "e");
        await Finds($"Observation?{Mine}&code:missing=true");
        await Finds($"Observation?{Mine}&_id:missing=true");
        await Finds($"Observation?{Mine}&_id:missing=false&_lastUpdated:missing=false", "a", "b", "c", "d", "e");
        await Finds($"Observation?{Mine}&code:missing=false&category:missing=true", "a", "b", "c", "d", "e");
        await Finds($"Observation?{Mine}&status:in=http://hl7.org/fhir/ValueSet/observation-status", "a", "b", "c", "d", "e");
        await Finds($"Observation?{Mine}&status:not-in=http://hl7.org/fhir/ValueSet/observation-status");
    }

    [Fact]
    public async Task Identifiers_with_their_type_and_inside_references()
    {
        await Give("Patient", $"{Mark}-a", $$"""
            {{Tag}},"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:mr","value":"{{Mark}}7"}]
            """);
        await Give("Patient", $"{Mark}-b", $$"""
            {{Tag}},"identifier":[{"system":"urn:mr","value":"{{Mark}}7"}]
            """);
        await Observe("o", $$"""
            "code":{"text":"x"},"subject":{"identifier":{"system":"urn:mr","value":"{{Mark}}7"} }
            """);
        const string Type = "http://terminology.hl7.org/CodeSystem/v2-0203|MR";
        await Finds($"Patient?identifier:of-type={Type}|{Mark}7", "a");
        await Finds($"Patient?identifier:of-type={Type}|other");
        await Finds($"Patient?identifier={Mark}7", "a", "b");
        await Finds($"Observation?subject:identifier=urn:mr|{Mark}7", "o");
        await Finds($"Observation?{Mine}&subject:identifier=urn:other|{Mark}7");
        await Finds($"Observation?{Mine}&subject:missing=false", "o");
        (await Api.Get("Patient?identifier:of-type=MR|7")).Expect(400);
    }

    [Fact]
    public async Task Chains_forward_and_back()
    {
        await Give("Organization", $"{Mark}-top", $$"""{{Tag}},"name":"{{Mark}} Region" """);
        await Give("Organization", $"{Mark}-ward", $$"""{{Tag}},"name":"Ward","partOf":{"reference":"Organization/{{Mark}}-top"}""");
        await Give("Organization", $"{Mark}-room", $$"""{{Tag}},"name":"Room","partOf":{"reference":"Organization/{{Mark}}-ward"}""");
        await Give("Patient", $"{Mark}-p", $$"""{{Tag}},"name":[{"family":"Kæde"}],"managingOrganization":{"reference":"Organization/{{Mark}}-ward"}""");
        await Give("Patient", $"{Mark}-q", $$"""{{Tag}},"name":[{"family":"Anden"}]""");
        await Observe("o", $$"""
            "code":{"coding":[{"code":"{{Mark}}c"}]},"subject":{"reference":"Patient/{{Mark}}-p"}
            """);
        await Observe("r", $$"""
            "code":{"coding":[{"code":"{{Mark}}d"}]},"subject":{"reference":"Patient/{{Mark}}-q"},"performer":[{"reference":"Organization/{{Mark}}-ward"}]
            """);
        await Finds($"Observation?{Mine}&subject:Patient.family=kæde", "o");
        await Finds($"Observation?{Mine}&patient.family=kæde", "o");
        await Finds($"Observation?{Mine}&subject.family=kæde", "o");
        await Finds($"Observation?{Mine}&patient.organization.name=ward", "o");
        await Finds($"Observation?{Mine}&patient.organization.partof.name={Mark}", "o");
        await Finds($"Observation?{Mine}&patient.family:exact=kæde");
        await Finds($"Observation?{Mine}&patient._id={Mark}-q", "r");
        await Finds($"Patient?_has:Observation:patient:code={Mark}c", "p");
        await Finds($"Patient?_has:Observation:subject:code={Mark}d", "q");
        await Finds($"Organization?_has:Observation:performer:code={Mark}d", "ward");
        await Finds($"Organization?_has:Patient:organization:_has:Observation:patient:code={Mark}c", "ward");
        await Finds($"Observation?{Mine}&patient._has:Observation:patient:code={Mark}d", "r");
        await Finds($"Organization?partof:below=Organization/{Mark}-top", "ward", "room");
        await Finds($"Organization?{Mine}&partof:above=Organization/{Mark}-ward", "ward", "room");
        (await Api.Get($"Observation?{Mine}&patient.name.family=x")).Expect(400);
        (await Api.Get($"Observation?{Mine}&code.name=x")).Expect(400);
    }

    [Fact]
    public async Task Chains_go_into_contained_resources()
    {
        string Code(string code) => $$"""{"coding":[{"system":"urn:atc","code":"{{Mark}}{{code}}"}]}""";
        string Inside(string id, string code) => $$"""{"resourceType":"Medication","id":"{{id}}","code":{{Code(code)}}}""";
        async Task Prescribe(string id, string medication, params string[] contained) => await Give("MedicationRequest", $"{Mark}-{id}", $$"""
            {{Tag}},"contained":[{{string.Join(',', contained)}}],"status":"active","intent":"order","subject":{"reference":"Patient/{{Mark}}-p"},"medicationReference":{"reference":"{{medication}}"}{{(contained.Length > 1 ? ",\"supportingInformation\":[{\"reference\":\"#m\"}]" : "")}}
            """.Replace("\"contained\":[],", "", StringComparison.Ordinal));
        await Give("Medication", $"{Mark}-real", $"{Tag},\"code\":{Code("x")}");
        await Prescribe("a", "#m", Inside("m", "x"));
        await Prescribe("b", "#n", Inside("m", "x"), Inside("n", "y")); // m is not what is prescribed here
        await Prescribe("c", $"Medication/{Mark}-real");
        await Finds($"MedicationRequest?{Mine}&medication.code={Mark}x", "a", "c");
        await Finds($"MedicationRequest?{Mine}&medication:Medication.code=urn:atc|{Mark}y", "b");
        await Finds($"MedicationRequest?{Mine}&medication.code={Mark}z");
        await Finds($"MedicationRequest?patient={Mark}-p&medication.code:not={Mark}x", "b");
        await Finds($"MedicationRequest?{Mine}&medication:missing=true");
        await Finds($"MedicationRequest?{Mine}&_filter=medication.code eq {Mark}x", "a", "c");
        await Prescribe("a", "#m", Inside("m", "y"));
        await Finds($"MedicationRequest?{Mine}&medication.code={Mark}x", "c");
    }

    [Fact]
    public async Task Composites_hold_their_parts_together()
    {
        await Observe("bp", """
            "code":{"coding":[{"code":"85354-9"}]},"component":[
              {"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":140,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
              {"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":80,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]
            """);
        await Observe("root", """
            "code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":150,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}
            """);
        await Observe("text", """
            "code":{"coding":[{"code":"note"}]},"valueString":"Rolig nat"
            """);
        await Finds($"Observation?{Mine}&component-code-value-quantity=8480-6$gt130", "bp");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8480-6$lt100");
        await Finds($"Observation?{Mine}&component-code=8480-6&component-value-quantity=lt100", "bp");
        await Finds($"Observation?{Mine}&code-value-quantity=8480-6$150", "root");
        await Finds($"Observation?{Mine}&combo-code-value-quantity=8480-6$gt130", "bp", "root");
        await Finds($"Observation?{Mine}&combo-code-value-quantity=8462-4$gt100");
        await Finds($"Observation?{Mine}&combo-code=8480-6", "bp", "root");
        await Finds($"Observation?{Mine}&combo-value-quantity=gt145", "root");
        await Finds($"Observation?{Mine}&code-value-string=note$rolig", "text");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8480-6$140|http://unitsofmeasure.org|mm[Hg],8462-4$80", "bp");
        (await Api.Get($"Observation?{Mine}&code-value-quantity=8480-6")).Expect(400);
        (await Api.Get($"Observation?{Mine}&code-value-quantity:missing=true")).Expect(400);
        (await Api.Get($"Observation?{Mine}&component-code-value-quantity:missing=false")).Expect(400);
        await Observe("named", """
            "code":{"coding":[{"code":"own"}]},"valueQuantity":{"value":150,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},"component":[
              {"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":99,"unit":"millimetre","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
              {"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":99,"unit":"Torr","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
              {"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":80,"unit":"mm"}}]
            """);
        await Finds($"Observation?{Mine}&value-quantity=150||mm[Hg]", "named", "root"); // either the code or the display unit
        await Finds($"Observation?{Mine}&value-quantity=150||mmHg", "named");
        await Finds($"Observation?{Mine}&value-quantity=gt100||mmHg", "named");
        await Finds($"Observation?{Mine}&value-quantity=gt150||mmHg");
        await Finds($"Observation?{Mine}&value-quantity=150|http://unitsofmeasure.org|mmHg");
        await Finds($"Observation?{Mine}&code-value-quantity=own$150||mmHg", "named");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8480-6$99||millimetre", "named");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8480-6$99||Torr", "named");
        await Finds($"Observation?{Mine}&component-value-quantity=99||Torr&combo-value-quantity=99||millimetre", "named");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8462-4$80||mm", "named");
        await Finds($"Observation?{Mine}&component-code-value-quantity=8462-4$80||mmHg");
        await Observe("named", """
            "code":{"coding":[{"code":"own"}]},"valueQuantity":{"value":150,"unit":"kviksølv","system":"http://unitsofmeasure.org","code":"mm[Hg]"}
            """);
        await Finds($"Observation?{Mine}&value-quantity=150||kviksølv", "named");
        await Finds($"Observation?{Mine}&value-quantity=150||mmHg");
    }

    [Fact]
    public async Task Amounts_are_found_in_other_units()
    {
        await Observe("g", Amount("5.4", "g"));
        await Observe("mg", Amount("5400", "mg"));
        await Observe("kg", Amount("0.0054", "kg"));
        await Observe("m", Amount("5.4", "m"));
        await Observe("foreign", "\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":5.4,\"system\":\"urn:other\",\"code\":\"g\"}");
        const string Ucum = "http://unitsofmeasure.org";
        await Finds($"Observation?{Mine}&value-quantity=5.4|{Ucum}|g", "g", "mg", "kg");
        await Finds($"Observation?{Mine}&value-quantity=5400|{Ucum}|mg", "g", "mg", "kg");
        await Finds($"Observation?{Mine}&value-quantity=gt5|{Ucum}|g", "g", "mg", "kg");
        await Finds($"Observation?{Mine}&value-quantity=gt6000|{Ucum}|mg");
        await Finds($"Observation?{Mine}&value-quantity=5.4|{Ucum}|m", "m");
        await Finds($"Observation?{Mine}&value-quantity=5.4", "g", "m", "foreign");
        await Finds($"Observation?{Mine}&value-quantity=5.4||g", "g", "foreign");

        static string Amount(string value, string unit) => $$$"""
            "code":{"text":"x"},"valueQuantity":{"value":{{{value}}},"system":"http://unitsofmeasure.org","code":"{{{unit}}}"}
            """;
    }

    [Fact]
    public async Task Addresses_above_and_below_and_canonicals_with_versions()
    {
        await Give("ValueSet", $"{Mark}-a", $$"""{{Tag}},"url":"http://{{Mark}}.example/sets/a/one","version":"2","status":"active" """);
        await Give("ValueSet", $"{Mark}-b", $$"""{{Tag}},"url":"http://{{Mark}}.example/sets/ab","status":"active" """);
        await Give("QuestionnaireResponse", $"{Mark}-r", $$"""{{Tag}},"status":"completed","questionnaire":"http://{{Mark}}.example/q|3" """);
        await Finds($"ValueSet?url:below=http://{Mark}.example/sets/a", "a");
        await Finds($"ValueSet?url:below=http://{Mark}.example/sets", "a", "b");
        await Finds($"ValueSet?url:above=http://{Mark}.example/sets/a/one/two", "a");
        await Finds($"QuestionnaireResponse?questionnaire=http://{Mark}.example/q", "r");
        await Finds($"QuestionnaireResponse?questionnaire=http://{Mark}.example/q|3", "r");
        await Finds($"QuestionnaireResponse?questionnaire=http://{Mark}.example/q|4");
    }

    [Fact]
    public async Task Words_of_narratives_and_contents()
    {
        await Give("Patient", $"{Mark}-a", $$"""{{Tag}},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Bor i <b>Søgade</b> &amp; {{Mark}}</p></div>"},"name":[{"family":"Kirkegaard"}]""");
        await Give("Patient", $"{Mark}-b", $$"""{{Tag}},"name":[{"family":"Søgade"}],"address":[{"text":"{{Mark}} plads"}]""");
        await Finds($"Patient?_text=søgade {Mark}", "a");
        await Finds($"Patient?_text={Mark} kirkegaard");
        await Finds($"Patient?_content={Mark}", "a", "b");
        await Finds($"Patient?_content={Mark} SOGADE", "a", "b");
        await Finds($"Patient?_content={Mark} kirke*", "a");
        await Finds($"Patient?_content={Mark} NOT kirkegaard", "b");
        await Finds($"Patient?_content={Mark} kirkegaard OR {Mark} plads", "a", "b");
        await Give("Patient", $"{Mark}-b", $$"""{{Tag}},"name":[{"family":"Andet"}]""");
        await Finds($"Patient?_content={Mark}", "a");
        (await Api.Delete($"Patient/{Mark}-a")).Expect(204);
        await Finds($"Patient?_content={Mark}");
    }

    [Fact]
    public async Task A_filter_with_and_or_not()
    {
        await Give("Patient", $"{Mark}-a", $$"""{{Tag}},"active":true,"birthDate":"1950-01-01","name":[{"family":"Ås","given":["Bo"]}]""");
        await Give("Patient", $"{Mark}-b", $$"""{{Tag}},"active":false,"birthDate":"1990-01-01","name":[{"family":"Åsen"}]""");
        await Give("Patient", $"{Mark}-c", $$"""{{Tag}},"birthDate":"2010-01-01"  """);
        await Finds($"Patient?{Mine}&_filter=family sw \"ås\"", "a", "b");
        await Finds($"Patient?{Mine}&_filter=family eq \"Ås\"", "a");
        await Finds($"Patient?{Mine}&_filter=family co \"sen\" or birthdate ge 2000", "b", "c");
        await Finds($"Patient?{Mine}&_filter=birthdate lt 2000 and not (active eq true)", "b");
        await Finds($"Patient?{Mine}&_filter=(family pr true and active eq true) or birthdate ge 2005-06", "a", "c");
        await Finds($"Patient?{Mine}&_filter=active ne true", "b"); // an item must be unequal: c has none
        await Finds($"Patient?{Mine}&_filter=not (active eq true)", "b", "c");
        await Finds($"Patient?{Mine}&_filter=birthdate ne 1950-01-01 and given pr false", "b", "c");
        await Finds($"Patient?{Mine}&_filter=family ne \"ås\"", "b");
        await Finds($"Patient?{Mine}&_filter=active eq true or active eq false and birthdate ge 1990", "b"); // left to right
        await Finds($"Patient?{Mine}&_filter=active eq false and birthdate ge 1990 or active eq true", "a", "b");
        await Finds($"Patient?{Mine}&_filter=family gt \"ås\"", "b");
        await Finds($"Patient?{Mine}&_filter=family ge \"ås\" and family lt \"ÅSEN\"", "a");
        (await Api.Get($"Patient?{Mine}&_filter=active gt true")).Expect(400);
        (await Api.Get($"Patient?{Mine}&_filter=active ew rue")).Expect(400);
        await Finds($"Patient?{Mine}&_filter=family eq \"ås\"", "a");
        await Finds($"Patient?{Mine}&_filter=family eq \"Åse\"");
        await Finds($"Patient?{Mine}&_filter=family ew \"S\"", "a");
        (await Api.Get($"Patient?{Mine}&_filter=family eq")).Expect(400);
        (await Api.Get($"Patient?{Mine}&_filter=(family eq x")).Expect(400);
    }

    [Fact]
    public async Task Lists_compartments_and_all_types_together()
    {
        await Give("Patient", $"{Mark}-p", Tag);
        await Give("Encounter", $"{Mark}-e", $$"""{{Tag}},"status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/{{Mark}}-p"}""");
        await Observe("in", $$"""
            "code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-p"},"encounter":{"reference":"Encounter/{{Mark}}-e"}
            """);
        await Observe("out", "\"code\":{\"text\":\"x\"}");
        await Give("List", $"{Mark}-l", $$"""{{Tag}},"status":"current","mode":"working","entry":[{"item":{"reference":"Observation/{{Mark}}-out"} },{"item":{"reference":"Patient/{{Mark}}-p"} }]""");
        await Finds($"Observation?_list={Mark}-l", "out");
        await Finds($"Patient/{Mark}-p/Observation?{Mine}", "in");
        await Finds($"Encounter/{Mark}-e/Observation", "in");
        await Finds($"Patient/{Mark}-p/*", "in", "e", "p");
        await Finds($"?{Mine}&_type=Observation,Encounter", "in", "out", "e");
        await Finds($"?{Mine}", "in", "out", "e", "p", "l");
        await Finds($"?{Mine}&_count=2", "in", "out", "e", "p", "l");
        await Finds($"?{Mine}&_type=Patient,Observation&_sort=-_lastUpdated&_count=2", "in", "out", "p");
        Assert.Equal(5, (await Api.Get($"?{Mine}&_summary=count")).Expect(200).Total);
        (await Api.Get($"?{Mine}&birthdate=2000")).Expect(400);
        (await Api.Get($"Nothing/{Mark}-p/Observation")).Expect(404);
        (await Api.Get($"?{Mine}&_type=Nothing")).Expect(400);
    }

    [Fact]
    public async Task Contained_resources_are_found_on_request()
    {
        await Give("MedicationRequest", $"{Mark}-m", $$"""{{Tag}},"contained":[{"resourceType":"Medication","id":"med","code":{"coding":[{"code":"{{Mark}}a"}]} }],"status":"active","intent":"order","subject":{"reference":"Patient/{{Mark}}-p"},"medicationReference":{"reference":"#med"}""");
        await Give("Medication", $"{Mark}-own", $$"""{{Tag}},"code":{"coding":[{"code":"{{Mark}}a"}]}""");
        await Finds($"Medication?code={Mark}a", "own");
        await Finds($"Medication?code={Mark}a&_contained=true", "m");
        await Finds($"Medication?code={Mark}a&_contained=both", "m", "own");
        await Finds($"Medication?code={Mark}b&_contained=both");
        await Give("MedicationRequest", $"{Mark}-m", $$"""{{Tag}},"status":"active","intent":"order","subject":{"reference":"Patient/{{Mark}}-p"},"medicationReference":{"reference":"Medication/{{Mark}}-own"}""");
        await Finds($"Medication?code={Mark}a&_contained=true");
    }

    [Fact]
    public async Task Places_are_found_by_distance()
    {
        await Give("Location", $"{Mark}-aarhus", $$"""{{Tag}},"position":{"longitude":10.2039,"latitude":56.1629}""");
        await Give("Location", $"{Mark}-randers", $$"""{{Tag}},"position":{"longitude":10.0364,"latitude":56.4607}""");
        await Finds($"Location?{Mine}&near=56.15|10.2|10|km", "aarhus");
        await Finds($"Location?{Mine}&near=56.15|10.2|40|km", "aarhus", "randers");
        await Finds($"Location?{Mine}&near=56.15|10.2|100|m");
        (await Api.Get("Location?near=north")).Expect(400);
    }

    [Fact]
    public async Task Several_sort_keys_page_without_loss()
    {
        foreach (var (id, family, birth) in new[] { ("a", "x", "1990"), ("b", "x", "1980"), ("c", "y", "1990"), ("d", "", "1970"), ("e", "y", ""), ("f", "", "") })
        {
            var members = (family.Length > 0 ? $$""","name":[{"family":"{{family}}"}]""" : "") + (birth.Length > 0 ? $$""","birthDate":"{{birth}}" """ : "");
            await Give("Patient", $"{Mark}-{id}", Tag + members + ",\"gender\":\"" + (id[0] % 2 == 0 ? "male" : "female") + "\"");
        }

        await Orders("family,birthdate", "b", "a", "c", "e", "d", "f");
        await Orders("-family,birthdate", "c", "e", "b", "a", "d", "f");
        await Orders("birthdate,-family", "d", "b", "c", "a", "e", "f");
        await Orders("gender,family,-birthdate", "a", "c", "e", "b", "d", "f");
        await Orders("-gender,_id", "b", "d", "f", "a", "c", "e");

        async Task Orders(string sort, params string[] expected)
        {
            foreach (var count in (int[])[1, 2, 50])
            {
                var found = (await Walk($"Patient?{Mine}&_sort={sort}&_count={count}")).Select(id => id[(Mark.Length + 1)..]);
                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public async Task What_refers_to_a_match_comes_along()
    {
        await Give("Practitioner", $"{Mark}-d", Tag);
        await Give("Patient", $"{Mark}-p", $$"""{{Tag}},"generalPractitioner":[{"reference":"Practitioner/{{Mark}}-d"}]""");
        await Observe("o", $$"""
            "code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-p"}
            """);
        await Brings($"Patient?_id={Mark}-p&_revinclude=Observation:patient", "o");
        await Brings($"Patient?_id={Mark}-p&_revinclude=Observation:*", "o");
        await Brings($"Patient?_id={Mark}-p&_include=*&_revinclude=Observation:subject", "d", "o");
        await Brings($"Observation?_id={Mark}-o&_include=Observation:patient", "p");
        await Brings($"Observation?_id={Mark}-o&_include=Observation:patient&_include:iterate=Patient:general-practitioner", "d", "p");
        await Brings($"Practitioner?_id={Mark}-d&_revinclude=Patient:general-practitioner&_revinclude:iterate=Observation:patient", "o", "p");
        await Brings($"Patient?_id={Mark}-p&_revinclude=Observation:performer");

        async Task Brings(string search, params string[] expected)
        {
            var found = (await Api.Get(search)).Expect(200).IncludedIds.Select(id => id[(Mark.Length + 1)..]).Order(StringComparer.Ordinal);
            Assert.Equal(expected, found);
        }
    }

    private Task<Answer> Observe(string id, string members) => Give("Observation", $"{Mark}-{id}", $$"""
        {{Tag}},"status":"final",{{members}}
        """);
}

public sealed class SqliteSearchDepth() : SearchDepthScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchDepth() : SearchDepthScenarios(Dialect.PostgreSql);
