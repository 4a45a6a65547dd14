using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>
/// What searches ask of terminology: the codes of <c>:in</c>, <c>:not-in</c>, <c>:below</c> and <c>:above</c>
/// (<see href="https://hl7.org/fhir/R4/search.html#token"/>). One for each store.
/// </summary>
internal sealed class SearchTerminology(CodeCatalog catalog)
{
    /// <summary>The codes of a value set.</summary>
    /// <param name="session">The session of the search.</param>
    /// <param name="valueSet">A canonical address, with <c>|version</c> where one is meant, or <c>ValueSet/id</c>.</param>
    /// <returns>The codes. Problems: NotFound (no such value set), Invalid (it cannot be evaluated, with the reason).</returns>
    public async ValueTask<Outcome<SearchCodes>> Members(SqlSession session, string valueSet)
    {
        var evaluator = new SetEvaluator(session, catalog, SystemVersions.None);
        var outcome = valueSet.StartsWith("ValueSet/", StringComparison.Ordinal)
            ? await evaluator.Evaluate(valueSet, () => CodeCatalog.SetOf(session, valueSet["ValueSet/".Length..]))
            : await evaluator.Evaluate(valueSet, () => catalog.Set(session, valueSet));
        if (!outcome.TryGet(out var evaluated, out var problem))
        {
            return problem;
        }

        var set = evaluated.Codes;

        if (set.Missing is { } missing)
        {
            return new Problem(ProblemKind.Invalid, $"Which codes are in {valueSet} cannot be told: {missing}.");
        }

        var codes = new SearchCodes();
        foreach (var part in set.Parts)
        {
            await Add(session, codes, part);
        }

        return codes;
    }

    /// <summary>A code and all that are below it in its system. Problems: Invalid (the system is not here).</summary>
    public ValueTask<Outcome<SearchCodes>> Below(SqlSession session, string system, string code) => Kin(session, system, code, isBelow: true);

    /// <summary>A code and all that are above it in its system. Problems: Invalid (the system is not here).</summary>
    public ValueTask<Outcome<SearchCodes>> Above(SqlSession session, string system, string code) => Kin(session, system, code, isBelow: false);

    private async ValueTask<Outcome<SearchCodes>> Kin(SqlSession session, string system, string code, bool isBelow)
    {
        if (await catalog.System(session, system, null) is not { } content)
        {
            return new Problem(ProblemKind.Invalid, system.Length == 0
                ? "':below' and ':above' need the code's system: system|code."
                : $"The code system {system} is not here, so which codes are {(isBelow ? "below" : "above")} '{code}' cannot be told. Import it first.");
        }

        var codes = new SearchCodes();
        var set = new Ordinals(content.Count);
        var places = await content.Find(session, code);
        foreach (var place in places)
        {
            set.Add(place);
            await (isBelow ? content.AddBelow(session, place, set) : content.AddAbove(session, place, set));
        }

        if (isBelow && places.Count == 1 && content.MemberId(places[0]) is > 0 and var member && set.Count > SystemRows.MostListed)
        {
            codes.AddBelow(system, member);
        }
        else
        {
            codes.AddListed(system, [.. (await content.CodeKeys(session, set)).Append(Keys.Text(code)).Distinct()]);
        }

        return codes;
    }

    private static async ValueTask Add(SqlSession session, SearchCodes codes, SetPart part)
    {
        if (part.IsOpen)
        {
            codes.AddAllBut(part.System, [.. part.Left.Select(Keys.Text)]);
            return;
        }

        var set = part.AllPlaces();
        if (part.Content is { } content && set is not null)
        {
            // Nearly the whole of a large system is told by what is left out of it.
            var left = content.Count - set.Count;
            if (content.IsComplete && set.Count > SystemRows.MostListed && left <= SystemRows.MostListed)
            {
                var rest = set.Copy();
                rest.Invert();
                codes.AddAllBut(part.System, [.. (await content.CodeKeys(session, rest)).Distinct()]);
                return;
            }
        }

        var keys = part.Listed.Select(l => Keys.Text(l.Code));
        if (set is not null)
        {
            keys = keys.Concat(await part.Content!.CodeKeys(session, set));
        }

        codes.AddListed(part.System, [.. keys.Distinct()]);
    }
}
