using Helhed.Platform.Data;

namespace Helhed.Records.Verification;

/// <summary>Looks up whether the names of codes and units that occur are known.</summary>
internal sealed class NameCheck(SqlSession session, FaultList faults)
{
    private const int MostKnown = 300_000;

    private readonly HashSet<CodeName> _known = [];

    public async ValueTask Add(IReadOnlyList<ScannedResource> page)
    {
        if (_known.Count > MostKnown)
        {
            _known.Clear();
        }

        foreach (var resource in page)
        {
            foreach (var name in resource.Rows.Names)
            {
                if (!_known.Add(name))
                {
                    continue;
                }

                var isThere = await session.First(
                    "SELECT kind FROM code_name WHERE kind = $1 AND key = $2 AND system = $3 AND text = $4", r => (int?)r.Int(0), name.Kind, name.Key, name.System, name.Text);
                if (isThere is null)
                {
                    faults.Add(StoreFault.MissingName, $"{resource.Row.Definition.Name}/{resource.Row.Id}", "A code's or unit's name is not in code_name.");
                }
            }
        }
    }
}
