using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.R4;

/// <remarks>Two elements are equal when their JSON is.</remarks>
public partial record Element
{
    /// <summary>True when the other is of the same type and would be written as the same JSON.</summary>
    public virtual bool Equals(Element? other) =>
        ReferenceEquals(this, other) || (other is not null && EqualityContract == other.EqualityContract && TypedContent.Of(this).SequenceEqual(TypedContent.Of(other)));

    /// <inheritdoc/>
    public override int GetHashCode() => TypedContent.Hash(TypedContent.Of(this));

    /// <summary>The type's name: never the content, which does not belong into logs.</summary>
    public sealed override string ToString() => EqualityContract.Name;

    /// <summary>Prints nothing.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
