using System.Text;
using System.Text.Json.Nodes;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Terminology;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Published layouts are loaded as a whole or not at all, and are then asked over HTTP.</summary>
public abstract class TerminologyImportScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Sks = "urn:oid:1.2.208.176.2.4";
    private const string Snomed = "http://snomed.info/sct";

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-terminology-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Sks_has_a_text_for_each_period_and_a_hierarchy_by_its_codes()
    {
        var path = File("SKScomplete.txt",
            SksLine("DJ", "19940101", "25000101", "Sygdomme i åndedrætsorganer"),
            SksLine("DJ45", "19940101", "20091231", "Asthma bronchiale"),
            SksLine("DJ45", "20100101", "25000101", "Astma"),
            SksLine("DJ459", "19940101", "25000101", "Astma UNS"),
            SksLine("DJ46", "19940101", "20151231", "Status asthmaticus"),
            SksLine("BGDA0", "20300101", "25000101", "Respiratorbehandling"));
        Assert.Equal(["urn:oid:1.2.208.176.2.4: 5 codes"], (await Import(TerminologyFormat.Sks, path)).Loaded);
        Assert.Equal(["DJ Sygdomme i åndedrætsorganer", "DJ45 Asthma bronchiale", "DJ459 Astma UNS", "DJ46 Status asthmaticus"], await Expanded(IsA(Sks, "DJ"), "date=2005-01-01"));
        Assert.Equal(["DJ Sygdomme i åndedrætsorganer", "DJ45 Astma", "DJ459 Astma UNS"], await Expanded(IsA(Sks, "DJ"), "date=2020-01-01"));
        Assert.Equal(["BGDA0 Respiratorbehandling"], await Expanded(IsA(Sks, "BGDA0"), "date=2031-01-01"));
        Assert.Equal(["DJ45 Astma", "DJ459 Astma UNS"], await Expanded(IsA(Sks, "DJ"), "date=2020-01-01&filter=astm"));
        Assert.Equal("subsumes", (await Api.Get($"CodeSystem/$subsumes?system={Sks}&codeA=DJ&codeB=DJ459")).Expect(200).Json["parameter"]![0]!["valueCode"]!.GetValue<string>());
        Assert.Equal("Asthma bronchiale", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DJ45&date=2009-12-31")));
        Assert.Equal("Astma", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DJ45&date=2010-01-01")));
        var resource = (await Api.Get($"CodeSystem?url={Sks}")).Expect(200).Entries.Single()["resource"]!;
        Assert.Equal("not-present", resource["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Today_is_the_day_that_it_is_here()
    {
        await Give("CodeSystem", "days", """
            "url":"urn:days","status":"active","content":"complete","valueSet":"urn:days/all","concept":[{"code":"x","property":[{"code":"validTo","valueDateTime":"2026-03-02"}]}]
            """);
        Clock.Move(new DateTimeOffset(2026, 3, 2, 22, 30, 0, TimeSpan.Zero) - Clock.GetUtcNow());
        Assert.True(await IsValid());

        // Half past midnight in Copenhagen, and still yesterday in UTC.
        Clock.Move(TimeSpan.FromHours(1));
        Assert.False(await IsValid());

        async Task<bool> IsValid() => (await Api.Get("ValueSet/$validate-code?url=urn:days/all&system=urn:days&code=x")).Expect(200).Json["parameter"]![0]!["valueBoolean"]!.GetValue<bool>();
    }

    [Fact]
    public async Task A_file_in_windows_1252_is_read_as_it_is_meant()
    {
        var path = Path.Combine(_folder, "SKScomplete.txt");
        await System.IO.File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(SksLine("DK", "19940101", "25000101", "Fordøjelsesorganer på æ")), Ct);
        await Import(TerminologyFormat.Icd10Da, path);
        Assert.Equal("Fordøjelsesorganer på æ", Display(await Api.Get("CodeSystem/$lookup?system=urn:oid:1.2.208.176.2.4.12&code=DK")));
    }

    [Fact]
    public async Task Bad_lines_are_told_and_nothing_is_loaded()
    {
        var path = File("SKScomplete.txt", SksLine("DA00", "19940101", "25000101", "Kolera"), "dia", SksLine("DA01", "19941301", "25000101", "Tyfus"), SksLine("DA02", "20100101", "20050101", "Bakteriel"));
        var refused = await Import(TerminologyFormat.Sks, path);
        Assert.Empty(refused.Loaded);
        Assert.Equal([2, 3, 4], refused.BadLines.Select(b => b.Line));
        Assert.Contains("cut off", refused.BadLines[0].Message, StringComparison.Ordinal);
        Assert.Contains("19941301", refused.BadLines[1].Message, StringComparison.Ordinal);
        (await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00")).Expect(404);
        Assert.Empty((await Api.Get($"CodeSystem?url={Sks}")).Expect(200).Entries);
        var loaded = await Import(TerminologyFormat.Sks, path, s => s with { SkipsBadLines = true });
        Assert.Equal((1, 3L), (loaded.Loaded.Count, loaded.BadLineCount));
        Assert.Equal("Kolera", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00")));
    }

    [Fact]
    public async Task A_new_import_replaces_the_old_and_versions_stand_side_by_side()
    {
        await Import(TerminologyFormat.Sks, File("a.txt", SksLine("DA00", "19940101", "25000101", "Kolera"), SksLine("DA01", "19940101", "25000101", "Tyfus")));
        await Import(TerminologyFormat.Sks, File("b.txt", SksLine("DA00", "19940101", "25000101", "Kolera, ny tekst")));
        Assert.Equal("Kolera, ny tekst", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00")));
        (await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA01")).Expect(404);
        await Import(TerminologyFormat.Sks, File("c.txt", SksLine("DA00", "19940101", "25000101", "Kolera 2027")), s => s with { Version = "2027-01" });
        await Import(TerminologyFormat.Sks, File("d.txt", SksLine("DA00", "19940101", "25000101", "Kolera 2026")), s => s with { Version = "2026-10" });
        Assert.Equal("Kolera 2027", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00")));
        Assert.Equal("Kolera 2026", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00&version=2026-10")));
        (await Api.Delete("CodeSystem/sks-2027-01")).Expect(204);
        Assert.Equal("Kolera 2026", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DA00")));
    }

    [Fact]
    public async Task An_import_that_is_stopped_leaves_nothing_to_be_seen()
    {
        var path = File("SKScomplete.txt", [.. Enumerable.Range(0, 9000).Select(i => SksLine($"DX{i:0000}", "19940101", "25000101", $"Sygdom {i}"))]);
        using var stop = new CancellationTokenSource();
        var import = new TerminologyImport(Database, Store, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import.Run(new TerminologySource(TerminologyFormat.Sks, path), p => Stop(p, stop), stop.Token));
        (await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DX0000")).Expect(404);
        await Import(TerminologyFormat.Sks, path);
        Assert.Equal("Sygdom 8999", Display(await Api.Get($"CodeSystem/$lookup?system={Sks}&code=DX8999")));
        Assert.Equal(9000, (await Api.Post("ValueSet/$expand?count=0", $$"""{"resourceType":"ValueSet","status":"active","compose":{"include":[{"system":"{{Sks}}"}]} }""")).Expect(200).Json["expansion"]!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_table_is_read_by_the_usual_names_of_its_columns_or_by_those_given()
    {
        await Import(TerminologyFormat.Npu, File("npu.csv", "NPU code;Short definition;Unit;Valid from;Valid to", "NPU01994;P—Glucose; stofk.", "x"), s => s with { SkipsBadLines = true });
        (await Api.Get("CodeSystem/$lookup?system=http://npu-terminology.org&code=NPU01994")).Expect(404);
        await Import(TerminologyFormat.Npu, File("npu2.csv", "NPU code;Short definition;Unit;Valid from;Valid to", "NPU01994;\"P—Glucose; stofk.\";mmol/L;1995-01-01;", "NPU00001;\"Old \"\"one\"\"\";kg;19950101;20001231"));
        var lookup = (await Api.Get("CodeSystem/$lookup?system=http://npu-terminology.org&code=NPU01994")).Expect(200);
        Assert.Equal("P—Glucose; stofk.", Display(lookup));
        Assert.Contains("mmol/L", lookup.Text, StringComparison.Ordinal);
        Assert.Equal("Old \"one\"", Display(await Api.Get("CodeSystem/$lookup?system=http://npu-terminology.org&code=NPU00001&date=1999-01-01")));

        await Import(TerminologyFormat.Atc, File("atc.csv", "ATC code,ATC level name", "A,Alimentary", "A10,Diabetes", "A10B,Oral", "A10BA02,Metformin"), s => s with { Columns = new Dictionary<string, string> { ["display"] = "ATC level name" } });
        Assert.Equal(["A10 Diabetes", "A10B Oral", "A10BA02 Metformin"], await Expanded(IsA("http://www.whocc.no/atc", "A10")));

        var unknown = await Import(TerminologyFormat.Table, File("odd.csv", "Nummer\tBetydning", "1\tEt"));
        Assert.Contains("--column code=", unknown.BadLines.Single().Message, StringComparison.Ordinal);
        await Import(TerminologyFormat.Table, File("odd2.csv", "Nummer\tBetydning\tOver", "1\tEt\t", "2\tTo\t1"), s => s with
        {
            Url = "http://example.org/odd", ValidFrom = new DateOnly(2020, 1, 1), Columns = new Dictionary<string, string> { ["code"] = "Nummer", ["display"] = "Betydning", ["parent"] = "Over" },
        });
        Assert.Equal(["1 Et", "2 To"], await Expanded(IsA("http://example.org/odd", "1")));
        Assert.Empty(await Expanded(IsA("http://example.org/odd", "1"), "date=2019-12-31"));
        Assert.Contains("line 2", (await Import(TerminologyFormat.Table, File("twice.csv", "code,display", "a,A", "a,B"))).BadLines.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loinc_is_read_with_its_properties()
    {
        await Import(TerminologyFormat.Loinc, File("Loinc.csv",
            "\"LOINC_NUM\",\"COMPONENT\",\"PROPERTY\",\"CLASS\",\"STATUS\",\"SHORTNAME\",\"RELATEDNAMES2\",\"LONG_COMMON_NAME\"",
            "\"2339-0\",\"Glucose\",\"MCnc\",\"CHEM\",\"ACTIVE\",\"Glucose Bld-mCnc\",\"Sugar; Dextrose\",\"Glucose [Mass/volume] in Blood\"",
            "\"1000-9\",\"DBG Ab\",\"Pr\",\"BLDBK\",\"DEPRECATED\",\"\",\"\",\"DBG Ab [Presence] in Serum\""), s => s with { Version = "2.77" });
        Assert.Equal(["2339-0 Glucose [Mass/volume] in Blood", "1000-9 DBG Ab [Presence] in Serum"], await Expanded("\"http://loinc.org/vs\""));
        Assert.Equal(["2339-0 Glucose [Mass/volume] in Blood"], await Expanded("\"http://loinc.org/vs\"", "activeOnly=true"));
        Assert.Equal(["2339-0 Glucose [Mass/volume] in Blood"], await Expanded("\"http://loinc.org/vs\"", "filter=sug"));
        Assert.Equal(["2339-0 Glucose [Mass/volume] in Blood"], await Expanded("""{"include":[{"system":"http://loinc.org","filter":[{"property":"CLASS","op":"=","value":"CHEM"}]}]}"""));
        Assert.True((await Api.Get("ValueSet/$validate-code?url=http://loinc.org/vs&system=http://loinc.org&code=2339-0")).Expect(200).Json["parameter"]![0]!["valueBoolean"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Snomed_ct_is_read_from_a_release()
    {
        const string M = "\t20260331\t1\t900000000000207008\t";
        File("Snapshot/Terminology/sct2_Concept_Snapshot_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId",
            $"138875005{M}900000000000074008", $"404684003{M}900000000000074008", $"64572001{M}900000000000074008", $"195967001{M}900000000000073002", "254637007\t20260331\t0\t900000000000207008\t900000000000074008");
        string Description(int id, string concept, string language, string type, string term) => $"{id}{M}{concept}\t{language}\t{type}\t{term}\t900000000000448009";
        const string Fsn = "900000000000003001", Synonym = "900000000000013009";
        File("Snapshot/Terminology/sct2_Description_Snapshot-en_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId",
            Description(1, "138875005", "en", Fsn, "SNOMED CT Concept (SNOMED RT+CTV3)"), Description(2, "404684003", "en", Fsn, "Clinical finding (finding)"), Description(3, "64572001", "en", Synonym, "Disease"),
            Description(4, "195967001", "en", Synonym, "Asthmatic"), Description(5, "195967001", "en", Synonym, "Asthma"), Description(6, "195967001", "en", Fsn, "Asthma (disorder)"), Description(8, "254637007", "en", Synonym, "Old one"));
        File("Snapshot/Terminology/sct2_Description_Snapshot-da_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId", Description(7, "195967001", "da", Synonym, "astma"));
        string Relation(int id, string from, string to, string type) => $"{id}{M}{from}\t{to}\t0\t{type}\t900000000000011006\t900000000000451002";
        var relations = File("Snapshot/Terminology/sct2_Relationship_Snapshot_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId",
            Relation(1, "404684003", "138875005", "116680003"), Relation(2, "64572001", "404684003", "116680003"), Relation(3, "195967001", "64572001", "116680003"), Relation(4, "195967001", "404684003", "363698007"));
        File("Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId",
            $"x{M}900000000000509007\t5\t900000000000548007");
        File("Snapshot/Refset/Content/der2_Refset_SimpleSnapshot_DK1000005_20260331.txt", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId", $"y{M}1234567890\t195967001");
        const string Version = "http://snomed.info/sct/554471000005108/version/20260331";
        Assert.Equal([$"{Snomed}|{Version}: 5 codes"], (await Import(TerminologyFormat.Snomed, _folder)).Loaded);
        Assert.Equal(["138875005 SNOMED CT Concept", "404684003 Clinical finding", "64572001 Disease", "195967001 Asthma", "254637007 Old one"], await Expanded($"\"{Snomed}?fhir_vs\""));
        Assert.Equal(["404684003 Clinical finding", "64572001 Disease", "195967001 Asthma"], await Expanded($"\"{Snomed}?fhir_vs=isa/404684003\""));
        Assert.Equal(["404684003 Clinical finding", "64572001 Disease", "195967001 Asthma"], await Expanded($"\"{Version}?fhir_vs=isa/404684003\""));
        Assert.Equal(["195967001 Asthma"], await Expanded($"\"{Snomed}?fhir_vs=refset/1234567890\""));
        Assert.Equal(["195967001 astma"], await Expanded($"\"{Snomed}?fhir_vs\"", "filter=ast&displayLanguage=da"));
        Assert.Equal(["195967001 Asthma"], await Expanded($$"""{"include":[{"system":"{{Snomed}}","filter":[{"property":"363698007","op":"is-a","value":"138875005"}]}]}"""));
        Assert.Equal(["64572001 Disease", "195967001 Asthma"], await Expanded($$"""{"include":[{"system":"{{Snomed}}","filter":[{"property":"expression","op":"=","value":"< 404684003 |Clinical finding|"}]}]}"""));

        await System.IO.File.AppendAllLinesAsync(relations, [Relation(9, "195967001", "999", "116680003"), "10\tcut"], Ct);
        var refused = await Import(TerminologyFormat.Snomed, _folder);
        Assert.Equal([6, 7], refused.BadLines.Select(b => b.Line));
        Assert.Empty(refused.Loaded);
        Assert.Contains("unpacked release", (await Import(TerminologyFormat.Snomed, Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName)).BadLines[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fhir_files_are_loaded_as_they_are()
    {
        var path = File("bundle.json", """
            {"resourceType":"Bundle","type":"collection","entry":[
              {"resource":{"resourceType":"CodeSystem","id":"colours","url":"http://example.org/colours","status":"active","content":"complete","concept":[{"code":"red","display":"Red"}]}},
              {"resource":{"resourceType":"ValueSet","id":"colours","url":"http://example.org/colours/vs","status":"active","compose":{"include":[{"system":"http://example.org/colours"}]}}},
              {"resource":{"resourceType":"ConceptMap","id":"colours","url":"http://example.org/colours/map","status":"active","group":[{"source":"http://example.org/colours","target":"http://example.org/light","element":[{"code":"red","target":[{"code":"700","equivalence":"equivalent"}]}]}]}}]}
            """);
        Assert.Equal(["CodeSystem/colours", "ValueSet/colours", "ConceptMap/colours"], (await Import(TerminologyFormat.Fhir, path)).Loaded);
        Assert.Equal(["red Red"], await Expanded("\"http://example.org/colours/vs\""));
        Assert.Contains("700", (await Api.Get("ConceptMap/$translate?url=http://example.org/colours/map&system=http://example.org/colours&code=red")).Expect(200).Text, StringComparison.Ordinal);
        var bad = await new TerminologyImport(Database, Store, TimeProvider.System).Run(new TerminologySource(TerminologyFormat.Fhir, File("bad.json", "{\"resourceType\":\"CodeSystem\",\"colour\":1}")), _ => { }, Ct);
        Assert.Equal(ProblemKind.Invalid, bad.Problem!.Kind);
        var none = await new TerminologyImport(Database, Store, TimeProvider.System).Run(new TerminologySource(TerminologyFormat.Fhir, Path.Combine(_folder, "none.json")), _ => { }, Ct);
        Assert.Equal(ProblemKind.NotFound, none.Problem!.Kind);
    }

    /// <summary>Codes and displays of an expansion; the set is a compose, or the address of a value set in quotation marks.</summary>
    private async Task<List<string>> Expanded(string set, string query = "")
    {
        var answer = set.StartsWith('"')
            ? await Api.Get($"ValueSet/$expand?url={Uri.EscapeDataString(set.Trim('"'))}&{query}")
            : await Api.Post($"ValueSet/$expand?{query}", $$"""{"resourceType":"ValueSet","status":"active","compose":{{set}}}""");
        return [.. (answer.Expect(200).Json["expansion"]!["contains"] as JsonArray ?? []).Select(c => $"{c!["code"]} {c["display"]}")];
    }

    private static string IsA(string system, string code) => $$"""{"include":[{"system":"{{system}}","filter":[{"property":"concept","op":"is-a","value":"{{code}}"}]}]}""";

    private static string Display(Answer lookup) => lookup.Expect(200).Json["parameter"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "display")!["valueString"]!.GetValue<string>();

    private async Task<TerminologyImported> Import(TerminologyFormat format, string path, Func<TerminologySource, TerminologySource>? more = null) =>
        (await new TerminologyImport(Database, Store, TimeProvider.System).Run((more ?? (s => s))(new TerminologySource(format, path)), _ => { }, Ct)).Value;

    private static void Stop(TerminologyProgress progress, CancellationTokenSource stop)
    {
        if (progress.Step == "storing" && progress.Done > 0)
        {
            stop.Cancel();
        }
    }

    private static string SksLine(string code, string from, string to, string text) => $"dia{code,-20}{from}{from}{to}{text,-120}{"",47}";

    private string File(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, string.Join("\r\n", lines) + "\r\n");
        return path;
    }
}

public sealed class SqliteTerminologyImport() : TerminologyImportScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologyImport() : TerminologyImportScenarios(Dialect.PostgreSql);
