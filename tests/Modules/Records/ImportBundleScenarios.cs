using Helhed.Fhir.R4;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Records;

/// <summary>Bundles that are kept, and bundles that are only containers.</summary>
public abstract class ImportBundleScenarios(Dialect dialect) : ImportTest(dialect)
{
    private const string Mother = "c757873d-ec9a-4326-a141-556f43239520";
    private const string Nowhere = "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059";

    [Fact]
    public async System.Threading.Tasks.Task A_bundle_with_an_id_is_kept_as_it_is()
    {
        await Imports([Put("a.json", """{"resourceType":"Bundle","id":"b","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"p"}}]}""")], loaded: 1);
        Assert.Equal("p", (await Read("Bundle", "b")).As<Bundle>().Entry[0].Resource!.Id);
        Assert.Equal(1, await Count());
    }

    [Theory]
    [InlineData("document")]
    [InlineData("message")]
    public async System.Threading.Tasks.Task Documents_and_messages_are_kept_whole_under_an_id_of_their_content(string type)
    {
        var path = Put("a.json", $$$"""{"resourceType":"Bundle","type":"{{{type}}}","timestamp":"2026-03-02T08:00:00Z","entry":[{"resource":{"resourceType":"Patient","id":"p"}}]}""");
        await Imports([path], loaded: 1);
        await Imports([path], loaded: 0, unchanged: 1);
        Assert.Equal(1, await Number("SELECT COUNT(*) FROM resource WHERE id <> 'p'"));
    }

    [Fact]
    public async System.Threading.Tasks.Task A_bundle_without_an_id_is_unpacked_and_its_references_follow()
    {
        var path = Put("a.json", $$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:{{{Mother}}}","resource":{"resourceType":"Patient","name":[{"family":"Holm"}]},"request":{"method":"POST","url":"Patient"}},
              {"fullUrl":"http://a.dk/fhir/Practitioner/d","resource":{"resourceType":"Practitioner","id":"d"}},
              {"fullUrl":"urn:uuid:4A4B4C4D-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},
                "subject":{"reference":"urn:uuid:{{{Mother}}}"},"performer":[{"reference":"http://a.dk/fhir/Practitioner/d"},{"reference":"{{{Nowhere}}}"}]}}]}
            """);
        await Imports([path], loaded: 3);
        Assert.Equal("Holm", (await Read("Patient", Mother)).As<Patient>().Name[0].Family);
        Assert.Equal("d", (await Read("Practitioner", "d")).Id);
        var observation = (await Read("Observation", "4a4b4c4d-ec9a-4326-a141-556f43239520")).As<Observation>();
        Assert.Equal($"Patient/{Mother}", observation.Subject!.ReferenceValue);
        Assert.Equal(["Practitioner/d", Nowhere], observation.Performer.Select(p => p.ReferenceValue));
        Assert.Equal(3, await Count());
    }

    [Fact]
    public async System.Threading.Tasks.Task The_same_bundle_again_changes_nothing_not_even_where_entries_have_no_name()
    {
        var path = Put("a.ndjson", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","active":true}},{"resource":{"resourceType":"Patient","active":true}}]}""");
        await Imports([path], loaded: 2);
        await Imports([path], loaded: 0, unchanged: 2);
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async System.Threading.Tasks.Task Entries_that_delete_or_have_no_resource_are_refused_and_the_others_loaded()
    {
        var path = Put("a.json", """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"request":{"method":"GET","url":"Patient"}},
              {"resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT","url":"Patient/p"}},
              {"resource":{"resourceType":"Patient","id":"q"},"request":{"method":"DELETE","url":"Patient/q"}}]}
            """);
        await Imports([path], loaded: 1, refused: 2);
        Assert.Equal(["Bundle.entry[0]", "Bundle.entry[2]"], Refused.Select(r => r.Place));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async System.Threading.Tasks.Task An_error_in_one_resource_refuses_the_bundle_and_says_where()
    {
        var path = Put("a.json", """{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","id":"p"}},{"resource":{"resourceType":"Patient","id":"q","active":"yes"}}]}""");
        await Imports([path], loaded: 0, refused: 1);
        Assert.Equal("Bundle.entry[1].resource.active", Assert.Single(Refused[0].Findings).Expression);
    }
}

public sealed class SqliteImportBundleScenarios() : ImportBundleScenarios(Dialect.Sqlite);

public sealed class PostgreSqlImportBundleScenarios() : ImportBundleScenarios(Dialect.PostgreSql);
