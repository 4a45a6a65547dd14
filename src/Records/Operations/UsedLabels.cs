using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Operations;

/// <summary>
/// The labels that the resources of a type use, read from the index: one step for each label, however many resources have it. The index
/// has hashes; what a label is called is read from a resource that has it.
/// </summary>
internal static class UsedLabels
{
    private const int MaxLabels = 20_000;

    public static async ValueTask<Problem?> Add(SqlSession session, TypeDefinition type, MetaLabels labels)
    {
        foreach (var parameter in R4Definitions.Default.ParametersFor(type.Name))
        {
            switch (parameter.Code)
            {
                case "_tag" or "_security":
                    await AddCodes(session, Keys.Param(type, parameter), labels);
                    break;
                case "_profile":
                    await AddProfiles(session, Keys.Param(type, parameter), labels);
                    break;
                default:
                    break;
            }

            if (labels.Count > MaxLabels)
            {
                return new Problem(ProblemKind.TooLarge, $"More than {MaxLabels} labels are in use. Ask for one type: [type]/$meta.");
            }
        }

        return null;
    }

    private static async ValueTask AddCodes(SqlSession session, int param, MetaLabels labels)
    {
        long? last = null;
        while (labels.Count <= MaxLabels && await Next(session, param, last) is { } found)
        {
            last = found.Code;

            // A code of one system is told by any of its rows; the same code of another system is looked for among them.
            List<long> systems = [];
            for (var row = ((long Rid, long System)?)(found.Rid, found.System); row is { } known; row = await Other(session, (param, found.Code), systems))
            {
                systems.Add(known.System);
                await AddOf(session, known.Rid, labels);
            }
        }
    }

    private static ValueTask<(long Code, long Rid, long System)?> Next(SqlSession session, int param, long? last) => last is { } code
        ? session.First("SELECT code, rid, system FROM ix_token WHERE param = $1 AND code > $2 ORDER BY code LIMIT 1", Map, param, code)
        : session.First("SELECT code, rid, system FROM ix_token WHERE param = $1 ORDER BY code LIMIT 1", Map, param);

    private static (long, long, long)? Map(Row row) => (row.Long(0), row.Long(1), row.Long(2));

    private static ValueTask<(long Rid, long System)?> Other(SqlSession session, (int Param, long Code) label, List<long> systems)
    {
        var others = string.Join(" AND ", systems.Select((_, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"system <> ${i + 3}")));
        return session.First(
            $"SELECT rid, system FROM ix_token WHERE param = $1 AND code = $2 AND {others} LIMIT 1", r => ((long, long)?)(r.Long(0), r.Long(1)), [label.Param, label.Code, .. systems.Select(s => (SqlValue)s)]);
    }

    private static async ValueTask AddProfiles(SqlSession session, int param, MetaLabels labels)
    {
        var last = "";
        while (labels.Count <= MaxLabels
            && await session.First("SELECT value, rid FROM ix_uri WHERE param = $1 AND value > $2 ORDER BY value LIMIT 1", r => ((string, long)?)(r.Text(0), r.Long(1)), param, last) is { } found)
        {
            last = found.Item1;
            await AddOf(session, found.Item2, labels);
        }
    }

    private static async ValueTask AddOf(SqlSession session, long rid, MetaLabels labels)
    {
        if (await session.First("SELECT body FROM resource WHERE rid = $1", r => BodyCompression.Decompress(r.Span(0)), rid) is { Length: > 0 } body)
        {
            labels.Add(StoredMeta.Of(body));
        }
    }
}
