using System.Globalization;
using System.Text;
using Helhed.Platform.Data;

namespace Helhed.Records.Writing;

/// <summary>The index rows that one transaction adds and removes, gathered over all its resources and written table by table.</summary>
internal sealed class IndexChanges
{
    private readonly TableChanges<TokenRow> _tokens = new(IndexTables.Tokens);
    private readonly TableChanges<ReferenceRow> _references = new(IndexTables.References);
    private readonly TableChanges<StringRow> _strings = new(IndexTables.Strings);
    private readonly TableChanges<DateRow> _dates = new(IndexTables.Dates);
    private readonly TableChanges<NumberRow> _numbers = new(IndexTables.Numbers);
    private readonly TableChanges<QuantityRow> _quantities = new(IndexTables.Quantities);
    private readonly TableChanges<UriRow> _uris = new(IndexTables.Uris);
    private readonly TableChanges<CompositeRow> _composites = new(IndexTables.Composites);
    private readonly TableChanges<PositionRow> _positions = new(IndexTables.Positions);
    private readonly TableChanges<CompartmentRow> _compartments = new(IndexTables.Compartments);
    private readonly WordChanges _words = new();

    /// <summary>Rows of a resource change from <paramref name="before"/> to <paramref name="after"/>; equal rows are left alone.</summary>
    public void Replace(long rid, IndexRows before, IndexRows after)
    {
        ReplaceRows(rid, before, after);
        for (var i = 0; i < Math.Max(before.Contained?.Count ?? 0, after.Contained?.Count ?? 0); i++)
        {
            if (Keys.ContainedRid(rid, i) is { } contained)
            {
                ReplaceRows(contained, RowsAt(before, i), RowsAt(after, i));
            }
        }

        _words.Replace(rid, before.Words, after.Words);
    }

    private static IndexRows RowsAt(IndexRows rows, int ordinal) => ordinal < (rows.Contained?.Count ?? 0) ? rows.Contained![ordinal].Rows : IndexRows.None;

    private void ReplaceRows(long rid, IndexRows before, IndexRows after)
    {
        _tokens.Replace(rid, before.Tokens, after.Tokens);
        _references.Replace(rid, before.References, after.References);
        _strings.Replace(rid, before.Strings, after.Strings);
        _dates.Replace(rid, before.Dates, after.Dates);
        _numbers.Replace(rid, before.Numbers, after.Numbers);
        _quantities.Replace(rid, before.Quantities, after.Quantities);
        _uris.Replace(rid, before.Uris, after.Uris);
        _composites.Replace(rid, before.Composites, after.Composites);
        _positions.Replace(rid, before.Positions, after.Positions);
        _compartments.Replace(rid, before.Compartments, after.Compartments);
    }

    public async ValueTask Write(WriteTransaction tx)
    {
        await _tokens.Write(tx);
        await _references.Write(tx);
        await _strings.Write(tx);
        await _dates.Write(tx);
        await _numbers.Write(tx);
        await _quantities.Write(tx);
        await _uris.Write(tx);
        await _composites.Write(tx);
        await _positions.Write(tx);
        await _compartments.Write(tx);
        await _words.Write(tx);
    }

    private sealed class TableChanges<TRow>(IndexTable<TRow> table)
        where TRow : struct, IIndexRow, IEquatable<TRow>
    {
        private const int DeletesPerStatement = 32;

        private readonly PooledList<(TRow Row, long Rid)> _added = new();
        private readonly List<SqlValue> _removed = [];

        public void Replace(long rid, List<TRow> before, List<TRow> after)
        {
            if (before.Count == 0)
            {
                foreach (var row in after)
                {
                    _added.Add((row, rid));
                }

                return;
            }

            var old = new HashSet<TRow>(before);
            foreach (var row in after)
            {
                if (!old.Remove(row))
                {
                    _added.Add((row, rid));
                }
            }

            foreach (var row in old)
            {
                row.AddTo(_removed, rid);
            }
        }

        public async ValueTask Write(WriteTransaction tx)
        {
            var width = table.Columns.Length;
            for (var from = 0; from < _removed.Count; from += width * DeletesPerStatement)
            {
                await Delete(tx, from, Math.Min(DeletesPerStatement, (_removed.Count - from) / width));
            }

            _added.Sort((a, b) => table.Order(a.Row, b.Row) is not 0 and var byKey ? byKey : a.Rid.CompareTo(b.Rid));
            var slice = BulkSlices.RowsOf(width);
            var cells = new List<SqlValue>(Math.Min(_added.Count, slice) * width);
            for (var from = 0; from < _added.Count; from += slice)
            {
                cells.Clear();
                foreach (var (row, rid) in _added.Span[from..Math.Min(_added.Count, from + slice)])
                {
                    row.AddTo(cells, rid);
                }

                await tx.BulkInsert(table.Name, table.Columns, cells.ToArray());
            }

            _added.Free();
        }

        // Statements have 1, 2, 4 … 32 keys, the last one repeated to fill up, so that only a few texts are ever prepared.
        private ValueTask Delete(WriteTransaction tx, int from, int count)
        {
            var keys = 1;
            while (keys < count)
            {
                keys *= 2;
            }

            var values = new SqlValue[keys * table.KeyColumns];
            for (var k = 0; k < keys; k++)
            {
                var row = from + (Math.Min(k, count - 1) * table.Columns.Length);
                for (var c = 0; c < table.KeyColumns; c++)
                {
                    values[(k * table.KeyColumns) + c] = _removed[row + c];
                }
            }

            return tx.Post(DeleteSql(keys), values);
        }

        private string DeleteSql(int keys)
        {
            var sql = new StringBuilder($"DELETE FROM {table.Name} WHERE ");
            for (var k = 0; k < keys; k++)
            {
                sql.Append(k == 0 ? "(" : " OR (");
                for (var c = 0; c < table.KeyColumns; c++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $"{(c == 0 ? "" : " AND ")}{table.Columns[c]} = ${(k * table.KeyColumns) + c + 1}");
                }

                sql.Append(')');
            }

            return sql.ToString();
        }
    }
}
