using System.Text.RegularExpressions;
using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>Names that say nothing are banned, and so are interfaces that only stand in for one class.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] NamedFiles = [".cs", ".razor", ".ts", ".js", ".mjs", ".css", ".scss", ".csproj"];

    /// <summary>Interfaces that may have a single implementation in src, each with its reason.</summary>
    private static readonly Dictionary<string, string> AllowedInterfaces = [];

    [Fact]
    public void Files_and_folders_have_telling_names() => Rule.Holds(BadFiles(Repository.Files));

    // Typed resources have the standard's names: ElementDefinition.base is ElementDefinitionBase.
    [Fact]
    public void Types_have_telling_names() =>
        Rule.Holds(LoadedRooms.All.SelectMany(room => room.GetTypes()).Where(type => !LoadedRooms.IsGenerated(type) && !PublicSurface.IsTypedResource(type)).SelectMany(BadType));

    [Fact]
    public void Interfaces_have_two_implementations() =>
        Rule.Holds(LonelyInterfaces(LoadedRooms.All.SelectMany(room => room.GetTypes()).ToList()));

    [Fact]
    public void An_empty_name_is_caught()
    {
        var files = new[] { "src/A/TextHelper.cs", "src/A/Common/Row.cs", "web/styles/_base.scss", "web/utils.ts", "src/A/Database.cs", "src/A/Manage.cs" };
        Rule.Catches(BadFiles(files.Select(path => new RepositoryFile(path, () => ""))), "TextHelper.cs", "Common/Row.cs", "_base.scss", "utils.ts");
        Rule.Catches(new[] { typeof(WardManager), typeof(Wide) }.SelectMany(BadType), "WardManager");
    }

    [Fact]
    public void An_interface_for_one_class_is_caught() =>
        Rule.Catches(LonelyInterfaces([typeof(IWard), typeof(Ward), typeof(IRow), typeof(LongRow), typeof(ShortRow)]), "IWard");

    private static IEnumerable<Violation> BadFiles(IEnumerable<RepositoryFile> files) => files
        .Where(file => NamedFiles.Contains(Path.GetExtension(file.Path)))
        .Where(file => file.Path.Split('/').Any(part => BannedPart().IsMatch(part.Split('.')[0])))
        .Select(file => new Violation(file.Path, "Helper, Utils, Manager, Common and Base say nothing: name it after what it holds."));

    private static IEnumerable<Violation> BadType(Type type)
    {
        var name = type.Name.Split('`')[0];
        return BannedSuffix().IsMatch(name) ? [new Violation(type.FullName!, $"{name} says nothing: name it after what it does.")] : [];
    }

    private static IEnumerable<Violation> LonelyInterfaces(IReadOnlyCollection<Type> types)
    {
        var implementers = types.Where(type => !type.IsInterface && !type.IsAbstract)
            .SelectMany(type => type.GetInterfaces().Select(Definition).Distinct())
            .CountBy(contract => contract)
            .ToDictionary();
        return types.Where(type => type.IsInterface && !LoadedRooms.IsGenerated(type) && !AllowedInterfaces.ContainsKey(type.FullName!))
            .Where(type => implementers.GetValueOrDefault(type) < 2)
            .Select(type => new Violation(type.FullName!, $"has {implementers.GetValueOrDefault(type)} implementation(s) in src: use the class itself, or list it in NamingTests.AllowedInterfaces with the reason."));
    }

    private static Type Definition(Type contract) => contract.IsGenericType ? contract.GetGenericTypeDefinition() : contract;

    [GeneratedRegex("(Helpers?|Utils?|Utilities|Managers?|Common|Base)$")]
    private static partial Regex BannedSuffix();

    // Kebab and snake names have their words apart; Pascal names end in the word.
    [GeneratedRegex("(Helpers?|Utils?|Utilities|Managers?|Common|Base)$|(^|[-_])(helpers?|utils?|utilities|managers?|common|base)$")]
    private static partial Regex BannedPart();
}
