// https://hl7.org/fhir/R4/valueset-operation-expand.html
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Terminology;

internal static class ExpandOperation
{
    // An expansion that is not paged holds at most so many codes, and so does a page.
    private const int MostCodes = 10_000;

    public static async Task<IResult> Handle(OperationCall call)
    {
        var asked = TerminologyCall.Day(call).Then(day => Expansion.Of(call.Input, day, TerminologyCall.Clock(call)));
        return asked.TryGet(out var expansion, out var problem)
            ? TerminologyCall.Answer(await TerminologyCall.Read(call, (session, catalog) => Expand(session, catalog, call, expansion)))
            : TerminologyCall.Refuse(problem);
    }

    private static async ValueTask<Outcome<ReadOnlyMemory<byte>>> Expand(SqlSession session, CodeCatalog catalog, OperationCall call, Expansion expansion)
    {
        if (!(await TerminologyCall.ValueSet(session, catalog, call, expansion.Versions)).TryGet(out var evaluated, out var problem))
        {
            return problem;
        }

        var set = evaluated.Codes;
        if (set.Missing is { } missing)
        {
            return TerminologyCall.Issue("not-found", $"The value set {evaluated.Name} cannot be expanded: {missing}.");
        }

        if (set.Parts.FirstOrDefault(p => p.IsOpen) is { } open)
        {
            return TerminologyCall.Issue("too-costly", $"The value set {evaluated.Name} has all codes of {open.System}, which are not listed here. Check single codes with $validate-code.");
        }

        var view = await SetView.Of(session, catalog, set, expansion.View);
        if (expansion.Count is null && view.Total > MostCodes)
        {
            return TerminologyCall.Issue("too-costly", $"The expansion of {evaluated.Name} has {view.Total} codes; without paging the limit is {MostCodes}. Ask for a page with count and offset, or narrow it with filter.");
        }

        var page = view.Page(expansion.Offset, Math.Min(expansion.Count ?? MostCodes, MostCodes)).ToList();
        var codes = await ExpansionRows.Read(session, page, expansion);
        var head = expansion.WithDefinition ? await TerminologyCall.Definition(session, catalog, call, evaluated) : evaluated.Head;
        return ExpansionWriter.Write(head, set, view.Total, codes, expansion);
    }
}

/// <summary>What was asked of an expansion.</summary>
internal sealed record Expansion(ViewOptions View, SystemVersions Versions)
{
    public required TimeProvider Clock { get; init; }

    /// <summary>Codes to pass over.</summary>
    public int Offset { get; init; }

    /// <summary>Codes to return; null for all.</summary>
    public int? Count { get; init; }

    public bool WithDesignations { get; init; }

    public bool WithDefinition { get; init; }

    /// <summary>True to have codes stand below others of the set, false to have one list.</summary>
    public bool IsNested { get; init; }

    /// <summary>Languages or uses of the designations wanted; empty for all.</summary>
    public IReadOnlyList<string> Designations { get; init; } = [];

    public string? Language { get; init; }

    /// <summary>The parameters as they came, for the answer.</summary>
    public IReadOnlyList<ValueSetExpansionParameter> Given { get; init; } = [];

    public static Outcome<Expansion> Of(OperationInput input, int day, TimeProvider clock)
    {
        var (offset, count) = (input.Number("offset"), input.Number("count"));
        if (offset is < 0 || count is < 0)
        {
            return new Problem(ProblemKind.Invalid, "'offset' and 'count' are numbers from 0.", offset is < 0 ? "offset" : "count");
        }

        var filter = input.Text("filter");
        return new Expansion(
            new ViewOptions(day)
            {
                Filter = string.IsNullOrWhiteSpace(filter) ? null : filter,
                ActiveOnly = input.Flag("activeOnly") ?? false,
                SelectableOnly = input.Flag("excludeNotForUI") ?? false,
                WithoutSystems = input.Texts("exclude-system"),
            },
            new SystemVersions(VersionsIn(input, "system-version"), VersionsIn(input, "force-system-version"), VersionsIn(input, "check-system-version")))
        {
            Clock = clock,
            Offset = offset ?? 0,
            Count = count,
            WithDesignations = input.Flag("includeDesignations") ?? input.Has("designation"),
            WithDefinition = input.Flag("includeDefinition") ?? false,
            IsNested = input.Flag("excludeNested") == false && offset is null && count is null,
            Designations = input.Texts("designation"),
            Language = input.Text("displayLanguage"),
            Given = [.. GivenIn(input)],
        };
    }

    private static Dictionary<string, string> VersionsIn(OperationInput input, string name)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var canonical in input.Texts(name))
        {
            if (CanonicalUrl.Split(canonical) is ({ } url, { } version))
            {
                versions[url] = version;
            }
        }

        return versions;
    }

    private static IEnumerable<ValueSetExpansionParameter> GivenIn(OperationInput input)
    {
        foreach (var name in new[] { "filter", "date", "displayLanguage", "exclude-system", "system-version", "force-system-version", "check-system-version", "designation" })
        {
            foreach (var text in input.Texts(name))
            {
                yield return name switch
                {
                    "date" => new() { Name = name, ValueDateTime = text },
                    "displayLanguage" => new() { Name = name, ValueCode = text },
                    "filter" or "designation" => new() { Name = name, ValueString = text },
                    _ => new() { Name = name, ValueUri = text },
                };
            }
        }

        foreach (var name in new[] { "offset", "count" })
        {
            if (input.Number(name) is { } number)
            {
                yield return new() { Name = name, ValueInteger = number };
            }
        }

        foreach (var name in new[] { "activeOnly", "includeDesignations", "includeDefinition", "excludeNested", "excludeNotForUI", "excludePostCoordinated" })
        {
            if (input.Flag(name) is { } flag)
            {
                yield return new() { Name = name, ValueBoolean = flag };
            }
        }
    }
}
