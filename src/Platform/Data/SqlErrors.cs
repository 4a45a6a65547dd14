using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Helhed.Platform.Data;

/// <summary>What an exception from a database means, the same for both.</summary>
public static class SqlErrors
{
    /// <summary>True when a row was refused because its key exists: somebody else was faster. The transaction is lost; begin a new one.</summary>
    /// <param name="error">What a <see cref="Database.Write"/> threw.</param>
    /// <returns>Whether it was that.</returns>
    public static bool IsDuplicateKey(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
