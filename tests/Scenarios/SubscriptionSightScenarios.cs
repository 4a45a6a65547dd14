using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>What an event would tell of something that its subscriber has never seen.</summary>
public abstract class SubscriptionSightScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Observation = "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/me\"}";

    [Fact]
    public async Task What_a_citizen_waits_for_comes_and_goes_without_a_word()
    {
        await Give("Patient", "me", "\"birthDate\":\"1980-01-01\"");
        await Give("Consent", "wait", """
            "status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/me"},
            "provision":{"type":"deny","actor":[{"role":{"text":"x"},"reference":{"reference":"Patient/me"}}],"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"}],
             "extension":[{"url":"https://helhed.example/fhir/StructureDefinition/consent-delay","valueDuration":{"value":3,"system":"http://unitsofmeasure.org","code":"d"}}]}
            """);
        await Give("Observation", "old", Observation);
        Clock.Move(TimeSpan.FromDays(4));
        await using var own = await SubscriptionStream.Open(Url, Bearer(Me));
        await Give("Observation", "new", Observation);
        (await Api.Delete("Observation/new")).Expect(204);
        (await Api.Delete("Observation/old")).Expect(204);

        // Of the old one, which has been in sight, it is told; by then of the new one it would have been.
        await own.Until(e => e.Count >= 2);
        Assert.Equal("old", Assert.Single(own.All.Skip(1)).Notification.Focuses.Single());
        await using var again = await SubscriptionStream.Open(Url, Bearer(Me));
        Assert.Equal(1, (await again.Until(e => e.Count >= 1))[0].Notification.Count);
    }

    private string Url => $"{Address}/events?topic=https://helhed.example/fhir/SubscriptionTopic/observation-changed";

    private string Bearer(Caller caller) => $"Bearer {As(caller).Token}";

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);
        services.AddSubscriptions(new SubscriptionOptions("https://helhed.example/fhir", AllowsLoopback: true, []));
    }
}

public sealed class SqliteSubscriptionSight() : SubscriptionSightScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionSight() : SubscriptionSightScenarios(Dialect.PostgreSql);
