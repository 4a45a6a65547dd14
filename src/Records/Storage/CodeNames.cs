using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// Keeps what codes and units are called. The table only grows, and holds each name once for all resources, so that "code:text=blood"
/// costs no row in each of a million Observations.
/// </summary>
internal sealed class CodeNames
{
    private const int MaxKnown = 200_000;

    private readonly Lock _lock = new();
    private HashSet<CodeName> _known = [];

    /// <summary>System of UCUM's units.</summary>
    public static ReadOnlySpan<byte> Ucum => "http://unitsofmeasure.org"u8;

    /// <summary>Adds the names that are new. What is known is only remembered when the transaction has been committed.</summary>
    public async ValueTask Write(WriteTransaction tx, IEnumerable<IndexRows> rows)
    {
        List<CodeName>? fresh = null;
        lock (_lock)
        {
            foreach (var row in rows)
            {
                foreach (var name in row.Names)
                {
                    if (!_known.Contains(name))
                    {
                        (fresh ??= []).Add(name);
                    }
                }
            }
        }

        if (fresh is null)
        {
            return;
        }

        // In one order, so that two transactions that add the same names wait for each other instead of blocking each other.
        var ordered = fresh.Distinct().OrderBy(n => n.Kind).ThenBy(n => n.Key).ThenBy(n => n.System).ThenBy(n => n.Text, StringComparer.Ordinal).ToList();
        foreach (var name in ordered)
        {
            await tx.Post("INSERT INTO code_name (kind, key, system, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", name.Kind, name.Key, name.System, name.Text);
        }

        tx.OnCommitted(() => Remember(ordered));
    }

    private void Remember(List<CodeName> names)
    {
        lock (_lock)
        {
            if (_known.Count > MaxKnown)
            {
                _known = [];
            }

            _known.UnionWith(names);
        }
    }
}
