using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Lists by their names, filters along paths, contained resources for themselves, identifiers in order:
/// https://hl7.org/fhir/R4/search.html, https://hl7.org/fhir/R4/search_filter.html.
/// </summary>
public abstract class SearchReachScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    [Fact]
    public async Task Identifiers_come_in_order_over_pages()
    {
        foreach (var (id, values) in new[] { ("a", "K7"), ("b", "k10"), ("c", ""), ("d", "a1 z9"), ("e", "m0"), ("f", "") })
        {
            var identifiers = string.Join(',', values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => $$"""{"system":"urn:{{Mark}}","value":"{{v}}"}"""));
            await Give("Patient", $"{Mark}-{id}", identifiers.Length == 0 ? Tag : $"{Tag},\"identifier\":[{identifiers}]");
            await Give("Observation", $"{Mark}-{id}", $$"""
                {{Tag}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-p"}{{(identifiers.Length == 0 ? "" : $",\"identifier\":[{identifiers}]")}}
                """);
        }

        foreach (var count in (int[])[1, 2, 50])
        {
            await Orders($"Patient?{Mine}&_sort=identifier&_count={count}", "d", "b", "a", "e", "c", "f");
            await Orders($"Patient?{Mine}&_sort=-identifier&_count={count}", "d", "e", "a", "b", "f", "c");
            await Orders($"Observation?patient={Mark}-p&_sort=identifier&_count={count}", "d", "b", "a", "e", "c", "f");
            await Orders($"Observation?patient={Mark}-p&_sort=status,-identifier&_count={count}", "d", "e", "a", "b", "f", "c");
        }

        await Give("Patient", $"{Mark}-d", $$"""{{Tag}},"identifier":[{"value":"x1"}]""");
        await Orders($"Patient?{Mine}&_sort=identifier", "b", "a", "e", "d", "c", "f");
        Assert.Equal("a1", (await Api.Get($"Observation?{Mine}&_sort=identifier&_count=1")).Expect(200).Entries[0]["resource"]!["identifier"]![0]!["value"]!.GetValue<string>());
        await Finds($"Patient?{Mine}&identifier=K7", "a");
        await Finds($"Patient?{Mine}&identifier=k7");
    }

    [Fact]
    public async Task Codes_references_and_addresses_come_in_order()
    {
        foreach (var (id, code, amount, patient) in new[] { ("a", "k2", 5, "q"), ("b", "k1", 7, "p"), ("c", "k3", 6, "r") })
        {
            await Give("Patient", $"{Mark}-{patient}", Tag);
            await Give("Observation", $"{Mark}-{id}", $$"""
                {{Tag}},"status":"final","code":{"coding":[{"code":"{{Mark}}{{code}}"}]},"subject":{"reference":"Patient/{{Mark}}-{{patient}}"},"valueQuantity":{"value":{{amount}}}
                """);
            await Give("ValueSet", $"{Mark}-{id}", $$"""{{Tag}},"status":"active","url":"http://{{Mark}}.example/{{code}}" """);
        }

        await Orders($"Observation?{Mine}&_sort=code", "b", "a", "c");
        await Orders($"Observation?{Mine}&_sort=combo-code&_count=1", "b", "a", "c");
        await Orders($"Observation?{Mine}&_sort=-combo-value-quantity&_count=1", "b", "c", "a");
        await Orders($"Observation?{Mine}&_sort=subject&_count=1", "b", "a", "c");
        await Orders($"Observation?{Mine}&_sort=-patient&_count=2", "c", "a", "b");
        await Orders($"ValueSet?{Mine}&_sort=-url&_count=1", "c", "a", "b");
    }

    [Fact]
    public async Task A_filter_follows_references()
    {
        await Give("Organization", $"{Mark}-o", $$"""{{Tag}},"name":"Klinik" """);
        await Give("Patient", $"{Mark}-p", $$"""{{Tag}},"active":true,"name":[{"family":"Ås","given":["Bo"]}],"managingOrganization":{"reference":"Organization/{{Mark}}-o"}""");
        await Give("Patient", $"{Mark}-q", $$"""{{Tag}},"active":false,"name":[{"family":"Åsen"}]""");
        await Observe("op", "p");
        await Observe("oq", "q");
        await Filters("patient.family eq \"Ås\"", "op");
        await Filters("patient.family eq \"ås\"", "op");
        await Filters("patient.family sw \"ås\"", "op", "oq");
        await Filters("patient.name eq \"Bo\" or patient.active eq false", "op", "oq");
        await Filters("patient.active ne true", "oq");
        await Filters("subject:Patient.family co \"sen\"", "oq");
        await Filters("patient.organization.name eq \"Klinik\"", "op");
        await Filters("patient[active eq true].family sw \"ås\"", "op");
        await Filters("patient[active eq false or family eq \"[\\\"]\"].family sw \"ås\"", "oq");
        await Filters("patient[active eq true].organization[name co \"lin\"]._id eq " + Mark + "-o", "op");
        await Filters("patient[organization.name eq \"Klinik\"].active eq true and not (patient.family eq \"Åsen\")", "op");
        foreach (var wrong in (string[])["patient[active eq true", "patient[active eq true] eq x", "patient[].family eq x", "code[active eq true].family eq x", "patient.nothing eq x", "patient[nothing eq x].family eq y", "patient. eq x", "patient.family xx y", "related[type eq x].target eq y"])
        {
            var refused = (await Api.Get($"Observation?{Mine}&_filter={Uri.EscapeDataString(wrong)}")).Expect(400);
            Assert.Contains("_filter", refused.Diagnostics, StringComparison.Ordinal);
        }

        Task Filters(string filter, params string[] expected) => Finds($"Observation?{Mine}&_filter={Uri.EscapeDataString(filter)}", expected);
    }

    [Fact]
    public async Task Documents_are_found_by_their_relationship()
    {
        await Give("DocumentReference", $"{Mark}-old", $$"""{{Tag}},"status":"superseded","content":[{"attachment":{"url":"urn:x"} }]""");
        await Give("DocumentReference", $"{Mark}-new", $$"""
            {{Tag}},"status":"current","content":[{"attachment":{"url":"urn:y"} }],
            "relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/{{Mark}}-old"} },{"code":"appends","target":{"reference":"DocumentReference/{{Mark}}-else"} }]
            """);
        var old = $"DocumentReference/{Mark}-old";
        await Finds($"DocumentReference?relationship={old}$replaces", "new");
        await Finds($"DocumentReference?relationship={Mark}-old$replaces", "new");
        await Finds($"DocumentReference?relationship={old}$appends");
        await Finds($"DocumentReference?relationship={old}$appends,DocumentReference/{Mark}-else$appends", "new");
        await Finds($"DocumentReference?_filter=relationship[relation eq \"replaces\"].relatesto eq {old}", "new");
        await Finds($"DocumentReference?_filter=relationship[relatesto eq {old}].relation eq appends");
        (await Api.Get($"DocumentReference?relationship={old}")).Expect(400);
        (await Api.Get($"DocumentReference?_filter=relationship[status eq current].relatesto eq {old}")).Expect(400);
    }

    [Fact]
    public async Task A_patients_list_is_found_by_its_name()
    {
        await Give("Patient", $"{Mark}-p", Tag);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await Give("Condition", $"{Mark}-{id}", $$"""{{Tag}},"code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-p"}""");
        }

        await Finds($"Condition?patient={Mark}-p&_list=$current-problems"); // who has no such list has nothing on it
        Assert.Contains("$current-problems", (await Api.Get("Condition?_list=$current-problems")).Expect(400).Diagnostics, StringComparison.Ordinal);
        await List("first", "current", "\"system\":\"http://terminology.hl7.org/CodeSystem/list-example-use-codes\",\"code\":\"problems\"", "a");
        await Finds($"Condition?patient={Mark}-p&_list=$current-problems", "a");
        await List("entered-in-error", "entered-in-error", "\"code\":\"current-problems\"", "c");
        await List("second", "current", "\"code\":\"current-problems\"", "b");
        await Finds($"Condition?patient=Patient/{Mark}-p&_list=$current-problems", "b");
        await Finds($"Condition?subject=Patient/{Mark}-p&_list=$current-problems", "b");
        await Finds($"Patient/{Mark}-p/Condition?_list=$current-problems", "b");
        await Finds($"Patient?_id={Mark}-p&_list=$current-problems");
        await List("own", "current", "\"code\":\"ward-round\"", "c");
        await Finds($"Condition?patient={Mark}-p&_list=$ward-round", "c");
        Assert.Equal($"{Mark}-second", (await Api.Get($"List/$find?patient={Mark}-p&name=current-problems")).Expect(200).Id);
        Assert.Equal($"{Mark}-own", (await Api.Post("List/$find", $$"""{"resourceType":"Parameters","parameter":[{"name":"patient","valueId":"{{Mark}}-p"},{"name":"name","valueCode":"ward-round"}]}""")).Expect(200).Id);
        (await Api.Get($"List/$find?patient={Mark}-p&name=current-allergies")).Expect(404);
        (await Api.Get($"List/$find?patient={Mark}-q&name=current-problems")).Expect(404);
        (await Api.Get($"List/$find?patient={Mark}-p")).Expect(400);
        (await Api.Get($"List/$find?patient={Mark}-p&name=a%7Cb")).Expect(400);
        foreach (var wrong in (string[])["Condition?_list=$current-problems", $"Condition?patient={Mark}-p&_list=$", $"Condition?patient={Mark}-p&_list=$a b"])
        {
            (await Api.Get(wrong)).Expect(400);
        }

        Task<Answer> List(string id, string status, string coding, string item) => Give("List", $"{Mark}-{id}", $$"""
            {{Tag}},"status":"{{status}}","mode":"working","code":{"coding":[{ {{coding}} }]},"subject":{"reference":"Patient/{{Mark}}-p"},"entry":[{"item":{"reference":"Condition/{{Mark}}-{{item}}"} }]
            """);
    }

    [Fact]
    public async Task Contained_resources_are_shown_for_themselves()
    {
        foreach (var (id, form) in new[] { ("m1", "tablet"), ("m2", "mixture"), ("m3", "tablet") })
        {
            await Give("MedicationRequest", $"{Mark}-{id}", $$"""
                {{Tag}},"contained":[{"resourceType":"Organization","id":"o","name":"{{Mark}}"},{"resourceType":"Medication","id":"med","identifier":[{"value":"{{id}}"}],"code":{"coding":[{"code":"{{Mark}}a"}]},"form":{"coding":[{"code":"{{form}}"}]} }],
                "status":"active","intent":"order","subject":{"reference":"Patient/{{Mark}}-p"},"medicationReference":{"reference":"#med"},"requester":{"reference":"#o"}
                """);
        }

        await Give("Medication", $"{Mark}-own", $$"""{{Tag}},"identifier":[{"value":"m2b"}],"code":{"coding":[{"code":"{{Mark}}a"}]}""");
        var page = (await Api.Get($"Medication?code={Mark}a&form=mixture&_contained=true&_containedType=contained")).Expect(200);
        var entry = Assert.Single(page.Entries);
        Assert.EndsWith($"/MedicationRequest/{Mark}-m2#med", entry["fullUrl"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("Medication", "med", "match"), (entry["resource"]!["resourceType"]!.GetValue<string>(), entry["resource"]!["id"]!.GetValue<string>(), entry["search"]!["mode"]!.GetValue<string>()));
        foreach (var count in (int[])[1, 3, 50])
        {
            Assert.Equal(["m1#med", "m2#med", "m3#med", "own"], (await Places($"Medication?code={Mark}a&_contained=both&_containedType=contained&_count={count}")).Order(StringComparer.Ordinal));
            Assert.Equal(["m1#med", "m2#med", "own", "m3#med"], await Places($"Medication?code={Mark}a&_contained=both&_containedType=contained&_sort=identifier&_count={count}"));
            Assert.Equal(["m2#med", "m1#med", "m3#med"], await Places($"Medication?code={Mark}a&_contained=true&_containedType=contained&_sort=form,identifier&_count={count}"));
        }

        Assert.Equal(3, (await Api.Get($"Medication?code={Mark}a&_contained=true&_containedType=contained&_summary=count")).Expect(200).Total);
        await Finds($"Medication?code={Mark}a&_contained=true&_containedType=container", "m1", "m2", "m3");
        await Finds($"Medication?code={Mark}a&_containedType=contained", "own");
        var refused = (await Api.Get($"Medication?code={Mark}a&_contained=both&_containedType=contained&_sort=form,-_id")).Expect(400);
        Assert.Contains("_containedType=container", refused.Diagnostics, StringComparison.Ordinal);
        (await Api.Get($"Medication?code={Mark}a&_contained=true&_sort=_id")).Expect(200);
        Assert.Equal(["m1#med", "m3#med"], (await Places($"Medication?code={Mark}a&form:not=mixture&_contained=true&_containedType=contained")).Order(StringComparer.Ordinal));
        Assert.Equal(["m1#o", "m2#o", "m3#o"], (await Places($"Organization?name={Mark}&_contained=true&_containedType=contained")).Order(StringComparer.Ordinal));
        (await Api.Get($"Medication?code={Mark}a&_contained=true&_containedType=other")).Expect(400);
    }

    [Fact]
    public async Task A_code_is_found_with_the_system_that_its_element_implies()
    {
        const string Gender = "http://hl7.org/fhir/administrative-gender";
        await Give("Patient", $"{Mark}-m", $"{Tag},\"gender\":\"male\"");
        await Give("Patient", $"{Mark}-f", $"{Tag},\"gender\":\"female\"");
        await Finds($"Patient?{Mine}&gender={Gender}|male", "m");
        await Finds($"Patient?{Mine}&gender={Gender}|male,female", "m", "f");
        await Finds($"Patient?{Mine}&gender={Gender}|", "m", "f");
        await Finds($"Patient?{Mine}&gender:not={Gender}|male", "f");
        await Finds($"Patient?{Mine}&gender=|male", "m");
        await Finds($"Patient?{Mine}&gender=urn:other|male");
        await Give("Observation", $"{Mark}-o", $"{Tag},\"status\":\"final\",\"code\":{{\"coding\":[{{\"code\":\"final\"}}]}}");
        await Finds($"Observation?{Mine}&status=http://hl7.org/fhir/observation-status|final", "o");
        await Finds($"Observation?{Mine}&code=http://hl7.org/fhir/observation-status|final");
    }

    [Fact]
    public async Task A_named_query_is_refused_clearly()
    {
        var refused = (await Api.Get("Patient?_query=everybody")).Expect(400);
        Assert.Contains("named queries", refused.Diagnostics, StringComparison.Ordinal);
        (await Api.Send(HttpMethod.Get, "?_query=everybody", (string?)null, ("Prefer", "handling=lenient"))).Expect(400);
    }

    private async Task<List<string>> Places(string search)
    {
        var places = new List<string>();
        for (string? next = search; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            places.AddRange(page.Entries.Select(e => e["fullUrl"]!.GetValue<string>().Split($"{Mark}-")[^1]));
            next = page.Next;
            Assert.True(places.Count < 100, $"{search} has no end.");
        }

        return places;
    }

    private async Task Orders(string search, params string[] expected) =>
        Assert.Equal(expected, (await Walk(search)).Select(id => id[(Mark.Length + 1)..]));

    private Task<Answer> Observe(string id, string patient) => Give("Observation", $"{Mark}-{id}", $$"""
        {{Tag}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-{{patient}}"}
        """);
}

