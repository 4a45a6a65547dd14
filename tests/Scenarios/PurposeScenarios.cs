using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Research and quality work: by an approved purpose, without people who said no, and under pseudonyms.</summary>
public abstract class PurposeScenarios(Dialect dialect) : HostedTest(dialect)
{
    private static readonly Caller Research = new(CallerKind.System, "Device/study", "Study", "system") { Purpose = "HRESCH" };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Practitioner", "doc", "\"name\":[{\"text\":\"Ole Berg\"}]");
        foreach (var (id, day) in new[] { ("anna", "1980-05-17"), ("bodil", "1981-06-18") })
        {
            await Give("Patient", id, $$"""
                "identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101801234"}],"name":[{"text":"{{id}} Holm","family":"Holm"}],"gender":"female","birthDate":"{{day}}",
                "address":[{"line":["Skovvej 1"],"city":"Holte"}],"telecom":[{"system":"phone","value":"12345678"}],"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married"}],"text":"Gift med Bo"}
                """);
            await Give("Observation", $"{id}-hb", $$"""
                "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{{id}}</div>"},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"Hemoglobin"}],"text":"Blod fra {{id}}"},
                "subject":{"reference":"Patient/{{id}}","display":"{{id}} Holm"},"performer":[{"reference":"Practitioner/doc","display":"Ole Berg"}],"effectiveDateTime":"2026-01-02T10:00:00+01:00",
                "valueQuantity":{"value":8.50,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"note":[{"text":"Ringet til {{id}}"}]
                """);
        }

        await Give("DocumentReference", "letter", "\"status\":\"current\",\"subject\":{\"reference\":\"Patient/anna\"},\"content\":[{\"attachment\":{\"title\":\"Brev til Anna\"}}]");
    }

    [Fact]
    public async Task Codes_numbers_and_times_are_shown_and_nobody_is_named()
    {
        var found = (await As(Research).Get("Observation?code=718-7&_include=Observation:subject&_include=Observation:performer&_total=accurate")).Expect(200);
        Assert.Equal("system-approved-purpose", found.Headers["X-Access-Rule"]);
        foreach (var secret in (string[])["anna", "bodil", "Holm", "Berg", "doc", "0101801234", "Skovvej", "12345678", "1980-05-17", "Ringet", "Bo"])
        {
            Assert.DoesNotContain(secret, found.Text, StringComparison.OrdinalIgnoreCase);
        }

        var resources = found.Json!["entry"]!.AsArray().Select(e => e!["resource"]!).ToList();
        Assert.Equal(2, found.Json["total"]!.GetValue<int>());
        Assert.Equal(["Observation", "Observation", "Patient", "Patient"], resources.Select(r => (string)r["resourceType"]!));
        Assert.Equal("8.50", resources[0]["valueQuantity"]!["value"]!.ToJsonString());
        Assert.Equal("Hemoglobin", (string?)resources[0]["code"]!["coding"]![0]!["display"]);
        Assert.Equal("2026-01-02T10:00:00+01:00", (string?)resources[0]["effectiveDateTime"]);
        Assert.Equal("PSEUDED", (string?)resources[0]["meta"]!["security"]![0]!["code"]);

        // What belongs together can still be joined, and a year of birth is enough.
        var people = resources.Skip(2).ToDictionary(r => $"Patient/{r["id"]}", r => (string?)r["birthDate"]);
        Assert.Equal(["1980", "1981"], people.Values.Order());
        Assert.All(resources.Take(2), o => Assert.Contains((string)o["subject"]!["reference"]!, people.Keys));
        Assert.All(found.Json["entry"]!.AsArray(), e => Assert.EndsWith((string)e!["resource"]!["id"]!, (string)e["fullUrl"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_cannot_be_asked_for()
    {
        foreach (var guess in (string[])
            ["Patient?birthdate=1980-05-17", "Patient?name=anna", "Patient?_id=anna", "Patient?identifier=0101801234", "Patient?address=Skovvej", "Patient?phone=12345678", "Observation?subject=Patient/anna", "Observation?_content=anna",
             "Observation?subject:Patient.name=anna", "Observation?performer=Practitioner/doc", "Patient?_has:Observation:subject:_id=anna-hb", "Observation?code:text=anna", "Patient?_filter=name eq anna"])
        {
            Assert.Equal((guess, 0), (guess, Total((await As(Research).Get($"{guess}&_total=accurate")).Expect(200))));
        }

        Assert.Equal(2, Total((await As(Research).Get("Patient?gender=female&_total=accurate")).Expect(200)));
        Assert.Equal(2, Total((await As(Research).Get("Observation?value-quantity=gt8&date=2026&_total=accurate&_sort=-date")).Expect(200)));
        foreach (var refused in (string[])["Patient/anna", "Patient/anna/_history", "Patient/anna/$everything", "Patient/_history", "DocumentReference", "Practitioner", "Consent", "AuditEvent", "Patient?_sort=name", "Patient?_sort=birthdate"])
        {
            (await As(Research).Get(refused)).Expect(403);
        }

        (await As(Research).Post("Observation", "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}")).Expect(403);
    }

    [Fact]
    public async Task Who_says_no_is_not_in_it_and_sees_that_the_others_are()
    {
        await Give("Consent", "no", """
            "status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
            "patient":{"reference":"Patient/anna"},"policyRule":{"coding":[{"code":"OPTOUT"}]},"provision":{"type":"deny","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}]}
            """);
        Assert.Equal(1, Total((await As(Research).Get("Observation?_total=accurate")).Expect(200)));
        Assert.Equal(1, Total((await As(Research).Get("Patient?_total=accurate")).Expect(200)));

        // It is no block of treatment, and what was taken stands in the log of the other.
        (await Api.Get("Observation/anna-hb")).Expect(200);
        var log = (await As(new Caller(CallerKind.Citizen, "Patient/bodil", "B", "citizen")).Get("Patient/bodil/$access-log")).Expect(200).Json!;
        Assert.Contains(log["entry"]!.AsArray(), e => (string?)e!["resource"]!["purposeOfEvent"]![0]!["coding"]![0]!["code"] == "HRESCH");
    }

    [Fact]
    public async Task An_export_is_under_pseudonyms_too()
    {
        var started = (await As(Research).Send(HttpMethod.Get, "$export?_type=Patient,Observation", (string?)null, ("Prefer", "respond-async"))).Expect(202);
        var status = started.Headers["Content-Location"]!;
        Answer done;
        do
        {
            await Task.Delay(50, Ct);
            done = await As(Research).Get(new Uri(status).PathAndQuery.Replace("/fhir/", "", StringComparison.Ordinal));
        }
        while (done.Status == 202);

        foreach (var file in done.Expect(200).Json!["output"]!.AsArray())
        {
            var lines = (await As(Research).Get(new Uri((string)file!["url"]!).PathAndQuery.Replace("/fhir/", "", StringComparison.Ordinal))).Expect(200).Text;
            Assert.Equal(2, lines.Trim().Split('\n').Length);
            Assert.DoesNotContain("anna", lines, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Holm", lines, StringComparison.Ordinal);
            Assert.Contains("PSEUDED", lines, StringComparison.Ordinal);
        }
    }

    private static int Total(Answer answer) => answer.Json!["total"]!.GetValue<int>();
}

/// <summary>On SQLite.</summary>
public sealed class SqlitePurpose() : PurposeScenarios(Dialect.Sqlite);

/// <summary>On PostgreSQL.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlPurpose() : PurposeScenarios(Dialect.PostgreSql);
