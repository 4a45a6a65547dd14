// https://hl7.org/fhir/R4/http.html#trules
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records.Searching;

namespace Helhed.Records.Writing;

/// <summary>What criteria find of what is going to be written.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="IsSure">Whether there are no others: not all that can be asked of the database can be told from rows.</param>
internal readonly record struct Forecast(IReadOnlyList<string> Ids, bool IsSure);

/// <summary>
/// What a set of changes will have written, to be found by its own conditional references, which are resolved behind the changes. It is a
/// forecast from the index rows; once all is written, the database itself is asked (<see cref="Resolution.Recheck"/>).
/// </summary>
internal sealed class OwnWrites(RecordStore store)
{
    // 20,000 references to 20,000 resources by their names would take a minute: by a code or an id the rows are looked up.
    private const int MostTests = 2_000_000;

    private readonly Dictionary<int, OfType> _types = [];
    private readonly SearchSurroundings _surroundings = new(Caller.Program, store.Options.LocalZone, store.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    private int _tests;

    public void Add(PendingWrite write) => (_types.TryGetValue(write.Type.Index, out var own) ? own : _types[write.Type.Index] = new OfType(write.Type)).Add(write);

    /// <summary>What criteria find.</summary>
    public Outcome<Forecast> Find(Criteria criteria)
    {
        if (!_types.TryGetValue(criteria.Type.Index, out var own))
        {
            return new Forecast([], IsSure: true);
        }

        if (!SearchQueryReader.Read(store.Parameters, new SearchTarget(criteria.Type), criteria.Parameters, isLenient: false).TryGet(out var query, out var problem))
        {
            return problem;
        }

        try
        {
            return Find(own, query);
        }
        catch (SearchRefusedException refused)
        {
            return refused.Problem;
        }
    }

    private Outcome<Forecast> Find(OfType own, SearchQuery query)
    {
        var ids = new List<string>();
        var isSure = true;
        foreach (var write in own.Likely(query))
        {
            if (++_tests > MostTests)
            {
                return new Problem(ProblemKind.TooLarge, "The bundle has too many conditional references to what it changes itself. Refer to that by its fullUrl, or by identifiers.");
            }

            var holds = Holds(new RowMatch(write.Type, write.Rows, _surroundings.NowMs, _surroundings) { Id = write.Id }, query.Conditions);
            if (holds == true)
            {
                ids.Add(write.Id);
            }

            isSure &= holds is not null;
        }

        return new Forecast(ids, isSure);
    }

    private static bool? Holds(RowMatch row, IReadOnlyList<Condition> conditions)
    {
        bool? all = true;
        foreach (var condition in conditions)
        {
            switch (row.Holds(condition))
            {
                case false:
                    return false;
                case null:
                    all = null;
                    break;
                default:
                    break;
            }
        }

        return all;
    }

    /// <summary>The writes of one type.</summary>
    private sealed class OfType(TypeDefinition type)
    {
        private readonly List<PendingWrite> _all = [];
        private readonly Dictionary<string, PendingWrite> _byId = new(StringComparer.Ordinal);
        private readonly Dictionary<(int Param, long Code), List<PendingWrite>> _byCode = [];

        public void Add(PendingWrite write)
        {
            _all.Add(write);
            _byId[write.Id] = write;
            foreach (var row in write.Rows.Tokens)
            {
                var same = _byCode.TryGetValue((row.Param, row.Code), out var list) ? list : _byCode[(row.Param, row.Code)] = [];
                if (same.Count == 0 || !ReferenceEquals(same[^1], write))
                {
                    same.Add(write);
                }
            }
        }

        /// <summary>Those that can match at all, by the first condition on an id or a code.</summary>
        public IEnumerable<PendingWrite> Likely(SearchQuery query)
        {
            foreach (var condition in query.Conditions.OfType<ValueCondition>().Where(c => c is { Modifier: "", IsUnequal: false }))
            {
                if (condition.Parameter.Code == "_id")
                {
                    return condition.Values.Select(v => _byId.GetValueOrDefault(SearchValues.Unescape(v))).OfType<PendingWrite>().Distinct();
                }

                if (condition.Parameter.Type == SearchParameterType.Token && condition.Values.Select(v => SearchValues.Token(v).Code).ToList() is var codes && codes.TrueForAll(c => c.Length > 0))
                {
                    return ParameterAliases.StoredAs(condition.Parameter)
                        .SelectMany(p => codes.SelectMany(c => _byCode.GetValueOrDefault((Keys.Param(type, p), Keys.Text(c))) ?? []))
                        .Distinct();
                }
            }

            return _all;
        }
    }
}
