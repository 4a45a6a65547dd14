using Helhed.Fhir.Terminology;

namespace Helhed.Tests.Engine;

/// <summary>Short ways of writing terminology resources down.</summary>
internal static class Terms
{
    public const string Animals = "http://example.org/animals";

    /// <summary>A system with two trees, a concept with two parents, and properties.</summary>
    public static string AnimalSystem { get; } = SystemOf(
        Animals,
        """
        {"code":"mammal","display":"Mammal","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
          {"code":"dog","display":"Dog","designation":[{"language":"da","value":"Hund"}],"property":[{"code":"legs","valueInteger":4},{"code":"home","valueCode":"house"}],
           "concept":[{"code":"puppy","display":"Puppy"}]},
          {"code":"bat","display":"Bat","property":[{"code":"parent","valueCode":"flyer"},{"code":"legs","valueInteger":2}]},
          {"code":"dodo-dog","display":"Old  Dog","property":[{"code":"status","valueCode":"retired"}]}]},
        {"code":"flyer","display":"Flyer","concept":[{"code":"wasp","display":"Wasp","property":[{"code":"legs","valueInteger":6},{"code":"status","valueCode":"deprecated"}]}]}
        """,
        """,{"code":"legs","type":"integer"},{"code":"home","type":"code"}""");

    public static TerminologyStore Store(params string[] resources) => TerminologyStore.R4.With(resources.Select(Parsed.Document));

    public static string SystemOf(string url, string concepts, string properties = "", string content = "complete", string more = "") =>
        $$"""
        {"resourceType":"CodeSystem","url":"{{url}}","status":"active","caseSensitive":true,"content":"{{content}}"{{more}},
         "property":[{"code":"parent","type":"code"},{"code":"status","type":"code"},{"code":"notSelectable","type":"boolean"}{{properties}}],
         "concept":[{{concepts}}]}
        """;

    public static string Set(string url, string include, string? exclude = null, string more = "") =>
        $$$"""{"resourceType":"ValueSet","url":"{{{url}}}","status":"active"{{{more}}},"compose":{"include":[{{{include}}}]{{{(exclude is null ? "" : $",\"exclude\":[{exclude}]")}}}}}""";

    /// <summary>The codes of the animals that a clause takes.</summary>
    public static string Taken(string include, string? exclude = null)
    {
        var store = Store(AnimalSystem, Set("http://example.org/set", include, exclude));
        string[] codes = ["mammal", "dog", "puppy", "bat", "dodo-dog", "flyer", "wasp"];
        var taken = codes.Where(c => store.Check("http://example.org/set", Animals, c).Membership == Membership.Member).ToList();
        Assert.Equal(Membership.NotMember, store.Check("http://example.org/set", Animals, "unicorn").Membership);
        Assert.Equal(Membership.NotMember, store.Check("http://example.org/set", "http://example.org/plants", "dog").Membership);
        return string.Join(' ', taken);
    }

    public static string Filter(string property, string op, string value) => $$"""{"property":"{{property}}","op":"{{op}}","value":"{{value}}"}""";

    public static string Filtered(params string[] filters) =>
        filters.Length == 0 ? $$"""{"system":"{{Animals}}"}""" : $$"""{"system":"{{Animals}}","filter":[{{string.Join(',', filters)}}]}""";
}
