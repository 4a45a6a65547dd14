using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Terminology;

namespace Helhed.Records.Searching;

/// <summary>Where searches get the codes of value sets and hierarchies from: <c>:in</c>, <c>:not-in</c>, <c>:above</c>, <c>:below</c>.</summary>
internal sealed class CodeSets(SearchTerminology terminology)
{
    /// <summary>The members of a value set, by its address or as <c>ValueSet/id</c>.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="valueSet">Its address.</param>
    /// <param name="isCode">True where elements of type code are asked.</param>
    public async ValueTask<Outcome<CodeTest>> Members(SqlSession session, string valueSet, bool isCode) =>
        (await terminology.Members(session, valueSet)).Map(codes => Test(codes, isCode));

    /// <summary>A code with all that are below (or above) it.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="value">system|code.</param>
    /// <param name="isBelow">Below it, and not above it.</param>
    /// <param name="isCode">True where elements of type code are asked.</param>
    public async ValueTask<Outcome<CodeTest>> Relatives(SqlSession session, string value, bool isBelow, bool isCode)
    {
        var (system, code) = SearchValues.Token(value);
        if (string.IsNullOrEmpty(system) || code.Length == 0)
        {
            return new Problem(ProblemKind.Invalid, $"':{(isBelow ? "below" : "above")}' is written system|code: a code has its place in the hierarchy of a system.");
        }

        return (isBelow ? await terminology.Below(session, system, code) : await terminology.Above(session, system, code)).Map(codes => Test(codes, isCode));
    }

    // Elements of type "code" have no system of their own: for them the code decides. A Coding without a system is of none.
    private static CodeTest Test(SearchCodes codes, bool isCode) => new(sql =>
    {
        if (!isCode)
        {
            codes.AddCondition(sql, sql.Dialect, "x.code", "x.system");
            return;
        }

        sql.Add("(x.system = 0 AND ");
        codes.AddCondition(sql, sql.Dialect, "x.code", null);
        sql.Add(" OR ");
        codes.AddCondition(sql, sql.Dialect, "x.code", "x.system");
        sql.Add(")");
    });
}
