using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Helhed.Tests.Architecture.Support;

/// <summary>A member that a method calls or loads, at its line.</summary>
internal sealed record CodeUse(string Type, string Member, string Place)
{
    public string FullName => $"{Type}.{Member}";
}

/// <summary>A string that a method loads, at its line.</summary>
internal sealed record CodeText(string Text, string Place);

/// <summary>A method body as the compiler left it, with its source lines from the PDB.</summary>
internal sealed record CodeMethod(string Type, string Name, string File, int FirstLine, int Lines)
{
    public string Place => $"{File}:{FirstLine}";

    /// <summary>Whether this is the body of an async or iterator method, which the compiler has moved to <c>MoveNext</c>.</summary>
    public bool IsStateMachine { get; init; }

    /// <summary>Written by a generator: nothing that a person reads top to bottom.</summary>
    public bool IsGenerated => File.Length == 0 || File.EndsWith(".g.cs", StringComparison.Ordinal) || File.Contains("/obj/", StringComparison.Ordinal);

    public IReadOnlyList<CodeUse> Uses { get; init; } = [];

    public IReadOnlyList<CodeText> Texts { get; init; } = [];
}

/// <summary>One assembly read from its metadata, without loading it: what it references, and what each method uses and says.</summary>
internal sealed record CompiledAssembly(string Name, IReadOnlyList<string> References, IReadOnlyList<string> ReferencedTypes, IReadOnlyList<CodeMethod> Methods)
{
    private static readonly Lazy<IReadOnlyList<CompiledAssembly>> AllRooms = new(() => Repository.Rooms.Select(room => Read($"Helhed.{room}")).ToList());

    private static readonly Lazy<CompiledAssembly> Own = new(() => Read(typeof(CompiledAssembly).Assembly.GetName().Name!));

    /// <summary>The projects under src.</summary>
    public static IReadOnlyList<CompiledAssembly> Rooms => AllRooms.Value;

    /// <summary>These tests.</summary>
    public static CompiledAssembly Tests => Own.Value;

    /// <summary>The room's name, e.g. <c>Platform</c>.</summary>
    public string Room => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The deliberate violations in one class of these tests, in the shape of an assembly.</summary>
    public static CompiledAssembly Sample(Type type)
    {
        var name = type.FullName!;
        return Tests with
        {
            Name = $"Helhed.{type.Name}",
            Methods = Tests.Methods.Where(method => method.Type == name || method.Type.StartsWith($"{name}+", StringComparison.Ordinal)).ToList(),
        };
    }

    /// <summary>Reads an assembly that lies beside the tests, and its portable PDB.</summary>
    public static CompiledAssembly Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        Assert.True(File.Exists(path), $"{name}.dll does not lie beside the tests: reference its project in tests/Architecture/Architecture.csproj.");
        using var image = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path)));
        using var symbols = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(File.ReadAllBytes(Path.ChangeExtension(path, ".pdb"))));
        var metadata = image.GetMetadataReader();
        var pdb = symbols.GetMetadataReader();
        return new CompiledAssembly(
            name,
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList(),
            metadata.TypeReferences.Select(handle => MemberNames.TypeName(metadata, handle)).Distinct().ToList(),
            metadata.MethodDefinitions.Select(handle => ReadMethod(image, metadata, pdb, handle)).OfType<CodeMethod>().ToList());
    }

    private static CodeMethod? ReadMethod(PEReader image, MetadataReader metadata, MetadataReader pdb, MethodDefinitionHandle handle)
    {
        var definition = metadata.GetMethodDefinition(handle);
        if (definition.RelativeVirtualAddress == 0)
        {
            return null;
        }

        var debug = pdb.GetMethodDebugInformation(handle.ToDebugInformationHandle());
        var kickoff = debug.GetStateMachineKickoffMethod();
        var (type, name) = MemberNames.Of(metadata, kickoff.IsNil ? handle : kickoff);
        var lines = new SourceLines(pdb, debug);
        var uses = new List<CodeUse>();
        var texts = new List<CodeText>();
        foreach (var instruction in Il.Named(image.GetMethodBody(definition.RelativeVirtualAddress).GetILReader()))
        {
            if (instruction.Operand == OperandType.InlineString)
            {
                texts.Add(new CodeText(metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(instruction.Token)), lines.PlaceOf(instruction.Offset, name)));
            }
            else
            {
                var (usedType, member) = MemberNames.Of(metadata, MetadataTokens.EntityHandle(instruction.Token));
                uses.Add(new CodeUse(usedType, member, lines.PlaceOf(instruction.Offset, name)));
            }
        }

        return new CodeMethod(type, name, lines.File, lines.First, LengthOf(name, lines, metadata, definition))
        {
            IsStateMachine = !kickoff.IsNil,
            Uses = uses,
            Texts = texts,
        };
    }

    // The initialisers of instance fields are in the constructor and may lie far from it. Those of static fields are data, not steps.
    private static int LengthOf(string name, SourceLines lines, MetadataReader metadata, MethodDefinition definition) => name switch
    {
        ".ctor" => lines.Covered,
        ".cctor" when IsImplicit(metadata, definition) => 0,
        _ => lines.Span,
    };

    // A type without a static constructor of its own is marked so; its .cctor is then its field initialisers only.
    private static bool IsImplicit(MetadataReader metadata, MethodDefinition definition) =>
        metadata.GetTypeDefinition(definition.GetDeclaringType()).Attributes.HasFlag(TypeAttributes.BeforeFieldInit);
}
