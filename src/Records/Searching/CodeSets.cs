using Helhed.Access;
using Helhed.Fhir.Terminology;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>Where searches get the codes of value sets and hierarchies from.</summary>
internal sealed class CodeSets(TerminologyStore terminology)
{
    private const int MaxCodes = 2000;

    /// <summary>The members of a value set, by its address.</summary>
    public ValueTask<Outcome<CodeTest>> Members(SqlSession session, Caller caller, string valueSet)
    {
        _ = session;
        _ = caller;
        var expansion = terminology.Expand(valueSet, null, 0, MaxCodes + 1);
        if (expansion.Problem is { } why)
        {
            return new(new Problem(ProblemKind.Invalid, why));
        }

        return new(expansion.Total > MaxCodes
            ? new Problem(ProblemKind.Invalid, $"The value set has {expansion.Total} codes; a search takes at most {MaxCodes}.")
            : Outcome.Ok(Test([.. expansion.Contains.Select(c => (c.System, c.Code))])));
    }

    /// <summary>A code with all that are below (or above) it.</summary>
    public ValueTask<Outcome<CodeTest>> Relatives(SqlSession session, (string? System, string Code) code, bool isBelow)
    {
        _ = session;
        _ = isBelow;
        return new(new Problem(ProblemKind.Invalid, terminology.KnowsCodeSystem(code.System ?? "")
            ? $"The hierarchy of the code system '{code.System}' cannot be searched."
            : $"The code system '{code.System}' is not known here."));
    }

    private static CodeTest Test(IReadOnlyList<(string System, string Code)> codes) => new(sql => sql.Any(
        codes.GroupBy(c => c.System).ToList(),
        group => sql.Add("x.system IN (0, ").Value(Keys.Text(group.Key)).Add(") AND x.code").Among([.. group.Select(c => Keys.Text(c.Code)).Distinct()])));
}
