using System.Text.RegularExpressions;
using Helhed.Tests.Architecture.Support;

namespace Helhed.Tests.Architecture;

/// <summary>The root holds what a newcomer needs, and no file holds what belongs to one machine or to a day that never comes.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] Root =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Packages.props",
        "Helhed.slnx", "LICENSE", "README.md", "SECURITY.md", "THIRD-PARTY.md", "bench", "dev", "docs", "global.json", "src", "tests", "tools", "web",
    ];

    // Files of pictures and fonts are no text; these are what the repository may hold of them.
    private static readonly string[] Binary = [".png", ".jpg", ".webp", ".ico", ".woff", ".woff2", ".gz", ".dcm"];

    [Fact]
    public void The_root_holds_only_what_a_newcomer_needs() => Rule.Holds(Strays(Repository.Files));

    [Fact]
    public void No_file_names_a_machine_a_registry_or_unfinished_work() => Rule.Holds(Repository.Files.SelectMany(Traces));

    [Fact]
    public void The_architecture_names_every_room()
    {
        var path = Repository.FullPath("ARCHITECTURE.md");
        Assert.True(File.Exists(path), "ARCHITECTURE.md is missing.");
        Rule.Holds(Unnamed(File.ReadAllText(path), Repository.Rooms));
    }

    [Fact]
    public void The_script_runs_and_explains_every_verb() => Rule.Holds(Forgotten(File.ReadAllText(Repository.FullPath("dev")), Repository.Files.Select(f => f.Path)));

    [Fact]
    public void A_verb_the_script_forgets_is_caught() =>
        Rule.Catches(Forgotten("./dev one   does\n./dev three   does\n  serve | one | two)", ["src/Helhed/Commands/OneCommand.cs", "src/Helhed/Commands/TwoCommand.cs", "src/Helhed/Commands/ThreeCommand.cs"]), "dev two", "dev three");

    [Fact]
    public void A_stray_in_the_root_is_caught() =>
        Rule.Catches(Strays([new("notes.md", () => ""), new("scratch/a.cs", () => ""), new("src/a.cs", () => ""), new("README.md", () => "")]), "notes.md", "scratch");

    [Fact]
    public void A_trace_is_caught()
    {
        // The words are put together here, so that this file does not hold them.
        const string Home = "/ro" + "ot/";
        const string Later = "TO" + "DO";
        Rule.Catches(
            new RepositoryFile[]
            {
                new("docs/a.md", () => $"one\nsee {Home}notes"),
                new("docs/b.md", () => "see https://example.org/wo" + "rk/1 and " + Later),
                new("web/package-lock.json", () => "\"resol" + "ved\": \"https://registry.example.org/a.tgz\""),
                new("src/A/packages.lock.json", () => "\"resol" + "ved\": \"1.2.3\""),
                new("src/A/A.cs", () => $"// {Later}: finish\nthrow new NotImplemented" + "Exception();"),
            }.SelectMany(Traces),
            "docs/a.md:2",
            "web/package-lock.json:1",
            "src/A/A.cs:1",
            "src/A/A.cs:2");
    }

    [Fact]
    public void A_room_the_architecture_forgets_is_caught() =>
        Rule.Catches(Unnamed("## Platform\nFhirish", ["Platform", "Fhir"]), "Fhir");

    private static IEnumerable<Violation> Strays(IEnumerable<RepositoryFile> files) => files
        .Select(file => file.Path.Split('/')[0])
        .Distinct()
        .Except(Root)
        .Select(entry => new Violation(entry, "does not belong in the root: move it to docs, tools or tests, or add it to RepositoryTests.Root."));

    private static IEnumerable<Violation> Forgotten(string script, IEnumerable<string> files) => files
        .Select(path => VerbFile().Match(path))
        .Where(match => match.Success)
        .Select(match => match.Groups[1].Value.ToLowerInvariant())
        .Where(verb => verb != "serve" && !(Regex.IsMatch(script, $@"(?m)^ +serve \|[^)\n]*\b{verb}\b") && Regex.IsMatch(script, $@"(?m)^\./dev {verb}\b")))
        .Select(verb => new Violation($"dev {verb}", "is a verb of the program that ./dev does not run, or does not explain."));

    [GeneratedRegex("^src/Helhed/Commands/([A-Za-z]+)Command\\.cs$")]
    private static partial Regex VerbFile();

    private static IEnumerable<Violation> Traces(RepositoryFile file)
    {
        if (Binary.Contains(Path.GetExtension(file.Path)))
        {
            yield break;
        }

        var text = file.Read();
        var isSource = file.Path.StartsWith("src/", StringComparison.Ordinal);
        foreach (var (pattern, cure) in new[] { (MachinePath(), "names a path of one machine."), (RegistryHost(), "names a registry's host: restore without addresses in the lock file."), (Unfinished(), "unfinished work: finish it or leave it out.") })
        {
            if (pattern == Unfinished() && !isSource)
            {
                continue;
            }

            foreach (Match match in pattern.Matches(text))
            {
                yield return new Violation($"{file.Path}:{text.AsSpan(0, match.Index).Count('\n') + 1}", $"'{match.Value}' {cure}");
            }
        }
    }

    private static IEnumerable<Violation> Unnamed(string text, IEnumerable<string> rooms) => rooms
        .Where(room => !Regex.IsMatch(text, $@"\b{Regex.Escape(room)}\b"))
        .Select(room => new Violation("ARCHITECTURE.md", $"does not mention {room}."));

    // An address or a longer path may hold the same words; a machine's path begins with them. The brackets keep this line from matching itself.
    [GeneratedRegex("(?<![\\w.~-])/(?:work|root)/|/tmp/[a]rt")]
    private static partial Regex MachinePath();

    [GeneratedRegex("\"resolved\": *\"https?:")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\b(?:TODO|FIXME|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
