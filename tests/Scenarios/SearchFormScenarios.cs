using System.Text.Json;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Values that are found by more than their beginning: names by each word, open amounts, MIME types, contained resources by their type.</summary>
public abstract class SearchFormScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    [Fact]
    public async Task Punctuation_is_ignored_and_a_hyphen_may_be_a_space()
    {
        await Name("brien", "O'Brien", "Anne-Marie");
        await Name("plain", "OBrien", "AnneMarie");
        await Name("other", "Brien", "Anne Marie");
        foreach (var family in (string[])["OBrien", "O'Brien", "o.brien", "O%E2%80%99Brie"])
        {
            await Finds($"Patient?{Mine}&family={family}", "brien", "plain");
        }

        await Finds($"Patient?{Mine}&given=AnneMarie", "brien", "plain");
        await Finds($"Patient?{Mine}&given=Anne-Marie", "brien", "plain", "other");
        await Finds($"Patient?{Mine}&given=Anne Marie", "brien", "other");
        await Finds($"Patient?{Mine}&given=Marie");
        await Finds($"Patient?{Mine}&given:contains=e-m", "brien", "plain", "other");
        await Finds($"Patient?{Mine}&given:exact=Anne-Marie", "brien");
        await Finds($"Patient?{Mine}&given:exact=AnneMarie", "plain");
        await Finds($"Patient?{Mine}&given:exact=Anne Marie", "other");
        await Finds($"Patient?{Mine}&family:exact=OBrien", "plain");
        await Finds($"Patient?{Mine}&given:missing=false", "brien", "plain", "other");
        await Finds($"Patient?{Mine}&given:missing=true");
        Assert.Equal(2, (await Api.Get($"Patient?{Mine}&name=o'brien&_total=accurate")).Expect(200).Total);
    }

    [Fact]
    public async Task A_family_name_is_found_by_each_of_its_words()
    {
        await Name("two", "Carreno Quinones", "Ana Sol");
        await Name("dane", "Østergaard-Hansen", "Bo");
        await Name("long", "Peter van Dam", "C");
        await Give("Patient", $"{Mark}-text", $$"""{{Tag}},"name":[{"text":"Ida Ruth Holm"}]""");
        await Give("Organization", $"{Mark}-org", $$"""{{Tag}},"name":"Carreno Quinones" """);
        await Give("Patient", $"{Mark}-both", """ "name":[{"text":"Carreno-Quinones","family":"Carreno Quinones"},{"family":"Carreno-Quinones","given":["Quinones"]}] """);
        await Finds($"Patient?family=quinones&_id={Mark}-both", "both");
        await Finds($"Patient?{Mine}&family=Quinones", "two");
        await Finds($"Patient?{Mine}&family=carreno q", "two");
        await Finds($"Patient?{Mine}&family=Hansen", "dane");
        await Finds($"Patient?{Mine}&family=van dam", "long");
        await Finds($"Patient?{Mine}&family=dam", "long");
        await Finds($"Patient?{Mine}&family=peter dam");
        await Finds($"Patient?{Mine}&given=Sol");
        await Finds($"Patient?{Mine}&name=quinones", "two");
        await Finds($"Patient?{Mine}&name=ruth holm", "text");
        await Finds($"Patient?{Mine}&name=holm", "text");
        await Finds($"Patient?{Mine}&phonetic=holm", "text");
        await Finds($"Patient?{Mine}&name=sol");
        await Finds($"Organization?{Mine}&name=quinones"); // no name of a person
        await Finds($"Patient?{Mine}&family:exact=Quinones");
        await Finds($"Patient?{Mine}&family:exact=Carreno Quinones", "two");
        await Give("Observation", $"{Mark}-o", $$"""{{Tag}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-two"}""");
        await Finds($"Observation?{Mine}&patient.family=quinones", "o");
        await Finds($"Patient?{Mine}&family=hansen,dam&_has:Observation:patient:_tag={Mark}");
        await Finds($"Patient?{Mine}&family=quinones&_has:Observation:patient:_tag={Mark}", "two");
    }

    [Fact]
    public async Task Filters_compare_whole_texts()
    {
        await Name("two", "Aa Bb", "Anne-Marie");
        await Name("one", "Bb", "Anne Marie");
        await Finds($"Patient?{Mine}&_filter=family eq \"Bb\"", "one");
        await Finds($"Patient?{Mine}&_filter=family eq \"a.a bb\"", "two");
        await Finds($"Patient?{Mine}&_filter=family ne \"Aa Bb\"", "one");
        await Finds($"Patient?{Mine}&_filter=family ne \"Bb\"", "two");
        await Finds($"Patient?{Mine}&_filter=family gt \"aa bb\"", "one");
        await Finds($"Patient?{Mine}&_filter=family ge \"b\"", "one");
        await Finds($"Patient?{Mine}&_filter=family lt \"b\"", "two");
        await Finds($"Patient?{Mine}&_filter=family sw \"b\"", "one", "two");
        await Finds($"Patient?{Mine}&_filter=family ew \"a bb\"", "two");
        await Finds($"Patient?{Mine}&_filter=given eq \"AnneMarie\"", "two");
        await Finds($"Patient?{Mine}&_filter=given ne \"anne-marie\"", "one");
        await Finds($"Patient?{Mine}&_filter=given co \"e m\"", "one", "two");
        await Finds($"Patient?{Mine}&_filter=given pr true", "one", "two");
    }

    [Fact]
    public async Task An_order_goes_by_whole_texts_and_lists_each_once()
    {
        await Name("b", "Bo-Zeta Alfa", "x");
        await Name("c", "C 'a", "x");
        await Name("d", "'D a", "x");
        await Name("a", "A-Z", "x");
        await Give("Patient", $"{Mark}-none", Tag);
        foreach (var search in (string[])[$"Patient?{Mine}", $"Patient?{Mine}&_count=2", $"Patient?given=x&{Mine}&_count=1"])
        {
            string[] none = search.Contains("given", StringComparison.Ordinal) ? [] : ["none"];
            Assert.Equal([.. "abcd".Select(c => $"{Mark}-{c}"), .. none.Select(n => $"{Mark}-{n}")], await Walk($"{search}&_sort=family"));
            Assert.Equal([.. "dcba".Select(c => $"{Mark}-{c}"), .. none.Select(n => $"{Mark}-{n}")], await Walk($"{search}&_sort=-family"));
            Assert.Equal([.. "abcd".Select(c => $"{Mark}-{c}"), .. none.Select(n => $"{Mark}-{n}")], await Walk($"{search}&_sort=family,_id"));
        }
    }

    [Theory]
    [InlineData("gt1000", "more", "most", "1001")]
    [InlineData("gt1500", "more", "most")]
    [InlineData("lt5", "less", "least", "4")]
    [InlineData("lt4", "less", "least")]
    [InlineData("le4", "less", "least", "4")]
    [InlineData("ge5", "least", "5", "1000", "1001", "more", "most")]
    [InlineData("eb5", "less", "4")]
    [InlineData("sa1000", "more", "1001")]
    [InlineData("5", "5")]
    [InlineData("1000", "1000")]
    [InlineData("ne5", "4", "1000", "1001", "less", "least", "more", "most")]
    [InlineData("lt0.005|http://unitsofmeasure.org|g", "less", "least", "4")]
    public async Task Less_and_more_than_an_amount_are_ranges(string value, params string[] expected)
    {
        foreach (var (id, comparator, amount) in ((string, string?, int)[])[("4", null, 4), ("5", null, 5), ("1000", null, 1000), ("1001", null, 1001), ("less", "<", 5), ("least", "<=", 5), ("more", ">", 1000), ("most", ">=", 1000)])
        {
            var quantity = $$"""{"value":{{amount}}{{(comparator is null ? "" : $",\"comparator\":\"{comparator}\"")}},"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}""";
            await Give("Observation", $"{Mark}-{id}", $$"""{{Tag}},"status":"final","code":{"text":"x"},"valueQuantity":{{quantity}},"component":[{"code":{"coding":[{"code":"c"}]},"valueQuantity":{{quantity}} }]""");
        }

        await Finds($"Observation?{Mine}&value-quantity={value}", expected);
        await Finds($"Observation?{Mine}&component-value-quantity={value}", expected);
        await Finds($"Observation?{Mine}&component-code-value-quantity=c${value}", expected);
        await Finds($"Observation?{Mine}&combo-code-value-quantity=c${value}", expected);
        Assert.Equal(8, (await Walk($"Observation?{Mine}&_sort=value-quantity&_count=3")).Distinct().Count());
        Assert.Equal(8, (await Walk($"Observation?{Mine}&_sort=-value-quantity&_count=3")).Distinct().Count());
    }

    [Fact]
    public async Task A_mime_type_has_all_of_its_kind_below_it()
    {
        foreach (var (id, type) in ((string, string)[])[("png", "image/png"), ("jpeg", "image/jpeg"), ("plain", "text/plain"), ("utf8", "text/plain; charset=utf-8"), ("latin", "text/plain;charset=latin1"), ("html", "text/html"), ("other", "application/image")])
        {
            await Give("DocumentReference", $"{Mark}-{id}", $$"""{{Tag}},"status":"current","content":[{"attachment":{"contentType":"{{type}}","url":"http://example.org/x"} }]""");
        }

        foreach (var image in (string[])["image", "image/", "image/*", "IMAGE", "urn:ietf:bcp:13|image"])
        {
            await Finds($"DocumentReference?{Mine}&contenttype:below={image}", "png", "jpeg");
        }

        await Finds($"DocumentReference?{Mine}&contenttype:below=image/png", "png");
        await Finds($"DocumentReference?{Mine}&contenttype:below=text/plain", "plain", "utf8", "latin");
        await Finds($"DocumentReference?{Mine}&contenttype:below=image,text/html", "png", "jpeg", "html");
        await Finds($"DocumentReference?{Mine}&contenttype:below=video");
        await Finds($"DocumentReference?{Mine}&contenttype:above=text/plain; charset=utf-8", "plain", "utf8");
        await Finds($"DocumentReference?{Mine}&contenttype:above=image/png", "png");
        await Finds($"DocumentReference?{Mine}&_filter=contenttype ss image", "png", "jpeg");
        await Finds($"DocumentReference?{Mine}&contenttype=image");
        (await Api.Get($"DocumentReference?{Mine}&contenttype:below=urn:other|image")).Expect(400);
        (await Api.Get($"DocumentReference?{Mine}&contenttype:below=/")).Expect(400);
        (await Api.Get($"DocumentReference?{Mine}&type:below=image")).Expect(400);
    }

    [Fact]
    public async Task A_reference_to_a_contained_resource_is_one_to_its_type()
    {
        await Give("Observation", $"{Mark}-p", $$"""{{Tag}},"contained":[{"resourceType":"Patient","id":"p","name":[{"family":"Inner Holm"}]}],"status":"final","code":{"text":"x"},"subject":{"reference":"#p"}""");
        await Give("Observation", $"{Mark}-d", $$"""{{Tag}},"contained":[{"resourceType":"Device","id":"p"}],"status":"final","code":{"text":"x"},"subject":{"reference":"#p"}""");
        await Finds($"Observation?{Mine}&patient:missing=false", "p");
        await Finds($"Observation?{Mine}&subject:missing=false", "p", "d");
        await Finds($"Observation?{Mine}&patient.family=holm", "p");
        await Finds($"Observation?{Mine}&patient.family=other");
        await Finds($"Observation?{Mine}&subject:Patient.family=inner", "p");
    }

    private Task<Answer> Name(string id, string family, string given) => Give("Patient", $"{Mark}-{id}", $$"""
        {{Tag}},"name":[{"family":{{JsonSerializer.Serialize(family)}},"given":["{{given}}"]}]
        """);
}

public sealed class SqliteSearchForms() : SearchFormScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchForms() : SearchFormScenarios(Dialect.PostgreSql);
