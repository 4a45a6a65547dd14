using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;

namespace Helhed.Tests.Architecture.Support;

/// <summary>What other rooms can see of a room: public types, and their public and inheritable members.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<Type> Types(Assembly assembly) =>
        assembly.GetTypes().Where(type => IsVisible(type) && !LoadedRooms.IsGenerated(type));

    /// <summary>Members that a person wrote: no overrides, no accessors, nothing that a record gets for free.</summary>
    public static IEnumerable<MemberInfo> Members(Type type) => typeof(Delegate).IsAssignableFrom(type)
        ? []
        : type.GetMembers(Declared).Where(member => IsVisible(type, member) && !member.IsDefined(typeof(CompilerGeneratedAttribute)) && !member.Name.Contains('<', StringComparison.Ordinal));

    /// <summary>Razor makes every component public, with a constructor of its own.</summary>
    public static bool IsComponent(Type type) => typeof(IComponent).IsAssignableFrom(type);

    /// <summary>Types that the definition compiler writes: the typed resources of R4.</summary>
    public static bool IsTypedResource(Type type) =>
        type.Namespace == "Helhed.Fhir.R4";

    private static bool IsVisible(Type type) => type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType!));

    private static bool IsVisible(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor => !constructor.IsStatic && !IsComponent(type) && IsVisible(type, constructor),
        MethodInfo method => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && IsVisible(type, method) && !IsOverride(method),
        PropertyInfo property => property.GetAccessors(nonPublic: true) is var accessors && accessors.Any(accessor => IsVisible(type, accessor)) && !accessors.Any(IsOverride),
        FieldInfo field => !field.IsSpecialName && (field.IsPublic || (!type.IsSealed && (field.IsFamily || field.IsFamilyOrAssembly))),
        EventInfo happening => IsVisible(type, happening.AddMethod!),
        _ => false,
    };

    private static bool IsVisible(Type type, MethodBase method) =>
        method.IsPublic || (!type.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly));

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;
}
