using System.Xml.Linq;
using Helhed.Tests.Architecture.Support;

namespace Helhed.Tests.Architecture;

/// <summary>Which room may know which. Checked on every project file and on every assembly that was built from one.</summary>
public sealed class BoundaryTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Platform"] = [],
        ["Fhir"] = [],
        ["Access"] = ["Platform", "Fhir"],
        ["Records"] = ["Platform", "Fhir", "Access"],
        ["Booking"] = ["Platform", "Fhir", "Access", "Records"],
        ["Ui"] = [],
        ["Entrance"] = ["Ui", "Platform", "Fhir", "Access"],
        ["Citizen"] = ["Ui", "Platform", "Fhir", "Access", "Records", "Booking"],
        ["Clinic"] = ["Ui", "Platform", "Fhir", "Access", "Records", "Booking"],
        ["Admin"] = ["Ui", "Platform", "Fhir", "Access", "Records"],
        ["Synthetic"] = ["Platform", "Fhir"],
        ["Helhed"] = ["Platform", "Fhir", "Access", "Records", "Booking", "Ui", "Entrance", "Citizen", "Clinic", "Admin", "Synthetic"],
        ["DefinitionCompiler"] = [],
        ["Architecture"] = ["Platform", "Fhir", "Access", "Records", "Booking", "Ui", "Entrance", "Citizen", "Clinic", "Admin", "Synthetic", "Helhed", "DefinitionCompiler"],
        ["Engine"] = ["Platform", "Fhir"],
        ["Modules"] = ["Platform", "Fhir", "Access", "Records", "Booking", "Ui", "Entrance", "Citizen", "Clinic", "Admin", "Synthetic", "Helhed"],
        ["Scenarios"] = ["Platform", "Fhir", "Access", "Records", "Booking", "Ui", "Entrance", "Citizen", "Clinic", "Admin", "Synthetic", "Helhed"],
        ["Conformance"] = ["Platform", "Fhir", "Access", "Records", "Synthetic", "Helhed", "DefinitionCompiler"],
        ["Browser"] = ["Platform", "Fhir", "Access", "Records", "Booking", "Ui", "Entrance", "Citizen", "Clinic", "Admin", "Synthetic", "Helhed"],
    };

    [Fact]
    public void Projects_reference_only_what_the_table_allows() =>
        Rule.Holds(Repository.Projects.SelectMany(project => Crossings(project.Path, project.Name, project.References)));

    [Fact]
    public void Assemblies_reference_only_what_the_table_allows() =>
        Rule.Holds(CompiledAssembly.Rooms.SelectMany(assembly => Crossings($"{assembly.Name}.dll", assembly.Room, RoomsOf(assembly.References))));

    [Fact]
    public void Every_project_stands_in_the_solution() =>
        Rule.Holds(Outside(Repository.Projects.Select(project => project.Path), File.ReadAllText(Repository.FullPath("Helhed.slnx"))));

    [Fact]
    public void References_do_not_pass_through() =>
        Rule.Holds(PassingThrough(Repository.Files.Where(file => file.Name == "Directory.Build.props" || file.Path.EndsWith(".csproj", StringComparison.Ordinal))));

    [Fact]
    public void A_forbidden_or_unknown_project_is_caught()
    {
        const string Xml = """<Project><ItemGroup><ProjectReference Include="../Records/Records.csproj" /><ProjectReference Include="../Fhir/Fhir.csproj" /></ItemGroup></Project>""";
        var access = Project.Parse("src/Access/Access.csproj", Xml);
        Rule.Catches(Crossings(access.Path, access.Name, access.References), "Access may not know Records");
        Rule.Catches(Crossings("src/Stray/Stray.csproj", "Stray", []), "Stray is missing");
    }

    [Fact]
    public void A_forbidden_assembly_is_caught() =>
        Rule.Catches(
            Crossings("Helhed.Fhir.dll", "Fhir", RoomsOf(CompiledAssembly.Tests.References.Append("Helhed.Platform").Append("Npgsql"))),
            "Fhir may not know Platform");

    [Fact]
    public void A_project_outside_the_solution_is_caught() =>
        Rule.Catches(
            Outside(["src/Fhir/Fhir.csproj", "src/Stray/Stray.csproj"], """<Solution><Project Path="src/Fhir/Fhir.csproj" /></Solution>"""),
            "src/Stray/Stray.csproj");

    [Fact]
    public void A_reference_that_passes_through_is_caught() =>
        Rule.Catches(
            PassingThrough([new("src/A/A.csproj", () => "<DisableTransitiveProjectReferences>false</DisableTransitiveProjectReferences>"), new("Directory.Build.props", () => "<Project />")]),
            "src/A/A.csproj",
            "Directory.Build.props");

    private static IEnumerable<Violation> Crossings(string place, string room, IEnumerable<string> references)
    {
        if (!Allowed.TryGetValue(room, out var allowed))
        {
            return [new Violation(place, $"{room} is missing in the boundary table of tests/Architecture/BoundaryTests.cs: give it a row.")];
        }

        return references.Except(allowed).Select(other => new Violation(place, $"{room} may not know {other}: pass it through a record and the change feed, or change the boundary table and ARCHITECTURE.md together."));
    }

    private static IEnumerable<string> RoomsOf(IEnumerable<string> assemblies) =>
        assemblies.Where(name => name.StartsWith("Helhed.", StringComparison.Ordinal)).Select(name => name["Helhed.".Length..]);

    private static IEnumerable<Violation> Outside(IEnumerable<string> projects, string solution)
    {
        var listed = XDocument.Parse(solution).Descendants("Project").Select(project => (string?)project.Attribute("Path")).ToHashSet();
        return projects.Where(path => !listed.Contains(path)).Select(path => new Violation(path, "the project does not stand in Helhed.slnx."));
    }

    private static IEnumerable<Violation> PassingThrough(IEnumerable<RepositoryFile> files)
    {
        const string Switch = "<DisableTransitiveProjectReferences>";
        foreach (var file in files)
        {
            var text = file.Read();
            if (file.Path == "Directory.Build.props" ? !text.Contains($"{Switch}true<", StringComparison.Ordinal) : text.Contains(Switch, StringComparison.Ordinal))
            {
                yield return new Violation(file.Path, "DisableTransitiveProjectReferences is true in the root's Directory.Build.props and set nowhere else.");
            }
        }
    }
}
