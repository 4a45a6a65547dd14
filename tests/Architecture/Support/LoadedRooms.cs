using System.Reflection;
using System.Runtime.CompilerServices;

namespace Helhed.Tests.Architecture.Support;

/// <summary>The rooms' assemblies, loaded for reflection.</summary>
internal static class LoadedRooms
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Lazy<IReadOnlyList<Assembly>> Loaded = new(() => Repository.Rooms.Select(room => Assembly.Load($"Helhed.{room}")).ToList());

    public static IReadOnlyList<Assembly> All => Loaded.Value;

    public static string Room(Assembly assembly) => assembly.GetName().Name!["Helhed.".Length..];

    /// <summary>Made by the compiler or a source generator, at any depth of nesting.</summary>
    public static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal)
        || type.IsDefined(typeof(CompilerGeneratedAttribute))
        || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute))
        || type.Name == "_Imports"
        || type is { Namespace: null, Name: "Program" }
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    /// <summary>A record class is known by its clone method, a record struct by how it prints its members.</summary>
    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Any) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Any) is not null);
}
