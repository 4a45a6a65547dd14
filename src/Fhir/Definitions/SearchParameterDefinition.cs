namespace Helhed.Fhir.Definitions;

/// <summary>The kind of a search parameter, in the order of the table file. See <see href="https://hl7.org/fhir/R4/search.html#ptypes">search types</see>.</summary>
public enum SearchParameterType
{
    /// <summary>A number with implicit precision.</summary>
    Number,

    /// <summary>A date or period.</summary>
    Date,

    /// <summary>Text, matched from its beginning without case and accents.</summary>
    String,

    /// <summary>A code, identifier or boolean.</summary>
    Token,

    /// <summary>A reference to a resource.</summary>
    Reference,

    /// <summary>Several parameters about one element.</summary>
    Composite,

    /// <summary>A number with a unit.</summary>
    Quantity,

    /// <summary>A URI.</summary>
    Uri,

    /// <summary>With rules of its own.</summary>
    Special,
}

/// <summary>One part of a composite parameter.</summary>
/// <param name="Definition">Canonical address of the parameter it uses.</param>
/// <param name="Expression">FHIRPath from the composite's element.</param>
public sealed record SearchComponent(string Definition, string Expression);

/// <summary>A search parameter of R4. See <see href="https://hl7.org/fhir/R4/searchparameter.html">SearchParameter</see>.</summary>
/// <param name="Index">Position in <see cref="R4Definitions.SearchParameters"/>.</param>
/// <param name="Url">Canonical address.</param>
/// <param name="Code">Name in a URL.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Bases">Resource types it applies to.</param>
/// <param name="Expression">FHIRPath of its values.</param>
/// <param name="Targets">Resource types that a reference may point at.</param>
/// <param name="Components">Parts of a composite.</param>
public sealed record SearchParameterDefinition(
    int Index, string Url, string Code, SearchParameterType Type, IReadOnlyList<string> Bases, string Expression,
    IReadOnlyList<string> Targets, IReadOnlyList<SearchComponent> Components);
