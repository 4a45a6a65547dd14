using System.Reflection;

namespace Helhed.Tests.Conformance;

/// <summary>Where things lie: the checkout that these tests were built from, and the suites beside it.</summary>
internal static class Place
{
    public static string Repository { get; } = Metadata("Repository");

    public static string Compiler { get; } = Metadata("Compiler");

    /// <summary>The files of a suite; skips the test when the suite is not there.</summary>
    public static IReadOnlyList<string> Suite(string name)
    {
        var folder = Path.GetFullPath(Path.Combine(Repository, "..", "shared", "suites", name));
        Assert.SkipUnless(Directory.Exists(folder), $"The suite {name} is not here: put its files into {folder}");
        return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
    }

    private static string Metadata(string key) => typeof(Place).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
