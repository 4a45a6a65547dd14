using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;

namespace Helhed.Records.Searching;

/// <summary>What a statement is made in: who asks, when and where, and what had to be looked up beforehand.</summary>
internal sealed record SearchSurroundings(Caller Caller, TimeZoneInfo Local, long NowMs)
{
    /// <summary>Units of UCUM that have been seen; empty when no quantity is sought.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Added to parameter numbers: the rows of contained resources.</summary>
    public int ParamFlags { get; init; }

    /// <summary>Whom the caller stands for, when a search by staff about one patient goes the quick way; null when it goes by the whole rule.</summary>
    public PartyList? Plainly { get; init; }

    /// <summary>What is hidden from the caller inside of what they see; null for nothing.</summary>
    public Veil? Veil { get; init; }

    /// <summary>It was found out in this snapshot, or just before it, that nothing of the citizen's own record is kept from them.</summary>
    public bool IsPlainlyOwn { get; init; }

    /// <summary>In what state <see cref="IsPlainlyOwn"/> is only assumed, and the page's own statement says whether it was so; null where it was found out.</summary>
    public long? AssumedState { get; init; }

    public bool IsContained => ParamFlags != 0;

    /// <summary>What the caller may see of a type.</summary>
    public Decision Decide(TypeDefinition type)
    {
        var decision = AccessRule.Decide(Caller, Act.Search, type.Name);
        return IsPlainlyOwn && decision.Sight is { IsOwn: true } own ? decision with { Sight = own.Plainly() } : decision;
    }
}