public sealed class SqliteSearchReach() : SearchReachScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchReach() : SearchReachScenarios(Dialect.PostgreSql);

/// <summary>What is contained is seen only by who may see its container.</summary>
public abstract class ContainedSightScenarios(Dialect dialect) : RecordTest(dialect)
{
    [Fact]
    public async Task A_contained_resource_is_as_hidden_as_its_container()
    {
        const string Contained = "\"contained\":[{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":\"Skjult\"}]}]";
        foreach (var (id, patient) in new[] { ("mine", "me"), ("yours", "you") })
        {
            await Put("Observation", id, $$"""
                {{Contained}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{patient}}"},"performer":[{"reference":"#d"}]
                """);
        }

        await Treats(Doctor, "me");
        await Put("AuditEvent", "log", $$"""
            {{Contained}},"type":{"code":"x"},"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"reference":"#d"},"requestor":true}],"source":{"observer":{"reference":"Device/d"} }
            """);
        foreach (var shown in (string[])["container", "contained"])
        {
            Assert.Equal(1, await Seen(Me, shown));
            Assert.Equal(1, await Seen(You, shown));
            Assert.Equal(1, await Seen(Doctor, shown));
            Assert.Equal(0, await Seen(Staff("porter"), shown));
            Assert.Equal(1, await Seen(Staff("security"), shown));
            Assert.Equal(3, await Seen(Caller.Program, shown));
        }

        async Task<int> Seen(Caller caller, string shown) =>
            (await Store.Search(caller, "Practitioner", $"family=skjult&_contained=true&_containedType={shown}", Ct)).Value.Matches.Count;
    }

