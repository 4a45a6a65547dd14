using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>References to what is not here, under the policy that they must resolve.</summary>
public abstract class ReferencePolicyScenarios(Dialect dialect) : HostedTest(dialect)
{
    private protected override void AddRooms(IServiceCollection services) => services.AddRecords(Store, new RecordsFeatures { References = ReferencePolicy.MustResolve });

    [Fact]
    public async Task What_is_referred_to_is_there_and_stays()
    {
        var refused = (await Api.Put("Observation/o", Observation("o", "Patient/p"))).Expect(422);
        Assert.Contains("Observation/o refers to Patient/p", refused.Diagnostics, StringComparison.Ordinal);
        await Give("Patient", "p", "\"active\":true");
        (await Api.Put("Observation/o", Observation("o", "Patient/p"))).Expect(201);
        Assert.Contains("refers to it", (await Api.Delete("Patient/p")).Expect(409).Diagnostics, StringComparison.Ordinal);
        var asked = (await Api.Get("Patient/p/$validate?mode=delete")).Expect(200).Issue;
        Assert.Equal(("error", true), (asked["severity"]!.GetValue<string>(), asked["diagnostics"]!.GetValue<string>().Contains("refers to it", StringComparison.Ordinal)));
        Assert.Equal("information", (await Api.Get("Observation/o/$validate?mode=delete")).Expect(200).Issue["severity"]!.GetValue<string>());
        (await Api.Put("Observation/o", Observation("o", "Patient/gone"))).Expect(422);
        (await Api.Put("Observation/o", Observation("o", "https://elsewhere.example.org/fhir/Patient/1"))).Expect(200); // another server's
        (await Api.Delete("Patient/p")).Expect(204);
        (await Api.Put("Observation/o", Observation("o", "Patient/p"))).Expect(422);
        Assert.Contains("\"enforced\"", (await Api.Get("metadata")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_one_transaction_counts_as_here()
    {
        (await Api.Post("", Bundle(Put("Observation/o", Observation("o", "Patient/p")), Put("Patient/p", """{"resourceType":"Patient","id":"p"}""")))).Expect(200);
        (await Api.Post("", Bundle(Delete("Patient/p")))).Expect(409);
        (await Api.Get("Patient/p")).Expect(200);
        (await Api.Post("", Bundle(Delete("Patient/p"), Put("Observation/other", Observation("other", "Patient/p"))))).Expect(422);
        (await Api.Post("", Bundle(Delete("Patient/p"), Delete("Observation/o")))).Expect(200);
        (await Api.Get("Patient/p")).Expect(410);
    }

    [Fact]
    public async Task Of_a_reference_and_a_deletion_at_once_one_wins()
    {
        for (var round = 0; round < 12; round++)
        {
            var (patient, observation) = ($"p{round}", $"o{round}");
            await Give("Patient", patient, "\"active\":true");
            var writes = await Task.WhenAll(Api.Put($"Observation/{observation}", Observation(observation, $"Patient/{patient}")), Api.Delete($"Patient/{patient}"));
            var outcome = (writes[0].Status, writes[1].Status);
            Assert.True(outcome is (201, 409) or (422, 204), $"{outcome}");
            (await Api.Get($"Patient/{patient}")).Expect(outcome.Item1 == 201 ? 200 : 410);
        }
    }

    private static string Observation(string id, string subject) => $$"""
        {"resourceType":"Observation","id":"{{id}}","status":"final","code":{"text":"x"},"subject":{"reference":"{{subject}}"} }
        """;

    private static string Bundle(params string[] entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";

    private static string Put(string url, string resource) => $$"""{"resource":{{resource}},"request":{"method":"PUT","url":"{{url}}"} }""";

    private static string Delete(string url) => $$"""{"request":{"method":"DELETE","url":"{{url}}"} }""";
}

public sealed class SqliteReferencePolicy() : ReferencePolicyScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlReferencePolicy() : ReferencePolicyScenarios(Dialect.PostgreSql);
