using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Patient/$everything and Encounter/$everything: https://hl7.org/fhir/R4/patient-operation-everything.html.</summary>
public abstract class OperationEverythingScenarios(Dialect dialect) : HostedTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Organization", "org", "\"name\":\"Org\"");
        await Give("Practitioner", "gp", "\"active\":true");
        await Give("Practitioner", "nurse", "\"active\":true");
        await Give("Practitioner", "stranger", "\"active\":true");
        await Give("Location", "ward", "\"name\":\"Ward\"");
        await Give("Medication", "med", "\"code\":{\"text\":\"x\"}");
        await Give("Patient", "me", "\"generalPractitioner\":[{\"reference\":\"Practitioner/gp\"}],\"managingOrganization\":{\"reference\":\"Organization/org\"}");
        await Give("Patient", "you", "\"active\":true");
        await Give("Encounter", "visit", "\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/me\"},\"period\":{\"start\":\"2020-01-01\",\"end\":\"2020-01-03\"},\"location\":[{\"location\":{\"reference\":\"Location/ward\"}}]");
        await Give("Observation", "old", Observation("me", "2019-06-01"));
        await Give("Observation", "visit", Observation("me", "2020-01-02", ",\"encounter\":{\"reference\":\"Encounter/visit\"},\"performer\":[{\"reference\":\"Practitioner/nurse\"},{\"reference\":\"Patient/me\"}]"));
        await Give("Observation", "yours", Observation("you", "2020-01-02", ",\"performer\":[{\"reference\":\"Practitioner/stranger\"}]"));
        await Give("MedicationRequest", "mr", "\"status\":\"active\",\"intent\":\"order\",\"subject\":{\"reference\":\"Patient/me\"},\"medicationReference\":{\"reference\":\"Medication/med\"}");
        await Give("Appointment", "ours", "\"status\":\"booked\",\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:30:00Z\",\"participant\":[{\"actor\":{\"reference\":\"Patient/me\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":\"Patient/you\"},\"status\":\"accepted\"}]");
        await Give("AuditEvent", "log", "\"type\":{\"code\":\"x\"},\"recorded\":\"2026-01-01T00:00:00Z\",\"agent\":[{\"requestor\":true}],\"source\":{\"observer\":{\"reference\":\"Device/d\"}},\"entity\":[{\"what\":{\"reference\":\"Patient/me\"}}]");
        await Give("Binary", "scan", "\"contentType\":\"text/plain\",\"data\":\"YWJj\"");
        await Give("DocumentReference", "doc", "\"status\":\"current\",\"subject\":{\"reference\":\"Patient/me\"},\"content\":[{\"attachment\":{\"url\":\"Binary/scan\"}}]");
    }

    [Fact]
    public async Task A_patients_record_and_what_it_refers_to_come_once_each()
    {
        foreach (var answer in (Answer[])[await Api.Get("Patient/me/$everything"), await Api.Post("Patient/me/$everything", "{\"resourceType\":\"Parameters\"}")])
        {
            Assert.Equal("searchset", answer.Expect(200).Json["type"]!.GetValue<string>());
            Assert.Null(answer.Next);
            Assert.Equal("Patient/me", Names(answer)[0]);
            Assert.Equal(
                ["Appointment/ours", "AuditEvent/log", "Binary/scan", "DocumentReference/doc", "Encounter/visit", "Location/ward", "Medication/med", "MedicationRequest/mr", "Observation/old",
                    "Observation/visit", "Organization/org", "Patient/me", "Patient/you", "Practitioner/gp", "Practitioner/nurse"],
                Sorted(answer));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Pages_together_are_the_whole(int count)
    {
        var whole = Sorted((await Api.Get("Patient/me/$everything")).Expect(200));
        var names = new List<string>();
        for (string? next = $"Patient/me/$everything?_count={count}"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            Assert.InRange(page.Entries.Count, 1, count);
            names.AddRange(Names(page));
            next = page.Next;
            Assert.True(names.Count < 100);
        }

        Assert.Equal(whole, names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_paging_link_is_good_for_its_own_request_and_caller_alone()
    {
        var next = (await Api.Get("Patient/me/$everything?_count=2")).Next!;
        (await As(Other).Get(next)).Expect(400);
        (await Api.Get(next.Replace("Patient/me", "Patient/you", StringComparison.Ordinal))).Expect(400);
        (await Api.Get(next.Replace("_count=2", "_count=3", StringComparison.Ordinal))).Expect(400);
        (await Api.Get("Patient/me/$everything?_page=AAAA")).Expect(400);
        (await Api.Get(next)).Expect(200);
    }

    [Fact]
    public async Task Times_of_care_leave_out_what_lies_outside_and_keep_what_has_none()
    {
        var inside = Names((await Api.Get("Patient/me/$everything?start=2020-01-01&end=2020-12-31")).Expect(200));
        Assert.Contains("Observation/visit", inside);
        Assert.Contains("MedicationRequest/mr", inside);
        Assert.DoesNotContain("Observation/old", inside);
        var early = Names((await Api.Get("Patient/me/$everything?end=2019-12-31")).Expect(200));
        Assert.Contains("Observation/old", early);
        Assert.DoesNotContain("Encounter/visit", early);
        Assert.DoesNotContain("Practitioner/nurse", early);
        (await Api.Get("Patient/me/$everything?start=yesterday")).Expect(400);
        (await Api.Get("Encounter/visit/$everything?start=2020")).Expect(400);
    }

    [Fact]
    public async Task Types_and_changes_narrow_it()
    {
        Assert.Equal(["Observation/old", "Observation/visit"], Sorted((await Api.Get("Patient/me/$everything?_type=Observation")).Expect(200)));
        Assert.Equal(["Encounter/visit", "Practitioner/gp", "Practitioner/nurse"], Sorted((await Api.Get("Patient/me/$everything?_type=Encounter,Practitioner")).Expect(200)));
        (await Api.Get("Patient/me/$everything?_type=Nothing")).Expect(400);

        var before = Clock.GetUtcNow().ToString("O");
        Clock.Move(TimeSpan.FromMinutes(1));
        await Give("Observation", "new", Observation("me", "2020-01-02"));
        await Give("Practitioner", "nurse", "\"active\":false");
        Assert.Equal(["Observation/new", "Practitioner/nurse"], Sorted((await Api.Get($"Patient/me/$everything?_since={Uri.EscapeDataString(before)}")).Expect(200)));
    }

    [Fact]
    public async Task A_citizen_gets_the_own_record_and_nothing_of_others()
    {
        var me = As(Me);
        var own = Sorted((await me.Get("Patient/me/$everything")).Expect(200));
        Assert.Contains("Appointment/ours", own);
        Assert.Contains("Practitioner/gp", own);
        Assert.DoesNotContain("Patient/you", own);
        Assert.DoesNotContain("AuditEvent/log", own);
        Assert.Equal(own, Sorted((await me.Get("Patient/$everything")).Expect(200)));
        (await me.Get("Patient/you/$everything")).Expect(404);
        (await Api.Get("Patient/$everything")).Expect(400);
        (await As(new Caller(CallerKind.Staff, "Practitioner/porter", "Porter", "porter")).Get("Patient/me/$everything")).Expect(403);
        (await Api.Get("Patient/none/$everything")).Expect(404);
    }

    [Fact]
    public async Task An_encounter_brings_what_happened_in_it_and_who_was_there() => Assert.Equal(
        ["Encounter/visit", "Location/ward", "Observation/visit", "Patient/me", "Practitioner/nurse"], Sorted((await Api.Get("Encounter/visit/$everything")).Expect(200)));

    [Fact]
    public async Task It_is_cut_down_and_counted_as_a_search_is()
    {
        foreach (var (client, path) in new[] { (Api, "Patient/me/$everything?"), (Api, "Patient/me/$everything?_type=Observation,Practitioner&"), (Api, "Patient/me/$everything?start=2020-01-01&end=2020-12-31&"), (Api, "Encounter/visit/$everything?"), (As(Me), "Patient/$everything?") })
        {
            var whole = (await client.Get(path)).Expect(200);
            var count = (await client.Get($"{path}_summary=count")).Expect(200);
            Assert.Equal((path, whole.MatchIds.Count, 0), (path, count.Total, count.Entries.Count));
        }

        // What belongs to the patient is cut down, page by page; what is brought along is whole.
        static string Members(JsonNode resource) => string.Join(' ', resource.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        var seen = 0;
        for (var next = "Patient/me/$everything?_count=3&_elements=Observation.subject"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            foreach (var entry in page.Entries)
            {
                var resource = entry["resource"]!;
                var isMatch = entry["search"]!["mode"]!.GetValue<string>() == "match";
                Assert.Equal(isMatch, resource["meta"]!["tag"]?[0]!["code"]!.GetValue<string>() == "SUBSETTED");
                seen += isMatch && resource["resourceType"]!.GetValue<string>() == "Observation" && Members(resource) == "code id meta resourceType status subject" ? 1 : 0;
                Assert.True(resource["resourceType"]!.GetValue<string>() != "Location" || resource["name"] is not null);
            }

            next = page.Next;
        }

        Assert.Equal(2, seen);

        // Also where it is posted, and in a batch.
        const string Posted = """{"resourceType":"Parameters","parameter":[{"name":"_summary","valueCode":"count"}]}""";
        Assert.Empty((await Api.Post("Patient/me/$everything", Posted)).Expect(200).Entries);
        const string Batch = """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/me/$everything?_summary=text"}},{"request":{"method":"GET","url":"Patient/me/$everything?_summary=many"}}]}""";
        var batch = (await Api.Post("", Batch)).Expect(200);
        Assert.Equal("SUBSETTED", batch.Entries[0]["resource"]!["entry"]![0]!["resource"]!["meta"]!["tag"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("400 Bad Request", batch.Entries[1]["response"]!["status"]!.GetValue<string>());
        (await Api.Post("Patient/me/$everything", Posted.Replace("count", "many", StringComparison.Ordinal))).Expect(400);
        (await Api.Get("Patient/none/$everything?_summary=count")).Expect(404);
    }

    private static List<string> Names(Answer answer) => [.. answer.Entries.Select(e => $"{e["resource"]!["resourceType"]}/{e["resource"]!["id"]}")];

    private static List<string> Sorted(Answer answer) => [.. Names(answer).Order(StringComparer.Ordinal)];

    private static string Observation(string patient, string date, string more = "") =>
        $"\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"effectiveDateTime\":\"{date}\",\"subject\":{{\"reference\":\"Patient/{patient}\"}}{more}";
}

public sealed class SqliteOperationEverything() : OperationEverythingScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOperationEverything() : OperationEverythingScenarios(Dialect.PostgreSql);
