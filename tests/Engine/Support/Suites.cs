using System.Reflection;

namespace Helhed.Tests.Engine;

/// <summary>The published test suites, which lie beside the checkout and are no part of it.</summary>
internal static class Suites
{
    public static string Repository { get; } =
        typeof(Suites).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;

    /// <summary>The folder of a suite; skips the test when the suite is not there.</summary>
    public static string Folder(string name) => Beside("suites", name);

    /// <summary>The folder of a suite; null when it is not there.</summary>
    public static string? Find(string name) => Path.GetFullPath(Path.Combine(Repository, "..", "shared", "suites", name)) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>The folder of published packages' definitions; skips the test when it is not there.</summary>
    public static string Package(string name) => Beside("packages", name);

    /// <summary>One row of the table that <c>./dev test all</c> prints.</summary>
    public static void Tell(string suite, int passed, int of, string exceptions = "") =>
        Console.WriteLine($"suite {suite}: {passed} of {of}{(exceptions.Length > 0 ? "; exceptions: " + exceptions : "")}");

    private static string Beside(string kind, string name)
    {
        var folder = Path.GetFullPath(Path.Combine(Repository, "..", "shared", kind, name));
        Assert.SkipUnless(Directory.Exists(folder), $"The suite {name} is not here: put its files into {folder}");
        return folder;
    }
}
