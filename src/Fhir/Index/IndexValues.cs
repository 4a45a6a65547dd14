using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Index;

/// <summary>A text to be matched by a string parameter.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Text">UTF-8 text as it stands in the resource.</param>
public readonly record struct StringValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Text)
{
    /// <summary>
    /// True for a family name, and for a whole name as one text, whose words are searched independently: see
    /// <see href="https://hl7.org/fhir/R4/datatypes.html#HumanName"/>.
    /// </summary>
    public bool HasParts { get; init; }
}

/// <summary>A code with its system.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="System">The system; empty where the resource gives none.</param>
/// <param name="Code">The code; empty where the resource gives only a system.</param>
public readonly record struct TokenValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> System, ReadOnlyMemory<byte> Code);

/// <summary>A reference: by type and id where it is relative to the server, else by address.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Type">Resource type, or empty.</param>
/// <param name="Id">Logical id, or empty.</param>
/// <param name="Url">The whole address, or empty where type and id are given.</param>
public readonly record struct ReferenceValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Url);

/// <summary>A reference to a resource that stands in the same one: <c>#medication</c>.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Id">The id that it has there.</param>
public readonly record struct ContainedReferenceValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Id);

/// <summary>The time that a date, a period or a timing stands for.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Low">First Unix millisecond; the smallest long for an open beginning.</param>
/// <param name="High">Last Unix millisecond, inclusive; the largest long for an open end.</param>
public readonly record struct DateValue(SearchParameterDefinition Parameter, long Low, long High);

/// <summary>A number.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Value">The number.</param>
public readonly record struct NumberValue(SearchParameterDefinition Parameter, double Value);

/// <summary>An amount with its unit; a Range has two ends.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Low">The amount, or a range's lower end; minus infinity when open.</param>
/// <param name="High">The amount, or a range's upper end; infinity when open.</param>
/// <param name="System">System of the unit, or empty.</param>
/// <param name="Code">Code of the unit, or its text where it has no code, or empty.</param>
public readonly record struct QuantityValue(SearchParameterDefinition Parameter, double Low, double High, ReadOnlyMemory<byte> System, ReadOnlyMemory<byte> Code)
{
    /// <summary>What the unit is called, where it has a code and is called something else; otherwise empty.</summary>
    public ReadOnlyMemory<byte> Unit { get; init; }
}

/// <summary>A URI.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Uri">UTF-8 text as it stands in the resource.</param>
public readonly record struct UriValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Uri);

/// <summary>A place on Earth (WGS84), for <c>near</c>.</summary>
/// <param name="Parameter">The parameter that it is a value of.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
public readonly record struct PositionValue(SearchParameterDefinition Parameter, double Latitude, double Longitude);

/// <summary>What people call a code: the display of a coding, the text of a concept, the type of an identifier.</summary>
/// <param name="Parameter">The token parameter.</param>
/// <param name="System">System of the code, or empty.</param>
/// <param name="Code">The code; empty where a concept has no coding at all.</param>
/// <param name="Text">UTF-8 text as it stands in the resource.</param>
public readonly record struct CodeTextValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> System, ReadOnlyMemory<byte> Code, ReadOnlyMemory<byte> Text);

/// <summary>An identifier with its type, for the modifier <c>:of-type</c>.</summary>
/// <param name="Parameter">The token parameter.</param>
/// <param name="TypeSystem">System of the type's code.</param>
/// <param name="TypeCode">Code of the type.</param>
/// <param name="Value">The identifier's value.</param>
public readonly record struct TypedIdentifierValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> TypeSystem, ReadOnlyMemory<byte> TypeCode, ReadOnlyMemory<byte> Value);

