using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Terminology;

namespace Helhed.Records.Searching;

/// <summary>Where searches get the codes of value sets and hierarchies from: <c>:in</c>, <c>:not-in</c>, <c>:above</c>, <c>:below</c>.</summary>
internal sealed class CodeSets(SearchTerminology terminology)
{
    /// <summary>The members of a value set, by its address or as <c>ValueSet/id</c>.</summary>
    public async ValueTask<Outcome<CodeTest>> Members(SqlSession session, string valueSet) => (await terminology.Members(session, valueSet)).Map(Test);

    /// <summary>A code with all that are below (or above) it.</summary>
    public async ValueTask<Outcome<CodeTest>> Relatives(SqlSession session, string value, bool isBelow)
    {
        var (system, code) = SearchValues.Token(value);
        if (string.IsNullOrEmpty(system) || code.Length == 0)
        {
            return new Problem(ProblemKind.Invalid, $"':{(isBelow ? "below" : "above")}' is written system|code: a code has its place in the hierarchy of a system.");
        }

        return (isBelow ? await terminology.Below(session, system, code) : await terminology.Above(session, system, code)).Map(Test);
    }

    // Elements of type "code" have no system of their own: for them the code decides.
    private static CodeTest Test(SearchCodes codes) => new(sql =>
    {
        sql.Add("(x.system = 0 AND ");
        codes.AddCondition(sql, sql.Dialect, "x.code", null);
        sql.Add(" OR ");
        codes.AddCondition(sql, sql.Dialect, "x.code", "x.system");
        sql.Add(")");
    });
}
