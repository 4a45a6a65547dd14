using Microsoft.AspNetCore.Components;

namespace Helhed.Ui;

/// <summary>A column of a <see cref="DataTable{TRow}"/>.</summary>
/// <param name="Heading">The heading; on a phone it stands before the value.</param>
/// <param name="Cell">What a row shows here.</param>
/// <param name="IsNumber">Right-aligned figures of equal width.</param>
public sealed record Column<TRow>(string Heading, RenderFragment<TRow> Cell, bool IsNumber = false);

/// <summary>Makes columns of plain text.</summary>
public static class Column
{
    /// <summary>A column of words.</summary>
    public static Column<TRow> Text<TRow>(string heading, Func<TRow, string?> text) => new(heading, Fragment(text));

    /// <summary>A column of figures.</summary>
    public static Column<TRow> Number<TRow>(string heading, Func<TRow, string?> text) => new(heading, Fragment(text), IsNumber: true);

    private static RenderFragment<TRow> Fragment<TRow>(Func<TRow, string?> text) =>
        row => builder => builder.AddContent(0, text(row));
}
