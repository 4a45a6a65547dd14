using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>Reads the query part of an address.</summary>
internal sealed class SearchQueryReader
{
    public const int DefaultCount = 50;
    public const int MaxCount = 1000;
    private const int MaxCriteria = 40;
    private const int MaxSortKeys = 8;
    private const int MaxIncludes = 40;

    private readonly SearchParameters _parameters;
    private readonly SearchTarget _target;
    private readonly bool _isLenient;
    private readonly ConditionReader _reader;
    private readonly List<Condition> _conditions = [];
    private readonly List<SearchInclude> _includes = [];
    private readonly List<SearchInclude> _reverse = [];
    private readonly List<SearchSort> _sort = [];
    private readonly List<(string Name, string Value)> _criteria = [];
    private readonly List<(string Name, string Value)> _ofTypes = [];
    private readonly StringBuilder _canonical = new();
    private IReadOnlyList<TypeDefinition> _types;
    private SearchQuery _query = new([], []);
    private bool _showsContained;
    private bool _wantsText;

    private SearchQueryReader(SearchParameters parameters, SearchTarget target, bool isLenient)
    {
        _parameters = parameters;
        _target = target;
        _isLenient = isLenient;
        _reader = new ConditionReader(parameters, target.BaseUrl);
        _types = target.Type is { } type ? [type] : R4Definitions.Default.ResourceTypes;
        if (target.Compartment is { } compartment)
        {
            _conditions.Add(compartment);
            _types = [.. _types.Where(t => R4Definitions.Default.Compartments[compartment.Compartment].ContainsKey(t.Name))];
        }
    }

    /// <param name="search">The parameters that are known.</param>
    /// <param name="target">What is searched.</param>
    /// <param name="parameters">Names and values, decoded, in the order they came.</param>
    /// <param name="isLenient">True when unknown parameters are to be ignored (<c>Prefer: handling=lenient</c>).</param>
    public static Outcome<SearchQuery> Read(SearchParameters search, SearchTarget target, IEnumerable<KeyValuePair<string, string>> parameters, bool isLenient)
    {
        var reader = new SearchQueryReader(search, target, isLenient);
        try
        {
            foreach (var (name, value) in parameters)
            {
                reader.Add(name, value);
            }

            return reader.Finish();
        }
        catch (SearchRefusedException refused)
        {
            return refused.Problem;
        }
    }

    private SearchQuery Finish()
    {
        foreach (var (name, value) in _ofTypes)
        {
            AddOfTypes(name, value);
        }

        foreach (var (name, value) in _criteria)
        {
            AddCriterion(name, value);
        }

        if (_conditions.Count > MaxCriteria)
        {
            throw Bad("_", $"A search has at most {MaxCriteria} criteria, not {_conditions.Count}.");
        }

        Check(!_wantsText || _includes.Count + _reverse.Count == 0, "_summary", "_summary=text shows each match without what it refers to, so it cannot be mixed with _include or _revinclude. Leave one of them out.");
        var showsContained = _showsContained && _query.Contained != ContainedMode.False;
        Check(!showsContained || !_sort.Exists(s => s.Name == "_id"), "_sort", "A contained resource's id is its own only inside its container, so matches that are contained are not sorted by _id. Sort by another parameter, or ask for the containers: _containedType=container.");
        return _query with
        {
            ShowsContained = showsContained,
            Types = _types, Conditions = _conditions, Includes = _includes, ReverseIncludes = _reverse, Sort = _sort, Canonical = _canonical.ToString(),
            BaseUrl = _target.BaseUrl,
            MaxBytes = _target.MaxBytes,
            Scope = $"{_target.Compartment?.Compartment}/{_target.Compartment?.Id}/{_target.Type?.Name}",
        };
    }

    private void Add(string name, string value)
    {
        if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
        {
            throw Bad("_", "A search has no zero characters (%00).");
        }

        switch (name)
        {
            case "_cursor":
                _query = _query with { Cursor = value };
                return;
            case "":
                return;
            case "_format" or "_pretty" or "_elements":
                break;
            case "_count":
                AddCount(value);
                break;
            case "_total":
                _query = _query with { WantsTotal = value is "accurate" or "estimate" };
                Check(value is "accurate" or "none" or "estimate", name, "_total is none, estimate or accurate.");
                break;
            case "_summary":
                _query = _query with { WantsOnlyCount = _query.WantsOnlyCount || value == "count" };
                _wantsText |= value == "text";
                Check(value is "count" or "false" or "true" or "text" or "data", name, "_summary is true, text, data, count or false.");
                break;
            case "_type":
                AddTypes(value);
                break;
            case "_contained" or "_containedType":
                AddContained(name, value);
                break;
            case "_sort" or "_include" or "_include:iterate" or "_include:recurse" or "_revinclude" or "_revinclude:iterate" or "_revinclude:recurse":
                _ofTypes.Add((name, value)); // read when the types are known
                return;
            default:
                _criteria.Add((name, value)); // read when the types are known
                return;
        }

        Understood(name, value);
    }

