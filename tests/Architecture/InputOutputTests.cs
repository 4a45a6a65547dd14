using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>Fhir is a library without input and output: it gets bytes and gives bytes, and so runs anywhere and tests fast.</summary>
public sealed class InputOutputTests
{
    private static readonly string[] BannedAssemblies = ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "Microsoft.AspNetCore.Http.Abstractions"];

    private static readonly string[] BannedTypes =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileSystemWatcher",
        "System.IO.RandomAccess", "System.Diagnostics.Process",
    ];

    private static readonly string[] BannedNamespaces = ["System.Net.", "System.IO.Pipes.", "System.IO.MemoryMappedFiles.", "System.Data."];

    [Fact]
    public void Fhir_reads_and_writes_nothing() =>
        Rule.Holds(Found(CompiledAssembly.Rooms.Single(assembly => assembly.Room == "Fhir")));

    [Fact]
    public void A_file_a_socket_a_process_and_a_database_are_caught()
    {
        var sample = CompiledAssembly.Sample(typeof(Reaches)) with { References = ["System.Runtime", "Npgsql"], ReferencedTypes = ["System.IO.Stream", "System.IO.FileStream"] };
        Rule.Catches(Found(sample), "Npgsql", "System.IO.FileStream", "System.IO.File.", "System.Net.Http.HttpClient", "System.Diagnostics.Process");
    }

    private static IEnumerable<Violation> Found(CompiledAssembly assembly)
    {
        var references = assembly.References.Where(BannedAssemblies.Contains).Select(name => new Violation($"{assembly.Name}.dll", $"references {name}."));
        var types = assembly.ReferencedTypes.Where(IsBanned).Select(type => new Violation($"{assembly.Name}.dll", $"names {type}."));
        var uses = assembly.Methods.SelectMany(method => method.Uses).Where(use => IsBanned(use.Type)).Select(use => new Violation(use.Place, $"uses {use.FullName}: {assembly.Room} does no input or output; let the caller hand the bytes in."));
        return references.Concat(types).Concat(uses);
    }

    private static bool IsBanned(string type) =>
        BannedTypes.Contains(type) || Array.Exists(BannedNamespaces, space => type.StartsWith(space, StringComparison.Ordinal));
}
