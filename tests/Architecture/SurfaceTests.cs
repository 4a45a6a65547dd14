using System.Reflection;
using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>
/// What a room shows to others is listed in Surface/&lt;Room&gt;.txt, so that a wider surface is seen in review.
/// Typed resources are listed by name only: their members are the R4 definitions.
/// </summary>
public sealed class SurfaceTests
{
    private const string Accept = "HELHED_ACCEPT_SURFACE";
    private const string Folder = "tests/Architecture/Surface";

    [Fact]
    public void Rooms_show_what_they_say_they_show()
    {
        var accepts = Environment.GetEnvironmentVariable(Accept) == "1";
        var violations = new List<Violation>();
        foreach (var room in LoadedRooms.All)
        {
            var path = $"{Folder}/{LoadedRooms.Room(room)}.txt";
            var actual = Describe(PublicSurface.Types(room));
            if (accepts)
            {
                File.WriteAllText(Repository.FullPath(path), string.Concat(actual.Select(line => $"{line}\n")));
            }

            violations.AddRange(Changes(path, File.Exists(Repository.FullPath(path)) ? File.ReadAllLines(Repository.FullPath(path)) : [], actual));
        }

        Rule.Holds(violations);
    }

    [Fact]
    public void No_list_outlives_its_room() =>
        Rule.Holds(Repository.Files
            .Where(file => file.Path.StartsWith($"{Folder}/", StringComparison.Ordinal) && !Repository.Rooms.Contains(Path.GetFileNameWithoutExtension(file.Path)))
            .Select(file => new Violation(file.Path, "there is no such room.")));

    [Fact]
    public void A_member_that_came_and_one_that_went_are_caught()
    {
        var now = Describe([typeof(Shown)]);
        var then = now.Where(line => !line.Contains("Added", StringComparison.Ordinal)).Append("sealed class Shown: string Gone { get; }").ToList();
        var change = Assert.Single(Changes("Surface/Sample.txt", then, now)).Message;
        Assert.Contains("+ sealed class Helhed.Tests.Architecture.Violations.Shown: string? Added(int count = 3)", change, StringComparison.Ordinal);
        Assert.Contains("- sealed class Shown: string Gone", change, StringComparison.Ordinal);
        Assert.Equal(3, change.Split('\n').Length);
    }

    [Fact]
    public void Signatures_read_like_the_source() =>
        Assert.Equal(
            [
                "sealed class Helhed.Tests.Architecture.Violations.Shown",
                "    List<string?> Names { get; init; }",
                "    Shown(int? width)",
                "    static Task<bool> Try<T>(T given, out int count)",
                "    string? Added(int count = 3)",
            ],
            Describe([typeof(Shown)]));

    private static List<string> Describe(IEnumerable<Type> types) => types
        .Select(type => (Line: Signature.Of(type), Type: type))
        .OrderBy(pair => pair.Type.FullName, StringComparer.Ordinal)
        .SelectMany(pair => Members(pair.Type).Select(member => $"    {member}").Order(StringComparer.Ordinal).Prepend(pair.Line))
        .ToList();

    private static IEnumerable<string> Members(Type type) =>
        PublicSurface.IsTypedResource(type) ? [] : PublicSurface.Members(type).Select(Signature.Of);

    private static IEnumerable<Violation> Changes(string path, IEnumerable<string> listed, IEnumerable<string> actual)
    {
        var before = WithType(listed).ToList();
        var after = WithType(actual).ToList();
        var changes = after.Except(before).Select(line => $"+ {line}").Concat(before.Except(after).Select(line => $"- {line}")).ToList();
        return changes.Count == 0 ? [] : [new Violation(path, $"if the change is meant, run these tests once with {Accept}=1 and commit the list.\n    {string.Join("\n    ", changes)}")];
    }

    // A member's line stands under its type's; compared on its own it must say which type that was.
    private static IEnumerable<string> WithType(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
            {
                yield return $"{type}: {line.Trim()}";
            }
            else
            {
                yield return type = line;
            }
        }
    }
}
