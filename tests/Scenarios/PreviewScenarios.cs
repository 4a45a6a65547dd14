using System.Text;
using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Access.Http;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>"What my mother sees": who may act for somebody, and what they see or would see, by the rule itself.</summary>
public abstract class PreviewScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Mother = "Patient/mother";

    private static readonly (string, string)[] Asked = [("Patient", "_total=accurate"), ("Observation", "_total=accurate"), ("Appointment", "_total=accurate")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Patient", "mother", "\"birthDate\":\"1980-01-01\",\"identifier\":[{\"system\":\"urn:oid:1.2.208.176.1.2\",\"value\":\"0101801232\"}]");
        await Give("Patient", "me", "\"birthDate\":\"2010-01-01\",\"identifier\":[{\"system\":\"urn:oid:1.2.208.176.1.2\",\"value\":\"0101101231\"}]");
        await Give("Observation", "one", "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/me\"}");
        await Give("Appointment", "visit", "\"status\":\"proposed\",\"participant\":[{\"actor\":{\"reference\":\"Patient/me\"},\"status\":\"accepted\"}]");
    }

    [Fact]
    public async Task What_is_seen_as_things_stand()
    {
        Assert.Equal([0, 0, 0], await Seen(default));
        await Give("RelatedPerson", "r", """
            "patient":{"reference":"Patient/me"},"relationship":[{"coding":[{"code":"PARAUTH"}]}],"identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101801232"}]
            """);

        // Sixteen: the person and the visits, not the results.
        Assert.Equal([1, 0, 1], await Seen(default));
        var holder = Assert.Single(await Holders().Of(Me, Ct));
        Assert.Equal(new Holder(Mother, true), holder);
        Assert.Empty(await Holders().Of(Me with { OnBehalfOf = "Patient/you" }, Ct));
    }

    [Fact]
    public async Task What_a_mandate_would_give_and_nothing_is_kept_of_the_trial()
    {
        Assert.Equal([1, 1, 1], await Seen(Consent("")));
        Assert.Equal([0, 1, 0], await Seen(Consent(",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Observation\"}]")));
        Assert.Equal([0, 0, 0], await Seen(default));
        Assert.Empty((await Store.Search(Me, "Consent", "", Ct)).Value.Matches);
        Assert.Empty(await Holders().Of(Me, Ct));
        (await As(Me).Post("Consent", Encoding.UTF8.GetString(Consent("")))).Expect(201);
        Assert.Equal([1, 1, 1], await Seen(default));
        Assert.Equal(new Holder(Mother, false), Assert.Single(await Holders().Of(Me, Ct)));
    }

    [Fact]
    public async Task Only_the_owner_previews_and_only_by_a_consent_of_their_own()
    {
        foreach (var other in (Caller[])[Doctor, Me with { OnBehalfOf = Mother }, new(CallerKind.System, "Device/x", "x", "system")])
        {
            Assert.Equal(ProblemKind.Forbidden, (await Store.Preview(other, Mother, default, Asked, Ct)).Problem!.Kind);
        }

        var notMine = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Consent("")).Replace("Patient/me", "Patient/mother", StringComparison.Ordinal));
        Assert.Equal(ProblemKind.Forbidden, (await Store.Preview(Me, Mother, notMine, Asked, Ct)).Problem!.Kind);
    }

    [Fact]
    public async Task A_number_names_somebody_and_many_numbers_are_refused()
    {
        var holders = Holders();
        Assert.Equal(Mother, (await holders.WithCpr(Me, "0101801232", Ct)).Value);
        Assert.Equal(Mother, (await holders.WithCpr(Doctor, "0101801232", Ct)).Value); // written down for somebody who calls
        Assert.Equal(ProblemKind.Forbidden, (await holders.WithCpr(new Caller(CallerKind.System, "Device/x", "x", "system"), "0101801232", Ct)).Problem!.Kind);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(ProblemKind.NotFound, (await holders.WithCpr(Me, "0101809999", Ct)).Problem!.Kind);
        }

        Assert.Equal(ProblemKind.TooMany, (await holders.WithCpr(Me, "0101801232", Ct)).Problem!.Kind);
        Clock.Move(TimeSpan.FromMinutes(6));
        Assert.True((await holders.WithCpr(Me, "0101801232", Ct)).IsOk);
    }

    private static byte[] Consent(string more) => Encoding.UTF8.GetBytes($$$"""
        {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/me"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
         "provision":{"type":"permit","actor":[{"role":{"coding":[{"code":"DELEGATEE"}]},"reference":{"reference":"Patient/mother"}}]{{{more}}} } }
        """);

    private Holders Holders() => new(Database, new Acting(Database, Clock), new Tries(Clock));

    private async Task<List<long?>> Seen(byte[]? consent)
    {
        var seen = await Store.Preview(Me, Mother, consent, Asked, Ct);
        Assert.True(seen.IsOk, seen.Problem?.Message);
        return [.. seen.Value.Select(p => p.Total)];
    }
}

/// <summary>On SQLite.</summary>
public sealed class SqlitePreview() : PreviewScenarios(Dialect.Sqlite);

/// <summary>On PostgreSQL.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlPreview() : PreviewScenarios(Dialect.PostgreSql);
