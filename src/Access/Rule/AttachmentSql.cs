using Helhed.Platform.Data;

namespace Helhed.Access;

/// <summary>
/// What a Binary belongs to by its <c>securityContext</c>, as SQL over Access's own tables: a Patient, or a resource that is patients' data.
/// A Binary without one is nobody's.
/// </summary>
public static class AttachmentSql
{
    /// <summary>The type whose resources belong to others.</summary>
    public const string Type = "Binary";

    /// <summary>Key of what it belongs to, inside of <see cref="AddAny"/>.</summary>
    public static SqlTerm Target => SqlTerm.Column($"f.target");

    /// <summary>The kind of data of what it belongs to, inside of <see cref="AddAny"/>.</summary>
    public static SqlTerm Kind => SqlTerm.Column($"f.kind");

    /// <summary>Adds whether a Binary belongs to something that meets a condition.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="source">The Binary's internal id.</param>
    /// <param name="condition">Adds the condition on <see cref="Target"/> and <see cref="Kind"/>.</param>
    public static void AddAny(SqlText sql, SqlTerm source, Action<SqlText> condition)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(condition);
        sql.Add("EXISTS (SELECT 1 FROM access_context f WHERE f.source = ").Term(source).Add(" AND ");
        condition(sql);
        sql.Add(")");
    }

    /// <summary>Adds a query of the internal ids of what belongs to any of some things, as a column <c>rid</c>.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="targets">Adds a query of the things' keys, as one column.</param>
    public static void AddSources(SqlText sql, Action<SqlText> targets)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(targets);
        sql.Add("SELECT f.source AS rid FROM access_context f WHERE f.target IN (");
        targets(sql);
        sql.Add(")");
    }

    /// <summary>What a Binary belongs to.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="source">Its internal id.</param>
    /// <returns>The key and the kind of data; null where it is nobody's.</returns>
    public static ValueTask<(long Target, long Kind)?> ContextOf(SqlSession session, long source)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.First("SELECT target, kind FROM access_context WHERE source = $1", r => ((long, long)?)(r.Long(0), r.Long(1)), source);
    }
}
