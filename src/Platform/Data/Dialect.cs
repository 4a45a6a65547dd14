namespace Helhed.Platform.Data;

/// <summary>Which database speaks. Most statements are written once; the few that differ ask for this.</summary>
public enum Dialect
{
    /// <summary>SQLite, embedded: one process writes, one file.</summary>
    Sqlite,

    /// <summary>PostgreSQL, 15 or newer.</summary>
    PostgreSql,
}
