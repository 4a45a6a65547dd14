using System.CommandLine;

namespace Helhed.Commands;

/// <summary>The options that say which store a command works on.</summary>
internal static class StoreOptions
{
    public static Option<DirectoryInfo> Data { get; } = new("--data")
    {
        Description = "Folder for the database and reports",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
    };

    public static Option<string?> Database { get; } = new("--database")
    {
        Description = "Connection: 'Host=…' means PostgreSQL; default is SQLite in the data folder",
    };

    /// <summary>The connection that was asked for.</summary>
    public static string Connection(ParseResult parsed)
    {
        var data = parsed.GetValue(Data)!;
        data.Create();
        return parsed.GetValue(Database) is { Length: > 0 } given ? given : Path.Combine(data.FullName, "helhed.db");
    }
}
