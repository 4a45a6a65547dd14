using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>What a search asks of a resource. A tree: chains and <c>_has</c> hold what they ask of another resource.</summary>
internal abstract record Condition;

/// <summary>A parameter with values, one of which must fit: <c>name:modifier=value,value</c>.</summary>
internal sealed record ValueCondition(SearchParameterDefinition Parameter, string Modifier, IReadOnlyList<string> Values, string Name) : Condition
{
    /// <summary>What a value set or a hierarchy asks of the columns: set before the statement is made.</summary>
    public CodeTest? Codes { get; init; }

    /// <summary>True when it is met by a value that does not fit: <c>ne</c> of <c>_filter</c>.</summary>
    public bool IsUnequal { get; init; }

    /// <summary>True when texts that punctuation was left out of are not found: names could be guessed where they stand joined to something.</summary>
    public bool IsPlain { get; init; }
}

/// <summary><c>name:missing</c>.</summary>
internal sealed record MissingCondition(SearchParameterDefinition Parameter, bool IsMissing) : Condition;

/// <summary>Parts that must stand together below the resource: <c>name=a$b</c>.</summary>
internal sealed record CompositeCondition(SearchParameterDefinition Parameter, IReadOnlyList<string> Parts, string Name) : Condition;

/// <summary>A reference to a resource for which something holds: <c>subject:Patient.name=x</c>.</summary>
internal sealed record ChainCondition(SearchParameterDefinition Reference, IReadOnlyList<ChainTarget> Targets) : Condition;

/// <summary>One type that a chain may lead to.</summary>
internal sealed record ChainTarget(TypeDefinition Type, Condition Inner);

/// <summary>Some other resource refers to it, and for that one something holds: <c>_has:Observation:patient:code=x</c>.</summary>
internal sealed record HasCondition(TypeDefinition Type, SearchParameterDefinition Reference, Condition Inner) : Condition;

/// <summary>It is in a compartment: <c>/Patient/1/Observation</c>.</summary>
internal sealed record CompartmentCondition(string Compartment, string Id) : Condition;

/// <summary>It refers to one of these (keys of <c>Type/id</c>) by a parameter.</summary>
internal sealed record RefersCondition(SearchParameterDefinition Reference, IReadOnlyList<long> Targets) : Condition;

/// <summary>It is one of these (keys of <c>Type/id</c>).</summary>
internal sealed record SelfCondition(IReadOnlyList<long> Selves) : Condition;

/// <summary>It is on a List: <c>_list=42</c>. Becomes a <see cref="SelfCondition"/> before the statement is made.</summary>
/// <param name="ListId">Logical id; null for a list by its name.</param>
/// <param name="Name">What the list is for, such as <c>current-problems</c>; null for a list by its id.</param>
internal sealed record ListCondition(string? ListId, string? Name) : Condition;

/// <summary>It holds words: <c>_text</c>, <c>_content</c>.</summary>
internal sealed record WordsCondition(bool InNarrative, WordsQuery Query) : Condition;

/// <summary>Not.</summary>
internal sealed record NotCondition(Condition Inner) : Condition;

/// <summary>All of them.</summary>
internal sealed record AllCondition(IReadOnlyList<Condition> Inner) : Condition;

/// <summary>One of them.</summary>
internal sealed record AnyCondition(IReadOnlyList<Condition> Inner) : Condition;

/// <summary>Comparisons of texts that only <c>_filter</c> knows, as modifiers that no address can name.</summary>
internal static class StringTest
{
    /// <summary>The whole text, whatever the case of its letters.</summary>
    public const string Equal = "_eq";

    /// <summary>Its end.</summary>
    public const string End = "_ew";

    /// <summary>Behind it, by the code points of their letters.</summary>
    public const string Greater = "_gt";

    /// <summary>Before it.</summary>
    public const string Less = "_lt";

    /// <summary>Behind it, or equal.</summary>
    public const string GreaterOrEqual = "_ge";

    /// <summary>Before it, or equal.</summary>
    public const string LessOrEqual = "_le";

    /// <summary>True for a comparison of whole texts.</summary>
    public static bool IsOfWhole(string modifier) => modifier is Equal || IsOrder(modifier);

    /// <summary>True for a comparison by order.</summary>
    public static bool IsOrder(string modifier) => modifier is Greater or Less or GreaterOrEqual or LessOrEqual;
}

/// <summary>A condition on <c>x.code</c> and <c>x.system</c>, or on <c>x.target</c>.</summary>
/// <param name="Add">Adds it.</param>
internal sealed record CodeTest(Action<SqlText> Add);

/// <summary>A search that cannot be answered; caught where it was begun, and turned into its problem.</summary>
internal sealed class SearchRefusedException(Platform.Problem problem) : Exception(problem.Message)
{
    public Platform.Problem Problem { get; } = problem;
}

/// <summary>A criterion of a search over several types: read for each of them when its statement is made.</summary>
internal sealed record PerTypeCondition(string Name, string Value) : Condition;
