using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>One <c>name:modifier=value,value</c> of a search.</summary>
internal sealed record SearchCriterion(SearchParameterDefinition Parameter, string Modifier, IReadOnlyList<string> Values, string Name);

/// <summary>What the matches are ordered by; null orders by internal id.</summary>
internal sealed record SearchSort(SearchParameterDefinition? Parameter, string Name, bool Descending);

/// <summary>An <c>_include</c>.</summary>
internal sealed record SearchInclude(SearchParameterDefinition Parameter, string? TargetType);

/// <summary>A search that has been read and found sound. See <see href="https://hl7.org/fhir/R4/search.html"/>.</summary>
internal sealed record SearchQuery(
    TypeDefinition Type, IReadOnlyList<SearchCriterion> Criteria, IReadOnlyList<SearchInclude> Includes, SearchSort? Sort,
    int Count, bool WantsTotal, bool WantsOnlyCount, string? Cursor, string Canonical);

/// <summary>Reads the query part of an address.</summary>
internal sealed class SearchQueryReader
{
    public const int DefaultCount = 50;
    public const int MaxCount = 1000;
    private const int MaxCriteria = 40;
    private const int MaxValues = 500;

    private readonly TypeDefinition _type;
    private readonly bool _isLenient;
    private readonly List<SearchCriterion> _criteria = [];
    private readonly List<SearchInclude> _includes = [];
    private readonly StringBuilder _canonical = new();
    private SearchSort? _sort;
    private int _count = DefaultCount;
    private bool _wantsTotal;
    private bool _wantsOnlyCount;
    private string? _cursor;

    private SearchQueryReader(TypeDefinition type, bool isLenient)
    {
        _type = type;
        _isLenient = isLenient;
    }

    /// <param name="type">What is searched.</param>
    /// <param name="parameters">Names and values, decoded, in the order they came.</param>
    /// <param name="isLenient">True when unknown parameters are to be ignored (<c>Prefer: handling=lenient</c>).</param>
    public static Outcome<SearchQuery> Read(TypeDefinition type, IEnumerable<KeyValuePair<string, string>> parameters, bool isLenient)
    {
        var reader = new SearchQueryReader(type, isLenient);
        foreach (var (name, value) in parameters)
        {
            if (reader.Add(name, value) is { } problem)
            {
                return problem;
            }
        }

        if (reader._criteria.Count > MaxCriteria)
        {
            return Bad("_", $"A search has at most {MaxCriteria} criteria, not {reader._criteria.Count}.");
        }

        return new SearchQuery(
            type, reader._criteria, reader._includes, reader._sort, reader._count, reader._wantsTotal, reader._wantsOnlyCount, reader._cursor, reader._canonical.ToString());
    }

    private Problem? Add(string name, string value)
    {
        if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
        {
            return Bad("_", "A search has no zero characters (%00).");
        }

        if (name != "_cursor")
        {
            _canonical.Append(_canonical.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        switch (name)
        {
            case "_format" or "_pretty" or "":
                return null;
            case "_cursor":
                _cursor = value;
                return null;
            case "_count":
                return AddCount(value);
            case "_total":
                _wantsTotal = value == "accurate";
                return value is "accurate" or "none" or "estimate" ? null : Bad(name, "_total is none, estimate or accurate.");
            case "_summary":
                _wantsOnlyCount = value == "count";
                return value is "count" or "false" ? null : Bad(name, $"_summary={value} is not supported; count and false are.");
            case "_sort":
                return AddSort(value);
            case "_include":
                return AddInclude(value);
            default:
                return AddCriterion(name, value);
        }
    }

    private Problem? AddCount(string value)
    {
        if (!int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var count) || count < 0)
        {
            return Bad("_count", $"_count is a number from 0; '{value}' is not.");
        }

        _wantsOnlyCount |= count == 0;
        _count = Math.Min(Math.Max(count, 1), MaxCount);
        return null;
    }

    private Problem? AddSort(string value)
    {
        if (value.Contains(',', StringComparison.Ordinal))
        {
            return Bad("_sort", "One sort key is supported.");
        }

        var name = value.TrimStart('-');
        var descending = value.StartsWith('-');
        if (name is "_id" or "_lastUpdated")
        {
            _sort = new SearchSort(null, name, descending);
            return null;
        }

        var parameter = Find(name);
        if (parameter is not { Type: SearchParameterType.Date or SearchParameterType.String or SearchParameterType.Number or SearchParameterType.Quantity })
        {
            return Bad("_sort", $"'{name}' cannot be sorted by; use _id, _lastUpdated or a date, string, number or quantity parameter of {_type.Name}.");
        }

        _sort = new SearchSort(parameter, name, descending);
        return null;
    }

    private Problem? AddInclude(string value)
    {
        var parts = value.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0] != _type.Name || Find(parts[1]) is not { Type: SearchParameterType.Reference } parameter)
        {
            return Bad("_include", $"_include is {_type.Name}:parameter or {_type.Name}:parameter:Type with a reference parameter; '{value}' is not.");
        }

