using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Helhed.Tests.Architecture.Support;

/// <summary>A file of the repository. The path is relative to the root, with forward slashes.</summary>
internal sealed record RepositoryFile(string Path, Func<string> Read)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>A project: its name, where it stands, and the names of the projects it references.</summary>
internal sealed record Project(string Name, string Path, IReadOnlyList<string> References)
{
    public static Project Parse(string path, string xml) => new(
        System.IO.Path.GetFileNameWithoutExtension(path),
        path,
        XDocument.Parse(xml).Descendants("ProjectReference")
            .SelectMany(reference => Repository.Expand(path, (string?)reference.Attribute("Include") ?? ""))
            .ToList());
}

/// <summary>The checkout that these tests were compiled from.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<RepositoryFile>> AllFiles = new(ListFiles);

    private static readonly Lazy<IReadOnlyList<Project>> AllProjects = new(() => Files
        .Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(file => Project.Parse(file.Path, file.Read()))
        .ToList());

    public static string Root { get; } = FindRoot();

    /// <summary>What git holds or would take: tracked files, and new ones that .gitignore does not name.</summary>
    public static IReadOnlyList<RepositoryFile> Files => AllFiles.Value;

    public static IReadOnlyList<Project> Projects => AllProjects.Value;

    /// <summary>The rooms: the projects under src, by name.</summary>
    public static IReadOnlyList<string> Rooms => Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal)).Select(project => project.Name).Order(StringComparer.Ordinal).ToList();

    public static string FullPath(string relative) => Path.Combine(Root, relative);

    /// <summary>Names of the projects that an Include means; a star stands for any folder or file.</summary>
    public static IEnumerable<string> Expand(string projectPath, string include)
    {
        if (!include.Contains('*', StringComparison.Ordinal))
        {
            return [Path.GetFileNameWithoutExtension(include)];
        }

        var star = include.IndexOf('*', StringComparison.Ordinal);
        var folder = Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(projectPath)!, include[..star]));
        return Directory.EnumerateDirectories(folder).SelectMany(child => Directory.EnumerateFiles(child, "*.csproj")).Select(file => Path.GetFileNameWithoutExtension(file));
    }

    private static string FindRoot([CallerFilePath] string source = "")
    {
        // Artifacts may be built outside the checkout; then the place this file was compiled from leads to the root.
        foreach (var start in new[] { AppContext.BaseDirectory, source })
        {
            for (var folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Helhed.slnx")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException($"Helhed.slnx was found neither above {AppContext.BaseDirectory} nor above {source}: run the tests inside a checkout.");
    }

    private static List<RepositoryFile> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start: the tests ask it which files belong to the repository.");
        var paths = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git ls-files ended with {git.ExitCode} in {Root}: run the tests inside a git checkout.");
        return paths.Where(path => File.Exists(FullPath(path))).Select(path => new RepositoryFile(path, () => File.ReadAllText(FullPath(path)))).ToList();
    }
}
