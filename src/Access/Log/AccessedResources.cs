using System.Collections;
using System.Globalization;

namespace Helhed.Access.Log;

/// <summary>Versions of resources that were accessed, each read as <c>Type/id/_history/version</c>. A search shows many, and who asks needs none of the names.</summary>
public sealed class AccessedResources : IReadOnlyList<string>
{
    private readonly List<(string Type, string Id, long Version)> _versions = [];

    /// <inheritdoc/>
    public int Count => _versions.Count;

    /// <inheritdoc/>
    public string this[int index]
    {
        get
        {
            var (type, id, version) = _versions[index];
            return string.Create(CultureInfo.InvariantCulture, $"{type}/{id}/_history/{version}");
        }
    }

    /// <summary>Adds a version.</summary>
    /// <param name="type">Type of the resource.</param>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version, from 1.</param>
    public void Add(string type, string id, long version) => _versions.Add((type, id, version));

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < _versions.Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void WriteTo(BlockWriter block, int index)
    {
        var (type, id, version) = _versions[index];
        block.Name(type, id, version);
    }
}
