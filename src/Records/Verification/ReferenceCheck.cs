using System.Globalization;
using System.Text;
using Helhed.Platform.Data;
using Helhed.Records.Operations;

namespace Helhed.Records.Verification;

/// <summary>Looks up what resources refer to, and counts what is not there.</summary>
internal sealed class ReferenceCheck(SqlSession session)
{
    private const int PerStatement = 64;
    private const int MostKnown = 500_000;

    private readonly HashSet<long> _known = [];
    private readonly Dictionary<(string From, string To), long> _unresolved = [];
    private readonly List<string> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> First => _first;

    public IReadOnlyList<UnresolvedReferences> Unresolved =>
        [.. _unresolved.Select(u => new UnresolvedReferences(u.Key.From, u.Key.To, u.Value)).OrderByDescending(u => u.Count).ThenBy(u => u.From, StringComparer.Ordinal).ThenBy(u => u.To, StringComparer.Ordinal)];

    public async ValueTask Add(IReadOnlyList<ScannedResource> page)
    {
        var found = new List<(ScannedResource From, string Type, string Id, long Key)>();
        foreach (var resource in page.Where(r => r.Fault is null && !r.Row.IsDeleted))
        {
            ReferenceScan.Find(resource.Row.Body, [], (type, id) => found.Add((resource, type, id, Keys.Reference(type, id))));
        }

        Count += found.Count;
        if (_known.Count > MostKnown)
        {
            _known.Clear();
        }

        await LookUp([.. found.Select(f => f.Key).Where(k => !_known.Contains(k)).Distinct()]);
        foreach (var (from, type, id, _) in found.Where(f => !_known.Contains(f.Key)))
        {
            var types = (from.Row.Definition.Name, type);
            _unresolved[types] = _unresolved.GetValueOrDefault(types) + 1;
            if (_first.Count < VerifyReport.MostNamed)
            {
                _first.Add($"{types.Name}/{from.Row.Id} → {type}/{id}");
            }
        }
    }

    private async ValueTask LookUp(long[] keys)
    {
        foreach (var chunk in keys.Chunk(PerStatement))
        {
            var sql = new StringBuilder("SELECT self FROM resource WHERE act <> 2 AND self IN (");
            var values = new SqlValue[PerStatement];
            for (var i = 0; i < PerStatement; i++)
            {
                values[i] = chunk[Math.Min(i, chunk.Length - 1)];
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}${i + 1}");
            }

            _known.UnionWith(await session.Query(sql.Append(')').ToString(), r => r.Long(0), values));
        }
    }
}
