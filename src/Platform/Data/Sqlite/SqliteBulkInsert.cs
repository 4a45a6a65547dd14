using System.Globalization;
using System.Text;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>
/// INSERT with many rows in a statement. Beyond some 200 values a statement gains nothing more (measured: one step for each 200 values
/// and one for each 2,000 are within 3 %), and short statements are prepared for fewer tables' worth of memory.
/// </summary>
internal static class SqliteBulkInsert
{
    private const int ValuesPerStatement = 200;

    internal static void Run(SqliteChannel channel, string table, IReadOnlyList<string> columns, BulkRows rows, CancellationToken ct)
    {
        var width = columns.Count;
        var rowsPerStatement = Math.Max(1, ValuesPerStatement / width);
        var done = 0;
        if (rows.Count >= rowsPerStatement)
        {
            var many = channel.Rent(Sql(table, columns, rowsPerStatement));
            try
            {
                for (; done + rowsPerStatement <= rows.Count; done += rowsPerStatement)
                {
                    ct.ThrowIfCancellationRequested();
                    Step(many, rows, (done, rowsPerStatement), width);
                }
            }
            finally
            {
                SqliteChannel.Return(many);
            }
        }

        if (done == rows.Count)
        {
            return;
        }

        var single = channel.Rent(Sql(table, columns, 1));
        try
        {
            for (; done < rows.Count; done++)
            {
                Step(single, rows, (done, 1), width);
            }
        }
        finally
        {
            SqliteChannel.Return(single);
        }
    }

    private static void Step(SqliteStatement statement, BulkRows rows, (int First, int Count) part, int width)
    {
        for (var row = 0; row < part.Count; row++)
        {
            statement.BindFrom(row * width, rows[part.First + row]);
        }

        statement.Step();
        statement.Reset();
    }

    // OR FAIL: without it SQLite journals a statement of many rows, to undo it alone; here the work's savepoint undoes all (10-28 % of a
    // bulk load's CPU).
    private static string Sql(string table, IReadOnlyList<string> columns, int rows)
    {
        var sql = new StringBuilder("INSERT OR FAIL INTO ").Append(table).Append(" (").AppendJoin(", ", columns).Append(") VALUES ");
        var parameter = 0;
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < columns.Count; column++)
            {
                sql.Append(column == 0 ? "$" : ", $").Append((++parameter).ToString(CultureInfo.InvariantCulture));
            }

            sql.Append(')');
        }

        return sql.ToString();
    }
}
