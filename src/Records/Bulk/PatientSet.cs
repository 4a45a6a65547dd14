using System.Text;

namespace Helhed.Records.Bulk;

/// <summary>
/// The patients of an export, asked for a hundred at a time. A resource of several of them belongs to the first hundred that has one, so
/// that it is exported once.
/// </summary>
internal sealed class PatientSet
{
    private const int PerSearch = 100;

    private readonly Dictionary<string, int> _chunkOfId = new(StringComparer.Ordinal);
    private readonly string[][] _chunks;

    public PatientSet(IEnumerable<string> ids)
    {
        _chunks = [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(PerSearch)];
        for (var c = 0; c < _chunks.Length; c++)
        {
            foreach (var id in _chunks[c])
            {
                _chunkOfId[id] = c;
            }
        }
    }

    public int Chunks => _chunks.Length;

    /// <summary>The patients of a chunk as the value of a reference parameter.</summary>
    public string Value(int chunk) => string.Join(',', _chunks[chunk].Select(id => $"Patient/{id}"));

    public string Ids(int chunk) => string.Join(',', _chunks[chunk]);

    public bool IsIn(int chunk, ReadOnlyMemory<byte> id) => _chunkOfId.TryGetValue(Encoding.UTF8.GetString(id.Span), out var its) && its == chunk;

    /// <summary>True when none of the resource's patients is in an earlier chunk.</summary>
    public bool IsFirst(int chunk, IReadOnlyList<ReadOnlyMemory<byte>> compartments)
    {
        foreach (var id in compartments)
        {
            if (_chunkOfId.TryGetValue(Encoding.UTF8.GetString(id.Span), out var its) && its < chunk)
            {
                return false;
            }
        }

        return true;
    }

    public bool HasAny(IReadOnlyList<ReadOnlyMemory<byte>> compartments)
    {
        foreach (var id in compartments)
        {
            if (_chunkOfId.ContainsKey(Encoding.UTF8.GetString(id.Span)))
            {
                return true;
            }
        }

        return false;
    }
}
