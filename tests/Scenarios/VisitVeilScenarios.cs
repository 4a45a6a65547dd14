using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Parents of somebody of 15 to 17 are to know when and where a visit is, and not what for.</summary>
public abstract class VisitVeilScenarios(Dialect dialect) : HostedTest(dialect)
{
    private static readonly Caller Mother = new(CallerKind.Citizen, "Patient/mother", "Mother", "citizen") { OnBehalfOf = "Patient/teen" };
    private static readonly Caller Teen = new(CallerKind.Citizen, "Patient/teen", "Teen", "citizen");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        const string Cpr = "\"identifier\":[{\"system\":\"urn:oid:1.2.208.176.1.2\",\"value\":\"0101801232\"}]";
        await Give("Patient", "mother", $"{Cpr},\"birthDate\":\"1980-01-01\"");
        await Give("Patient", "teen", $"\"birthDate\":\"{Clock.GetUtcNow().AddYears(-16):yyyy-MM-dd}\"");
        await Give("RelatedPerson", "mother-of", $$"""{{Cpr}},"patient":{"reference":"Patient/teen"},"relationship":[{"coding":[{"code":"PARAUTH"}]}]""");
        await Give("Practitioner", "doc", "\"name\":[{\"family\":\"Berg\"}]");
        await Give("Location", "house", "\"name\":\"Sundhedshuset\"");
        await Give("Appointment", "visit", """
            "status":"booked","start":"2027-01-04T09:00:00Z","end":"2027-01-04T09:30:00Z","description":"Prævention","patientInstruction":"Husk pillerne",
            "serviceType":[{"coding":[{"system":"urn:s","code":"p"}],"text":"Prævention"}],"reasonCode":[{"coding":[{"system":"urn:r","code":"q"}]}],
            "participant":[{"actor":{"reference":"Patient/teen"},"status":"accepted"},{"actor":{"reference":"Practitioner/doc","display":"Berg"},"status":"accepted"},{"actor":{"reference":"Location/house"},"status":"accepted"}]
            """);
    }

    [Fact]
    public async Task Of_a_visit_a_parent_sees_when_and_where_and_a_mandate_shows_the_rest()
    {
        foreach (var path in (string[])["Appointment/visit", "Appointment?patient=teen", "Appointment/visit/_history", "Appointment?_include=*", "Patient/teen/Appointment?_include=Appointment:actor"])
        {
            var text = (await As(Mother).Get(path)).Expect(200).Text;
            Assert.Contains("2027-01-04T09:00:00Z", text, StringComparison.Ordinal);
            Assert.Contains("Location/house", text, StringComparison.Ordinal);
            foreach (var hidden in (string[])["Prævention", "pillerne", "urn:r", "urn:s", "Berg", "Practitioner"])
            {
                Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
            }
        }

        string[] guesses =
        [
            "Appointment?service-type=p", "Appointment?reason-code=q", "Appointment?practitioner=Practitioner/doc", "Appointment?actor=Practitioner/doc", "Appointment?actor.name=Berg", "Appointment?_content=pr%C3%A6vention",
            "Appointment?_filter=service-type%20eq%20p", "Appointment?reason-code:missing=false", "Practitioner?_has:Appointment:actor:patient=teen",
        ];
        foreach (var guess in guesses)
        {
            Assert.Equal(0, (await As(Mother).Get($"{guess}&_total=accurate")).Expect(200).Total);
            Assert.Equal(1, (await As(Teen).Get($"{guess}&_total=accurate")).Expect(200).Total);
        }

        Assert.Equal(["visit"], (await As(Mother).Get("Appointment?date=2027-01-04&location=house&status=booked")).Expect(200).MatchIds);
        Assert.Equal(["doc"], (await As(Mother).Get("Practitioner?name=berg&_revinclude=Appointment:actor")).Expect(200).Json["entry"]!.AsArray().Select(e => (string)e!["resource"]!["id"]!));

        await Give("Consent", "mandate", """
            "status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/teen"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "provision":{"type":"permit","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Appointment"}],
            "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/mother"}}]}
            """);
        Assert.Contains("Prævention", (await As(Mother).Get("Appointment/visit")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_child_under_fifteen_a_parent_sees_all()
    {
        await Give("Patient", "teen", $"\"birthDate\":\"{Clock.GetUtcNow().AddYears(-14):yyyy-MM-dd}\"");
        Assert.Contains("Prævention", (await As(Mother).Get("Appointment/visit")).Expect(200).Text, StringComparison.Ordinal);
    }
}

public sealed class SqliteVisitVeil() : VisitVeilScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlVisitVeil() : VisitVeilScenarios(Dialect.PostgreSql);
