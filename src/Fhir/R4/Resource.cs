using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.R4;

/// <remarks>Two resources are equal when their JSON is.</remarks>
public abstract partial record Resource
{
    /// <summary>Name of the resource type, e.g. <c>Patient</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>True when the other is of the same type and would be written as the same JSON.</summary>
    public virtual bool Equals(Resource? other) =>
        ReferenceEquals(this, other) || (other is not null && EqualityContract == other.EqualityContract && TypedContent.Of(this).SequenceEqual(TypedContent.Of(other)));

    /// <inheritdoc/>
    public override int GetHashCode() => TypedContent.Hash(TypedContent.Of(this));

    /// <summary>Type and id, such as <c>Patient/1</c>: never the content, which does not belong into logs.</summary>
    public sealed override string ToString() => $"{TypeName}/{Id}";

    /// <summary>Prints nothing.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    internal void Write(TypedOutput output)
    {
        output.Writer.WriteStartObject();
        output.Writer.WriteString("resourceType"u8, TypeName);
        WriteMembers(output);
        output.Writer.WriteEndObject();
    }
}
