using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Records.Operations;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Bulk;

/// <summary>Reads the kick-off of an export. See <see href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters"/>.</summary>
internal sealed class ExportRequest
{
    private const int MaxPatients = 10_000;
    private const int MaxFilters = 100;

    private static readonly string[] Formats = ["application/fhir+ndjson", "application/ndjson", "ndjson"];
    private static readonly string[] Unfit = ["_sort", "_count", "_cursor", "_include", "_revinclude", "_total", "_summary", "_elements", "_contained", "_containedType"];

    private readonly OperationArguments _arguments;
    private readonly bool _isPost;
    private readonly bool _isLenient;
    private readonly Caller _caller;
    private readonly RecordStore _store;

    private ExportRequest(OperationArguments arguments, RecordStore store, HttpContext context)
    {
        _store = store;
        _arguments = arguments;
        _isPost = HttpMethods.IsPost(context.Request.Method);
        _isLenient = PreferHeader.Has(context.Request, "handling=lenient");
        _caller = context.Caller();
    }

    /// <summary>What is to be exported. Problems: Invalid, TooLarge, Forbidden; with <c>Prefer: handling=lenient</c> what is not supported is passed over.</summary>
    /// <param name="level">system, patient or group.</param>
    /// <param name="group">Id of the group.</param>
    /// <param name="store">Whose search parameters the filters use.</param>
    /// <param name="context">The request.</param>
    public static async ValueTask<Outcome<ExportScope>> Read(string level, string? group, RecordStore store, HttpContext context)
    {
        if (!PreferHeader.Has(context.Request, "respond-async"))
        {
            return new Problem(ProblemKind.Invalid, "An export runs in the background: send the header 'Prefer: respond-async'.", "Prefer");
        }

        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem))
        {
            return problem;
        }

        var request = new ExportRequest(arguments, store, context);
        return request.Unsupported() is { } unsupported ? unsupported : request.Scope(level, group);
    }

    private Problem? Unsupported()
    {
        foreach (var argument in _arguments.All)
        {
            if (argument.Name is not ("_outputFormat" or "_since" or "_type" or "_typeFilter" or "_elements" or "patient") && !_isLenient)
            {
                return new Problem(ProblemKind.Invalid, $"An export has no parameter '{argument.Name}' here; it has _outputFormat, _since, _type, _typeFilter, _elements and patient. 'Prefer: handling=lenient' has others passed over.", argument.Name);
            }
        }

        return _arguments.Text("_outputFormat") is { } format && !Formats.Contains(format.Replace(' ', '+'))
            ? new Problem(ProblemKind.Invalid, $"The format '{format}' is not supported; {string.Join(", ", Formats)} are.", "_outputFormat")
            : null;
    }

    private Outcome<ExportScope> Scope(string level, string? group)
    {
        if (!_arguments.Time("_since", TimeZoneInfo.Utc).TryGet(out var since, out var problem) || !Types(level).TryGet(out var types, out problem))
        {
            return problem;
        }

        if (!Filters(types).TryGet(out var filters, out problem) || !Patients(level).TryGet(out var patients, out problem))
        {
            return problem;
        }

        return new ExportScope(level, types)
        {
            Group = group, Patients = patients, SinceMs = since?.Low, Filters = filters, Elements = Elements(), IsByType = _arguments.List("_type").Count > 0,
        };
    }

    private Outcome<IReadOnlyList<string>> Types(string level)
    {
        var asked = _arguments.List("_type").Distinct(StringComparer.Ordinal).ToList();
        foreach (var type in asked)
        {
            var reason = R4Definitions.Default.FindResource(type) is null ? $"'{type}' is not a resource type of R4."
                : !IsExported(type, level) ? $"{type} does not belong to patients, so an export of patients has none. Use [base]/$export." : null;
            if (reason is not null && !_isLenient)
            {
                return new Problem(ProblemKind.Invalid, reason, "_type");
            }
        }

        var types = (asked.Count == 0 ? R4Definitions.Default.ResourceTypes.Select(t => t.Name) : asked)
            .Where(t => R4Definitions.Default.FindResource(t) is not null && IsExported(t, level))
            .Order(StringComparer.Ordinal).ToList();
        if (level != "system" && AccessRule.Decide(_caller, Act.Search, "Patient") is { Allowed: false } denied)
        {
            return Problems.Denied(denied.Rule);
        }

        if (types.Exists(t => AccessRule.Decide(_caller, Act.Search, t).Allowed))
        {
            return types;
        }

        return types.Count == 0
            ? new Problem(ProblemKind.Invalid, "None of the types that were asked for can be exported.", "_type")
            : Problems.Denied(AccessRule.Decide(_caller, Act.Search, types[0]).Rule);
    }

    private static bool IsExported(string type, string level) => level == "system" || Compartment.Of("Patient").HasType(type);

    private Outcome<IReadOnlyDictionary<string, IReadOnlyList<string>>> Filters(IReadOnlyList<string> types)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var filter in _arguments.Texts("_typeFilter").SelectMany(Single))
        {
            var question = filter.IndexOf('?', StringComparison.Ordinal);
            var type = question < 0 ? filter : filter[..question];
            var query = question < 0 ? "" : filter[(question + 1)..];
            if (Refusal(type, query, types) is { } refusal)
            {
                if (_isLenient)
                {
                    continue;
                }

                return refusal;
            }

            filters[type] = filters.TryGetValue(type, out var others) ? [.. others, query] : [query];
        }

        return filters.Values.Sum(f => f.Count) > MaxFilters
            ? new Problem(ProblemKind.TooLarge, $"An export has at most {MaxFilters} filters.", "_typeFilter")
            : filters;
    }

    /// <summary>Several filters may stand in one value, separated by commas that a type and a question mark follow.</summary>
    private static IEnumerable<string> Single(string value)
    {
        var start = 0;
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i - 1] == ',' && char.IsAsciiLetterUpper(value[i]) && value.IndexOf('?', i) is > 0 and var question && R4Definitions.Default.FindResource(value[i..question]) is not null)
            {
                yield return value[start..(i - 1)];
                start = i;
            }
        }

        yield return value[start..];
    }

    private Problem? Refusal(string type, string query, IReadOnlyList<string> types)
    {
        if (R4Definitions.Default.FindResource(type) is not { } definition || query.Length == 0)
        {
            return new Problem(ProblemKind.Invalid, "_typeFilter is a search such as Observation?status=final.", "_typeFilter");
        }

        if (!types.Contains(type))
        {
            return new Problem(ProblemKind.Invalid, $"_typeFilter is for {type}, which is not exported: add it to _type.", "_typeFilter");
        }

        var parameters = QueryText.Parse(query);
        if (parameters.FirstOrDefault(p => Unfit.Contains(p.Key.Split(':')[0])) is { Key: { } unfit })
        {
            return new Problem(ProblemKind.Invalid, $"'{unfit}' is about how a search answers, and no filter of an export.", "_typeFilter");
        }

        return SearchQueryReader.Read(_store.Parameters, new SearchTarget(definition), parameters, isLenient: false).Problem is { } problem ? problem with { Expression = "_typeFilter" } : null;
    }

    private IReadOnlyList<string>? Elements() => _arguments.List("_elements") is { Count: > 0 } names ? names : null;

    private Outcome<IReadOnlyList<string>?> Patients(string level)
    {
        var references = _arguments.Texts("patient").ToList();
        if (references.Count == 0 || (_isLenient && (level == "system" || !_isPost)))
        {
            return Outcome.Ok<IReadOnlyList<string>?>(null);
        }

        if (level == "system" || !_isPost)
        {
            return new Problem(ProblemKind.Invalid, "'patient' is for an export of patients or of a group, and is sent by POST.", "patient");
        }

        if (references.Count > MaxPatients)
        {
            return new Problem(ProblemKind.TooLarge, $"An export names at most {MaxPatients} patients; put them into a Group.", "patient");
        }

        var ids = references.Select(r => r.StartsWith("Patient/", StringComparison.Ordinal) ? r["Patient/".Length..] : "").ToList();
        return ids.TrueForAll(ResourceIds.IsValid)
            ? Outcome.Ok<IReadOnlyList<string>?>(ids)
            : new Problem(ProblemKind.Invalid, "'patient' is a reference such as Patient/123.", "patient");
    }
}
