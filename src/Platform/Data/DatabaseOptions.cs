namespace Helhed.Platform.Data;

/// <summary>Which database, and its limits.</summary>
/// <param name="Connection">"Host=…" for PostgreSQL; otherwise a file path or "Data Source=…" for SQLite.</param>
public sealed record DatabaseOptions(string Connection)
{
    /// <summary>Where the change feed's times come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Most connections that read at once; on PostgreSQL also most that write at once.</summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>Most writes waiting for the writer (SQLite). One more is refused with <see cref="DatabaseBusyException"/>.</summary>
    public int MaxWaitingWrites { get; init; } = 4096;

    /// <summary>How long to wait for a connection, or for another process to release the file.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often PostgreSQL work is tried again after a serialisation failure or deadlock.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>True when the connection names PostgreSQL.</summary>
    public bool IsPostgreSql =>
        Connection.Contains("Host=", StringComparison.OrdinalIgnoreCase) || Connection.Contains("Server=", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The database has more work waiting than its limits allow. The caller may try again in a moment (HTTP 503).</summary>
public sealed class DatabaseBusyException : Exception
{
    /// <summary>Says what is full.</summary>
    /// <param name="message">What is full, and the limit.</param>
    public DatabaseBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is full.</summary>
    /// <param name="message">What is full, and the limit.</param>
    /// <param name="innerException">The cause.</param>
    public DatabaseBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says that something is full.</summary>
    public DatabaseBusyException()
    {
    }
}
