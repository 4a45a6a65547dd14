using Helhed.Platform.Data;
using Helhed.Records.Searching;

namespace Helhed.Records.Terminology;

/// <summary>
/// A set of codes as a search needs it: a condition on the columns that hold the hashes of code and system (<see cref="Keys.Text(string)"/>).
/// Days of validity do not matter: a record is found by the code it was given, when that was in use.
/// </summary>
internal sealed class SearchCodes
{
    private readonly List<(string System, List<long> Codes)> _listed = [];
    private readonly List<(string System, long Member)> _below = [];
    private readonly List<(string System, List<long> Codes)> _allBut = [];

    /// <summary>True when no code is in.</summary>
    public bool IsEmpty => _listed.Count == 0 && _below.Count == 0 && _allBut.Count == 0;

    public void AddListed(string system, List<long> codes)
    {
        if (codes.Count > 0)
        {
            _listed.Add((system, codes));
        }
    }

    /// <summary>A stored concept and all below it, under its id in <c>term_member</c>.</summary>
    public void AddBelow(string system, long member) => _below.Add((system, member));

    /// <summary>Every code of a system but some.</summary>
    public void AddAllBut(string system, List<long> codes) => _allBut.Add((system, codes));

    /// <summary>
    /// Writes the condition in parentheses, with parameters of its own: <c>((system = $1 AND code = $2) OR …)</c>. It is never null, and
    /// may stand behind NOT.
    /// </summary>
    /// <param name="sql">The statement in the making.</param>
    /// <param name="dialect">Which database it is for.</param>
    /// <param name="code">Column with the hash of the code, such as <c>t.code</c>.</param>
    /// <param name="system">Column with the hash of the system; null for elements of type <c>code</c>, which have none.</param>
    public void AddCondition(SqlText sql, Dialect dialect, string code, string? system)
    {
        var isFirst = true;
        foreach (var (url, codes) in _listed)
        {
            Begin(sql, ref isFirst, system, url).Add($"{code}");
            List(sql, dialect, codes, isIn: true).Add(")");
        }

        foreach (var (url, member) in _below)
        {
            Begin(sql, ref isFirst, system, url).Add($"{code} IN (SELECT m.code FROM term_member m WHERE m.id = ").Value(member).Add("))");
        }

        foreach (var (url, codes) in _allBut)
        {
            Begin(sql, ref isFirst, system, url);
            if (codes.Count == 0)
            {
                sql.Add("1 = 1)");
            }
            else
            {
                sql.Add($"{code}");
                List(sql, dialect, codes, isIn: false).Add(")");
            }
        }

        sql.Add(IsEmpty, "(1 = 0)", ")");
    }

    private static SqlText Begin(SqlText sql, ref bool isFirst, string? system, string url)
    {
        sql.Add(isFirst, "((", " OR (");
        isFirst = false;
        return system is null ? sql : sql.Add($"{system} = ").Value(Keys.Text(url)).Add(" AND ");
    }

    // One parameter for the whole list, so that one statement serves every length.
    private static SqlText List(SqlText sql, Dialect dialect, List<long> codes, bool isIn)
    {
        if (codes.Count == 1)
        {
            return sql.Add(isIn, " = ", " <> ").Value(codes[0]);
        }

        var text = string.Join(',', codes);
        return dialect == Dialect.Sqlite
            ? sql.Add(isIn, " IN (SELECT value FROM json_each(", " NOT IN (SELECT value FROM json_each(").Value($"[{text}]").Add("))")
            : sql.Add(isIn, " = ANY (string_to_array(", " <> ALL (string_to_array(").Value(text).Add(", ',')::bigint[])");
    }
}