        _includes.Add(new SearchInclude(parameter, parts.Length == 3 ? parts[2] : null));
        return null;
    }

    private Problem? AddCriterion(string name, string value)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? name : name[..colon];
        var modifier = colon < 0 ? "" : name[(colon + 1)..];
        if (code is "_id" or "_lastUpdated")
        {
            return AddSpecial(code, modifier, value);
        }

        var parameter = Find(code);
        if (parameter is null)
        {
            return _isLenient ? null : Bad(name, $"{_type.Name} has no search parameter '{code}'. Send 'Prefer: handling=lenient' to have unknown parameters ignored.");
        }

        if (!Modifiers(parameter.Type).Contains(modifier))
        {
            return Bad(name, $"The modifier ':{modifier}' is not supported for the {parameter.Type.ToString().ToLowerInvariant()} parameter '{code}'.");
        }

        return AddValues(parameter, modifier, value, name);
    }

    private Problem? AddSpecial(string code, string modifier, string value)
    {
        var parameter = R4Definitions.Default.ParametersFor(_type.Name).First(p => p.Code == code);
        return modifier.Length > 0 ? Bad(code, $"{code} takes no modifier.") : AddValues(parameter, "", value, code);
    }

    private Problem? AddValues(SearchParameterDefinition parameter, string modifier, string value, string name)
    {
        var values = Split(value);
        if (values.Count == 0)
        {
            return Bad(name, $"'{name}' has no value. Leave it out, or give one.");
        }

        if (values.Count > MaxValues)
        {
            return Bad(name, $"'{name}' has {values.Count} values; the limit is {MaxValues}.");
        }

        _criteria.Add(new SearchCriterion(parameter, modifier, values, name));
        return null;
    }

    private SearchParameterDefinition? Find(string code)
    {
        foreach (var parameter in R4Definitions.Default.ParametersFor(_type.Name))
        {
            if (parameter.Code == code)
            {
                return Capabilities.IsSearchable(_type, parameter) ? parameter : null;
            }
        }

        return null;
    }

    private static string[] Modifiers(SearchParameterType type) => type switch
    {
        SearchParameterType.String => ["", "exact", "contains"],
        SearchParameterType.Reference => ["", .. R4Definitions.Default.ResourceTypes.Select(t => t.Name)],
        _ => [""],
    };

    /// <summary>Splits at commas that are not escaped; the escapes of <c>|</c> and <c>$</c> stay for the next reader.</summary>
    private static List<string> Split(string value)
    {
        var values = new List<string>();
        var current = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                if (value[i + 1] != ',')
                {
                    current.Append('\\');
                }

                current.Append(value[++i]);
            }
            else if (value[i] == ',')
            {
                values.Add(current.ToString());
                current.Clear();
            }
            else
            {
                current.Append(value[i]);
            }
        }

        values.Add(current.ToString());
        values.RemoveAll(v => v.Length == 0);
        return values;
    }

    private static Problem Bad(string name, string message) => new(ProblemKind.Invalid, message, name);
}
