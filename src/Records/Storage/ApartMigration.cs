using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>Spans of time that are longer than a day, and those of resources that have several: few, and found by when they end.</summary>
internal static class ApartMigration
{
    // Taken from the end, which is never so early that nothing is left: an open span begins at the least of all numbers.
    private const string Apart = "CREATE INDEX ix_date_apart ON ix_date (param, high, low, patient, rid) WHERE low < high - 86400000 OR (edge & 3) <> 3;";

    public static Migration Step { get; } = new(21, "long spans of time", Apart, Apart);
}