/// <summary>One value that a composite parameter combines with others. See <see href="https://hl7.org/fhir/R4/search.html#composite"/>.</summary>
/// <param name="Parameter">The composite parameter.</param>
/// <param name="Group">Values with the same number belong to one element, and so together; counted from 0 in the resource.</param>
/// <param name="Component">Which part of the parameter it is a value of, from 0.</param>
/// <param name="Kind">Which list of <see cref="IndexValues.Parts"/> the value is in.</param>
/// <param name="Index">Position in that list.</param>
/// <param name="AtResource">True when the element is the resource itself, not a part of it.</param>
public readonly record struct CompositePart(SearchParameterDefinition Parameter, int Group, int Component, SearchParameterType Kind, int Index, bool AtResource);

/// <summary>Everything that a resource is found by. The memory points into the document that it was taken from.</summary>
public sealed class IndexValues
{
    /// <summary>Values of string parameters.</summary>
    public List<StringValue> Strings { get; } = [];

    /// <summary>Values of token parameters.</summary>
    public List<TokenValue> Tokens { get; } = [];

    /// <summary>Values of reference parameters.</summary>
    public List<ReferenceValue> References { get; } = [];

    /// <summary>Values of reference parameters that point at contained resources.</summary>
    public List<ContainedReferenceValue> ContainedReferences { get; } = [];

    /// <summary>Values of date parameters.</summary>
    public List<DateValue> Dates { get; } = [];

    /// <summary>Values of number parameters.</summary>
    public List<NumberValue> Numbers { get; } = [];

    /// <summary>Values of quantity parameters.</summary>
    public List<QuantityValue> Quantities { get; } = [];

    /// <summary>Values of URI parameters.</summary>
    public List<UriValue> Uris { get; } = [];

    /// <summary>Values of position parameters.</summary>
    public List<PositionValue> Positions { get; } = [];

    /// <summary>What the codes of token parameters are called, for the modifier <c>:text</c>.</summary>
    public List<CodeTextValue> CodeTexts { get; } = [];

    /// <summary>Identifiers that have a type, for the modifier <c>:of-type</c>.</summary>
    public List<TypedIdentifierValue> TypedIdentifiers { get; } = [];

    /// <summary>Identifiers inside references, for the modifier <c>:identifier</c>.</summary>
    public List<TokenValue> TargetIdentifiers { get; } = [];

    /// <summary>Values of composite parameters; only groups in which every part has a value.</summary>
    public List<CompositePart> Composites { get; } = [];

    /// <summary>The values that <see cref="Composites"/> points into; null before the first.</summary>
    public IndexValues? Parts { get; internal set; }

    /// <summary>Ids of the patients that the type's <c>patient</c> parameter names: the patient in every index key.</summary>
    public List<ReadOnlyMemory<byte>> Subjects { get; } = [];

    /// <summary>Ids of the patients whose compartment the resource is in, <see cref="Subjects"/> among them.</summary>
    public List<ReadOnlyMemory<byte>> Compartments { get; } = [];

    /// <summary>Empties every list, so that the object can be used again.</summary>
    public void Clear()
    {
        Strings.Clear();
        Tokens.Clear();
        References.Clear();
        ContainedReferences.Clear();
        Dates.Clear();
        Numbers.Clear();
        Quantities.Clear();
        Uris.Clear();
        Positions.Clear();
        CodeTexts.Clear();
        TypedIdentifiers.Clear();
        TargetIdentifiers.Clear();
        Composites.Clear();
        Parts?.Clear();
        Subjects.Clear();
        Compartments.Clear();
    }

    /// <summary>How many values there are of one kind.</summary>
    internal int CountOf(SearchParameterType kind) => kind switch
    {
        SearchParameterType.String => Strings.Count,
        SearchParameterType.Token => Tokens.Count,
        SearchParameterType.Reference => References.Count,
        SearchParameterType.Date => Dates.Count,
        SearchParameterType.Number => Numbers.Count,
        SearchParameterType.Quantity => Quantities.Count,
        SearchParameterType.Uri => Uris.Count,
        _ => 0,
    };
}
