using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Index;

/// <summary>A text to be matched by a string parameter, as it stands in the resource.</summary>
public readonly record struct StringValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Text);

/// <summary>A code with its system; the system is empty where the resource gives none.</summary>
public readonly record struct TokenValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> System, ReadOnlyMemory<byte> Code);

/// <summary>A reference: type and id where it is relative to the server, else the whole address in <paramref name="Url"/>.</summary>
public readonly record struct ReferenceValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Url);

/// <summary>First and last Unix millisecond, both inclusive; an open end is the smallest or largest long.</summary>
public readonly record struct DateValue(SearchParameterDefinition Parameter, long Low, long High);

/// <summary>A number.</summary>
public readonly record struct NumberValue(SearchParameterDefinition Parameter, double Value);

/// <summary>An amount with the unit's system and code; a Range has two ends, of which an open one is infinite.</summary>
public readonly record struct QuantityValue(SearchParameterDefinition Parameter, double Low, double High, ReadOnlyMemory<byte> System, ReadOnlyMemory<byte> Code);

/// <summary>A URI, as it stands in the resource.</summary>
public readonly record struct UriValue(SearchParameterDefinition Parameter, ReadOnlyMemory<byte> Uri);

/// <summary>Everything that a resource is found by. The memory points into the document that it was taken from.</summary>
public sealed class IndexValues
{
    /// <summary>Values of string parameters.</summary>
    public List<StringValue> Strings { get; } = [];

    /// <summary>Values of token parameters.</summary>
    public List<TokenValue> Tokens { get; } = [];

    /// <summary>Values of reference parameters.</summary>
    public List<ReferenceValue> References { get; } = [];

    /// <summary>Values of date parameters.</summary>
    public List<DateValue> Dates { get; } = [];

    /// <summary>Values of number parameters.</summary>
    public List<NumberValue> Numbers { get; } = [];

    /// <summary>Values of quantity parameters.</summary>
    public List<QuantityValue> Quantities { get; } = [];

    /// <summary>Values of URI parameters.</summary>
    public List<UriValue> Uris { get; } = [];

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
        Dates.Clear();
        Numbers.Clear();
        Quantities.Clear();
        Uris.Clear();
        Subjects.Clear();
        Compartments.Clear();
    }
}