    private void AddOfTypes(string name, string value)
    {
        if (name == "_sort")
        {
            AddSort(value);
        }
        else
        {
            AddInclude(name, value);
        }

        Understood(name, value);
    }

    private void AddCriterion(string name, string value)
    {
        // With several types a criterion must be known to each that is searched.
        if (_types.Count == 0)
        {
            Understood(name, value);
            return;
        }

        Condition? condition = null;
        foreach (var type in _types)
        {
            condition = _reader.Read(type, name, value);
            if (condition is null)
            {
                break;
            }
        }

        if (condition is null)
        {
            var where = _target.Type?.Name ?? "Not every type that is searched";
            Check(_isLenient, name, $"{where} has {(_target.Type is null ? "the" : "no")} search parameter '{(name.Length > 60 ? name[..60] : name)}'. Send 'Prefer: handling=lenient' to have unknown parameters ignored.");
            return;
        }

        _conditions.Add(_types.Count == 1 ? condition : new PerTypeCondition(name, value));
        Understood(name, value);
    }

    private void Understood(string name, string value) =>
        _canonical.Append(_canonical.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));

    private void AddCount(string value)
    {
        Check(int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count >= 0, "_count", $"_count is a number from 0; '{value}' is not.");
        _query = _query with { WantsOnlyCount = _query.WantsOnlyCount || count == 0, Count = Math.Min(Math.Max(count, 1), MaxCount) };
    }

    private void AddTypes(string value)
    {
        Check(_target.Type is null, "_type", "_type is for searches over several types.");
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            Check(R4Definitions.Default.FindResource(name) is not null, "_type", $"'{name}' is not a resource type of R4.");
        }

        _types = [.. _types.Where(t => names.Contains(t.Name))];
    }

    private void AddContained(string name, string value)
    {
        if (name == "_containedType")
        {
            Check(value is "container" or "contained", name, "_containedType is container or contained.");
            _showsContained = value == "contained";
            return;
        }

        Check(value is "true" or "false" or "both", name, "_contained is true, false or both.");
        _reader.IsInContained = value != "false";
        _query = _query with { Contained = value switch { "true" => ContainedMode.True, "both" => ContainedMode.Both, _ => ContainedMode.False } };
    }

    private void AddSort(string value)
    {
        foreach (var key in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var name = key.TrimStart('-');
            if (name is "_id" or "_lastUpdated" || _types.Count == 0)
            {
                _sort.Add(new SearchSort(null, name, key[0] == '-'));
                continue;
            }

            Check(_types.Count == 1, "_sort", "A search over several types is sorted by _id or _lastUpdated.");
            var parameter = _reader.Find(_types[0], name, "_sort");
            Check(parameter is not null && SearchParameters.IsSortable(parameter), "_sort", $"'{name}' cannot be sorted by; use _id, _lastUpdated or a parameter of {_types[0].Name} that is no composite and no position.");
            _sort.Add(new SearchSort(parameter, name, key[0] == '-'));
        }

        Check(_sort.Count > 0, "_sort", "_sort names what to order by, such as _sort=-date.");
        Check(_sort.Count <= MaxSortKeys, "_sort", $"_sort has at most {MaxSortKeys} keys.");
    }

    private void AddInclude(string name, string value)
    {
        var iterates = name.Contains(':', StringComparison.Ordinal);
        var isReverse = name.StartsWith("_rev", StringComparison.Ordinal);
        var parts = value.Split(':');
        var list = isReverse ? _reverse : _includes;
        Check(list.Count < MaxIncludes, name, $"At most {MaxIncludes} of these.");
        if (value == "*")
        {
            list.Add(new SearchInclude(null, null, null, iterates));
            return;
        }

        var source = R4Definitions.Default.FindResource(parts[0]);
        Check(source is not null && parts.Length is 2 or 3, name, $"{name} is Type:parameter, Type:parameter:Type, Type:* or *, with a reference parameter; '{(value.Length > 60 ? value[..60] : value)}' is not.");
        Check(parts.Length < 3 || R4Definitions.Default.FindResource(parts[2]) is not null, name, $"'{parts[^1]}' is not a resource type of R4.");
        var parameter = parts[1] == "*" ? null : _reader.Find(source!, parts[1], name);
        Check(parts[1] == "*" || parameter is { Type: SearchParameterType.Reference }, name, $"{parts[0]} has no reference parameter '{parts[1]}'.");

        // Of a type that is not searched it finds nothing, which is no error: https://hl7.org/fhir/R4/search.html#include
        list.Add(new SearchInclude(source, parameter, parts.Length == 3 ? parts[2] : null, iterates));
    }

    private static void Check(bool holds, string name, string message)
    {
        if (!holds)
        {
            throw Bad(name, message);
        }
    }

    private static SearchRefusedException Bad(string name, string message) => ConditionReader.Refused(name, message);
}
