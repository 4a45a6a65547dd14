using Helhed.Platform.Data;

namespace Helhed.Access;

/// <summary>What is of several patients, as SQL over Access's own tables.</summary>
public static class SharedSql
{
    /// <summary>The patient of a row, inside of <see cref="AddAny"/>.</summary>
    public static SqlTerm Patient => SqlTerm.Column($"s.patient");

    /// <summary>Adds whether one of the several patients of a resource meets a condition.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="source">The resource's internal id.</param>
    /// <param name="condition">Adds the condition on <see cref="Patient"/>.</param>
    public static void AddAny(SqlText sql, SqlTerm source, Action<SqlText> condition)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(condition);
        sql.Add("EXISTS (SELECT 1 FROM access_shared s WHERE s.source = ").Term(source).Add(" AND ");
        condition(sql);
        sql.Add(")");
    }

    /// <summary>Adds a query of the several patients of a resource, as one column.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="source">The resource's internal id.</param>
    public static void AddPatients(SqlText sql, SqlTerm source)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("SELECT q.patient FROM access_shared q WHERE q.source = ").Term(source);
    }

    /// <summary>Adds whether a patient has blocks, of whatever and against whomever.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="patient">The patient's key.</param>
    public static void AddHasBlocks(SqlText sql, SqlTerm patient)
    {
        ArgumentNullException.ThrowIfNull(sql);
        sql.Add("EXISTS (SELECT 1 FROM access_consent n WHERE n.patient = ").Term(patient).Add(" AND n.effect = 0)");
    }

    /// <summary>Whether one of the several patients of any of these resources has blocks.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="sources">The resources' internal ids; not empty.</param>
    /// <returns>True when one has.</returns>
    public static ValueTask<bool> AnyHasBlocks(SqlSession session, IReadOnlyList<long> sources)
    {
        ArgumentNullException.ThrowIfNull(session);
        var sql = new SqlText(session.Dialect).Add("SELECT 1 FROM access_shared s WHERE s.source").Among(sources).Add(" AND ");
        AddHasBlocks(sql, Patient);
        return session.First(sql.Add(" LIMIT 1").ToString(), _ => true, sql.Values);
    }

    /// <summary>The several patients of a resource.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="source">The resource's internal id.</param>
    /// <returns>Their keys; none where it is of one or of nobody.</returns>
    public static ValueTask<List<long>> PatientsOf(SqlSession session, long source)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query("SELECT patient FROM access_shared WHERE source = $1 ORDER BY patient", r => r.Long(0), source);
    }
}
