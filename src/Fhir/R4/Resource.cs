using System.Text.Json;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.R4;

public abstract partial record Resource
{
    /// <summary>Name of the resource type, e.g. <c>Patient</c>.</summary>
    public abstract string TypeName { get; }

    internal virtual void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, TypeName);
        WriteMembers(writer);
        writer.WriteEndObject();
    }
}

/// <summary>A resource of a type that has no record of its own here: it keeps its JSON.</summary>
public sealed record OtherResource : Resource
{
    private readonly ReadOnlyMemory<byte> _json;

    internal OtherResource(NodeReader node)
        : base(node)
    {
        TypeName = node.TypeName;
        _json = node.Document.Json.Slice(node.Node.Start, node.Node.Length);
    }

    /// <inheritdoc/>
    public override string TypeName { get; }

    internal override void Write(Utf8JsonWriter writer) => writer.WriteRawValue(_json.Span, skipInputValidation: true);
}
