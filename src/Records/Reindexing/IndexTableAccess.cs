using System.Globalization;
using System.Text;
using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>A row that stands in an index table.</summary>
/// <param name="Rid">The resource; below 0 a contained one.</param>
/// <param name="Param">The parameter; -1 in a table without.</param>
/// <param name="Hash">Hash of everything but the resource.</param>
internal readonly record struct FoundRow(long Rid, int Param, ulong Hash);

/// <summary>A table whose rows are all due to resources, so that it can be compared with them.</summary>
internal abstract class ComparedTable
{
    /// <summary>The table's name.</summary>
    public abstract string Name { get; }

    /// <summary>The rows of a resource, or of a contained one, as hashes.</summary>
    public abstract void Hash(long rid, IndexRows rows, Action<FoundRow> found);

    /// <summary>Every row of the table.</summary>
    public abstract IAsyncEnumerable<FoundRow> Stream(SqlSession session);

    /// <summary>The rows that a condition holds for, so that they can be removed.</summary>
    public abstract IAsyncEnumerable<(FoundRow Found, object Row)> Stream(SqlSession session, Predicate<FoundRow> wanted);

    /// <summary>Removes a row by its key.</summary>
    public abstract ValueTask<int> Remove(WriteTransaction tx, long rid, object row);
}

/// <summary>An index table for those that go over all of them: repair, removal, verification.</summary>
internal abstract class IndexTableAccess : ComparedTable
{
    /// <summary>Every index table that holds a row for each value of a resource.</summary>
    public static IReadOnlyList<IndexTableAccess> All { get; } =
    [
        new IndexTableAccess<TokenRow>(IndexTables.Tokens, r => r.Tokens, r => (new(r.Int(0), r.Long(1), r.Long(2), r.Long(4)), r.Long(3)), r => r.Param, RowHash.Of),
        new IndexTableAccess<ReferenceRow>(IndexTables.References, r => r.References, r => (new(r.Int(0), r.Long(1)), r.Long(2)), r => r.Param, RowHash.Of),
        new IndexTableAccess<StringRow>(IndexTables.Strings, r => r.Strings, r => (new(r.Int(0), r.Text(1), r.Long(2), r.Long(3), r.Short(5)), r.Long(4)), r => r.Param, RowHash.Of),
        new IndexTableAccess<DateRow>(IndexTables.Dates, r => r.Dates, r => (new(r.Int(0), r.Long(1), r.Long(2), r.Long(3), r.Short(5)), r.Long(4)), r => r.Param, RowHash.Of),
        new IndexTableAccess<NumberRow>(IndexTables.Numbers, r => r.Numbers, r => (new(r.Int(0), r.Double(1), r.Long(2), r.Short(4)), r.Long(3)), r => r.Param, RowHash.Of),
        new IndexTableAccess<QuantityRow>(
            IndexTables.Quantities, r => r.Quantities, r => (new(r.Int(0), r.Double(1), r.Double(2), r.Long(3), r.Long(4), r.Long(5), r.Short(7), r.Long(8)), r.Long(6)), r => r.Param, RowHash.Of),
        new IndexTableAccess<UriRow>(IndexTables.Uris, r => r.Uris, r => (new(r.Int(0), r.Text(1)), r.Long(2)), r => r.Param, RowHash.Of),
        new IndexTableAccess<CompositeRow>(IndexTables.Composites, r => r.Composites, ReadComposite, r => r.Param, RowHash.Of),
        new IndexTableAccess<PositionRow>(IndexTables.Positions, r => r.Positions, r => (new(r.Int(0), r.Double(1), r.Double(2)), r.Long(3)), r => r.Param, RowHash.Of),
        new IndexTableAccess<CompartmentRow>(IndexTables.Compartments, r => r.Compartments, r => (new(r.Long(0), r.Short(1)), r.Long(2)), _ => -1, RowHash.Of),
    ];

    /// <summary>True when its rows belong to parameters.</summary>
    public abstract bool HasParam { get; }

    /// <summary>Adds rows that are missing and corrects what is no part of their keys; the number of rows that were changed.</summary>
    /// <param name="tx">The transaction, which holds the resources' locks.</param>
    /// <param name="resources">Internal ids and what their rows are.</param>
    /// <param name="wanted">Parameters to be looked at; asked about -1 in a table without.</param>
    public abstract ValueTask<int> Repair(WriteTransaction tx, IEnumerable<(long Rid, IndexRows Rows)> resources, Predicate<int> wanted);

    /// <summary>Removes up to a number of a parameter's rows; how many there were.</summary>
    public abstract ValueTask<int> RemoveOf(WriteTransaction tx, int param, int limit);

