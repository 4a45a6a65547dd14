using System.Collections.Frozen;
using System.Text.Json;

namespace Helhed.Ui;

/// <summary>
/// The built web assets: logical names ("helhed.css") to addresses ("/assets/helhed.82c3….css"),
/// read once from the manifest.json that web/build.mjs writes.
/// </summary>
public sealed class AssetCatalogue
{
    /// <summary>The path below which assets are served.</summary>
    public const string Root = "/assets/";

    private readonly FrozenDictionary<string, string> _addresses;
    private readonly string[] _icons;

    private AssetCatalogue(string folder, FrozenDictionary<string, string> addresses)
    {
        Folder = folder;
        _addresses = addresses;
        _icons = addresses.TryGetValue("icons.svg", out var sprite) ? [.. Enum.GetValues<IconName>().Order().Select(name => $"{sprite}#{Ui.Icon.Id(name)}")] : [];
    }

    /// <summary>The folder the files lie in.</summary>
    public string Folder { get; }

    /// <summary>Reads <c>manifest.json</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="FileNotFoundException">The assets have not been built; the message says how.</exception>
    public static AssetCatalogue Read(string folder)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        if (!File.Exists(manifest))
        {
            throw new FileNotFoundException(
                $"The web assets are missing: {manifest}. Build them with `npm ci && node build.mjs` in the folder web.", manifest);
        }

        var names = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(manifest)) ?? [];
        var addresses = names.ToFrozenDictionary(n => n.Key, n => Root + n.Value, StringComparer.Ordinal);
        return new AssetCatalogue(Path.GetFullPath(folder), addresses);
    }

    /// <summary>The address of an asset by its logical name.</summary>
    /// <exception cref="KeyNotFoundException">No such asset was built.</exception>
    public string Address(string name) =>
        _addresses.TryGetValue(name, out var address)
            ? address
            : throw new KeyNotFoundException($"No web asset is called '{name}'. Built are: {string.Join(", ", _addresses.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>The address of an icon in the sprite: a page has dozens, so they are made once.</summary>
    internal string Icon(IconName name) => _icons.Length > 0 ? _icons[(int)name] : Address("icons.svg");

    /// <summary>File names below <see cref="Root"/> that may be served.</summary>
    internal IEnumerable<string> FileNames => _addresses.Values.Select(a => a[Root.Length..]);
}
