using Helhed.Platform.Data;

namespace Helhed.Access.Log;

/// <summary>Finds the access log's blocks in the ledger by whom they are about and who did it.</summary>
internal static class LogSchema
{
    internal static Migration Step { get; } = new(5, "access log", Text("INTEGER", " WITHOUT ROWID"), Text("BIGINT", ""));

    private static string Text(string whole, string narrow) => $"""
        CREATE TABLE access_log_key (
            key    {whole} NOT NULL, -- key of a patient, or of who did something
            number {whole} NOT NULL, -- a block of the ledger that has an entry of theirs
            at     {whole} NOT NULL, -- its time, Unix ms
            PRIMARY KEY (key, at, number)
        ){narrow};
        """;
}
