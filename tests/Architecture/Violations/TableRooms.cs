namespace Helhed.Tests.Architecture.Violations;

/// <summary>A room with tables.</summary>
internal static class OwnerRoom
{
    public static string Tables() => """
        CREATE TABLE ward (id BIGINT);
        CREATE TABLE IF NOT EXISTS ward_bed (id BIGINT);
        CREATE TABLE nurse (id BIGINT);
        CREATE TABLE porter (id BIGINT);
        """;

    public static string Query() => "SELECT id FROM ward JOIN ward_bed USING (id)";
}

/// <summary>A room that reaches into it.</summary>
internal static class OtherRoom
{
    public static string Query() => "SELECT count(*) FROM\n  ward_bed";

    public static string Change() => "UPDATE ward SET id = 1";

    public static void Fill() => BulkInsert("nurse");

    public static string Prose() => "a message from ward to porter";

    private static void BulkInsert(string table) => GC.KeepAlive(table);
}

/// <summary>A room with a table that another room has.</summary>
internal static class RivalRoom
{
    public static string Tables() => "CREATE TABLE porter (id BIGINT)";
}