    [Fact]
    public async Task A_hierarchy_does_not_lead_through_what_is_hidden()
    {
        await Treats(Doctor, "me");
        async Task Visit(string id, string patient, string? above) => await Put("Encounter", id, $$"""
            "status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/{{patient}}"}{{(above is null ? "" : $",\"partOf\":{{\"reference\":\"Encounter/{above}\"}}")}}
            """);
        await Visit("top", "me", null);
        await Visit("hidden", "you", "top");
        await Visit("below-hidden", "me", "hidden");
        await Visit("beside", "me", "top");
        await Visit("below-beside", "me", "beside");
        foreach (var caller in (Caller[])[Doctor, Me])
        {
            Assert.Equal(["below-beside", "beside"], await Found(caller, "part-of:below=Encounter/top"));
            Assert.Equal(["below-hidden"], await Found(caller, "part-of:above=Encounter/below-hidden"));
            Assert.Equal(["below-beside", "beside"], await Found(caller, "part-of:above=Encounter/below-beside"));
            Assert.Equal(await Found(caller, "part-of:below=Encounter/nowhere"), await Found(caller, "part-of:below=Encounter/hidden"));
        }

        Assert.Equal(["below-beside", "below-hidden", "beside", "hidden"], await Found(Caller.Program, "part-of:below=Encounter/top"));

        async Task<List<string>> Found(Caller caller, string query) =>
            [.. (await Store.Search(caller, "Encounter", query, Ct)).Value.Matches.Select(m => m.Id).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_patients_list_is_seen_only_by_who_may_see_the_patient()
    {
        await Put("List", "l", """
            "status":"current","mode":"working","code":{"coding":[{"code":"current-problems"}]},"subject":{"reference":"Patient/me"},"entry":[{"item":{"reference":"Condition/c"}}]
            """);
        await Put("Condition", "c", "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/me\"}");
        Assert.Equal(["c"], (await Store.Search(Me, "Condition", "patient=me&_list=$current-problems", Ct)).Value.Matches.Select(m => m.Id));
        Assert.Empty((await Store.Search(You, "Condition", "patient=me&_list=$current-problems", Ct)).Value.Matches);

        // A history by the same List, and by one's own on which something hidden stands.
        await Put("List", "yours", """
            "status":"current","mode":"working","subject":{"reference":"Patient/you"},"entry":[{"item":{"reference":"Condition/c"}},{"item":{"reference":"Condition/d"}}]
            """);
        await Put("Condition", "d", "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/you\"}");
        Assert.Equal("c,,d,", string.Join(',', await Told(Me, "l"), await Told(You, "l"), await Told(You, "yours"), await Told(You, "none")));

        async Task<string> Told(Caller caller, string list) => string.Join(' ', (await Store.Snapshot(
            session => Records.Http.History.Page(Store, session, caller, "_history", (Records.Searching.QueryText.Parse($"_list={list}"), long.MaxValue)), Ct)).Value.Versions.Select(v => v.Resource.Id));
    }
}

public sealed class SqliteContainedSight() : ContainedSightScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlContainedSight() : ContainedSightScenarios(Dialect.PostgreSql);