    private static (CompositeRow Row, long Rid) ReadComposite(Row r) =>
        (new(r.Int(0), new(r.Long(1), r.Long(3)), new(r.Long(4), r.Long(5), r.Double(6), r.Double(7), r.Text(8)), new(r.Double(9), r.Double(10)), r.Long(11)), r.Long(2));
}

/// <summary>An index table with rows of one sort.</summary>
internal sealed class IndexTableAccess<TRow>(
    IndexTable<TRow> table, Func<IndexRows, List<TRow>> rowsOf, Func<Row, (TRow Row, long Rid)> read, Func<TRow, int> param, Func<TRow, ulong> hash) : IndexTableAccess
    where TRow : struct, IIndexRow
{
    private const int RowsPerStatement = 64;

    private readonly string _all = $"SELECT {string.Join(", ", table.Columns)} FROM {table.Name}";
    private readonly string _key = string.Join(", ", table.Columns.Take(table.KeyColumns));

    private IEnumerable<string> Rest => table.Columns.Skip(table.KeyColumns);

    public override string Name => table.Name;

    public override bool HasParam => table.Columns[0] == "param";

    public override async ValueTask<int> Repair(WriteTransaction tx, IEnumerable<(long Rid, IndexRows Rows)> resources, Predicate<int> wanted)
    {
        var due = resources.SelectMany(r => rowsOf(r.Rows).Where(row => wanted(param(row))).Select(row => (Row: row, r.Rid))).ToList();
        due.Sort((a, b) => table.Order(a.Row, b.Row) is not 0 and var byKey ? byKey : a.Rid.CompareTo(b.Rid));
        var changed = 0;
        for (var from = 0; from < due.Count;)
        {
            // 64, 32 … 1 rows, so that only a few texts are ever prepared; none stands twice, which ON CONFLICT would not bear.
            var count = RowsPerStatement;
            while (count > due.Count - from)
            {
                count /= 2;
            }

            var cells = new List<SqlValue>(count * table.Columns.Length);
            foreach (var (row, rid) in due.GetRange(from, count))
            {
                row.AddTo(cells, rid);
            }

            changed += await tx.Execute(InsertSql(count), cells.ToArray());
            from += count;
        }

        return changed;
    }

    public override ValueTask<int> RemoveOf(WriteTransaction tx, int param, int limit) =>
        tx.Execute($"DELETE FROM {table.Name} WHERE ({_key}) IN (SELECT {_key} FROM {table.Name} WHERE param = $1 LIMIT $2)", param, limit);

    public override void Hash(long rid, IndexRows rows, Action<FoundRow> found)
    {
        foreach (var row in rowsOf(rows))
        {
            found(new FoundRow(rid, param(row), hash(row)));
        }
    }

    public override async IAsyncEnumerable<FoundRow> Stream(SqlSession session)
    {
        await foreach (var (row, rid) in session.Stream(_all, read))
        {
            yield return new FoundRow(rid, param(row), hash(row));
        }
    }

    public override async IAsyncEnumerable<(FoundRow Found, object Row)> Stream(SqlSession session, Predicate<FoundRow> wanted)
    {
        await foreach (var (row, rid) in session.Stream(_all, read))
        {
            var found = new FoundRow(rid, param(row), hash(row));
            if (wanted(found))
            {
                yield return (found, row);
            }
        }
    }

    public override ValueTask<int> Remove(WriteTransaction tx, long rid, object row)
    {
        var cells = new List<SqlValue>(table.Columns.Length);
        ((TRow)row).AddTo(cells, rid);
        var sql = new StringBuilder($"DELETE FROM {table.Name} WHERE ");
        for (var c = 0; c < table.KeyColumns; c++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(c == 0 ? "" : " AND ")}{table.Columns[c]} = ${c + 1}");
        }

        return tx.Execute(sql.ToString(), cells.GetRange(0, table.KeyColumns).ToArray());
    }

    private string InsertSql(int rows)
    {
        var width = table.Columns.Length;
        var sql = new StringBuilder($"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) VALUES ");
        for (var r = 0; r < rows; r++)
        {
            sql.Append(r == 0 ? "(" : ", (");
            for (var c = 0; c < width; c++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(c == 0 ? "" : ", ")}${(r * width) + c + 1}");
            }

            sql.Append(')');
        }

        sql.Append(CultureInfo.InvariantCulture, $" ON CONFLICT ({_key}) DO ");
        return (table.KeyColumns == width
            ? sql.Append("NOTHING")
            : sql.Append(CultureInfo.InvariantCulture, $"UPDATE SET {string.Join(", ", Rest.Select(c => $"{c} = excluded.{c}"))} WHERE {string.Join(" OR ", Rest.Select(c => $"{table.Name}.{c} <> excluded.{c}"))}")).ToString();
    }
}
