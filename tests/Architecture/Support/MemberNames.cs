using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Helhed.Tests.Architecture.Support;

/// <summary>Readable names for metadata tokens: <c>System.DateTime</c>, <c>System.Collections.Generic.List+Enumerator</c>; without arity or type arguments.</summary>
internal static class MemberNames
{
    private const byte Class = 0x12;
    private const byte ValueType = 0x11;
    private const byte GenericInstance = 0x15;

    public static (string Type, string Member) Of(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                return Of(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MemberReference:
                var reference = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return (TypeName(metadata, reference.Parent), metadata.GetString(reference.Name));
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return (TypeName(metadata, method.GetDeclaringType()), metadata.GetString(method.Name));
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return (TypeName(metadata, field.GetDeclaringType()), metadata.GetString(field.Name));
            default:
                return (TypeName(metadata, handle), "");
        }
    }

    public static string TypeName(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                var reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
                var outer = reference.ResolutionScope.Kind == HandleKind.TypeReference ? TypeName(metadata, reference.ResolutionScope) : null;
                return Join(outer, metadata.GetString(reference.Namespace), metadata.GetString(reference.Name));
            case HandleKind.TypeDefinition:
                var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
                var declaring = definition.GetDeclaringType();
                return Join(declaring.IsNil ? null : TypeName(metadata, declaring), metadata.GetString(definition.Namespace), metadata.GetString(definition.Name));
            case HandleKind.TypeSpecification:
                return SpecificationName(metadata, (TypeSpecificationHandle)handle);
            default:
                return "";
        }
    }

    private static string SpecificationName(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        var code = blob.ReadByte();
        if (code == GenericInstance)
        {
            code = blob.ReadByte();
        }

        return code is Class or ValueType ? TypeName(metadata, blob.ReadTypeHandle()) : "";
    }

    private static string Join(string? outer, string space, string name)
    {
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        var plain = tick < 0 ? name : name[..tick];
        return outer is not null ? $"{outer}+{plain}" : space.Length == 0 ? plain : $"{space}.{plain}";
    }
}
