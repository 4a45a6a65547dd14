using Helhed.Fhir.Packages;

namespace Helhed.Commands;

/// <summary>Opens a FHIR package at the command line: an archive, or the folder of one.</summary>
internal static class PackageFile
{
    /// <summary>Opens several; stops at the first that cannot be read.</summary>
    /// <returns>Null, or the path and why it cannot be read.</returns>
    public static string? ReadAll(IEnumerable<string> paths, List<FhirPackage> packages)
    {
        foreach (var path in paths)
        {
            if (Read(path, out var package) is { } problem)
            {
                return $"{path}: {problem}";
            }

            packages.Add(package!);
        }

        return null;
    }

    /// <returns>Null, or why it cannot be read.</returns>
    public static string? Read(string path, out FhirPackage? package)
    {
        package = null;
        try
        {
            if (Directory.Exists(path))
            {
                package = FhirPackage.Read(Files(path));
            }
            else if (File.Exists(path))
            {
                using var archive = File.OpenRead(path);
                package = FhirPackage.ReadArchive(archive);
            }

            return package is null ? "there is no such file or folder." : package.Resources.Count == 0 ? "there are no definitions in it." : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    // A package keeps its definitions in the folder "package"; one that is being made keeps them where it is.
    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Files(string path)
    {
        var inner = Path.Combine(path, "package");
        return Directory.EnumerateFiles(Directory.Exists(inner) ? inner : path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), (ReadOnlyMemory<byte>)File.ReadAllBytes(file)));
    }
}
