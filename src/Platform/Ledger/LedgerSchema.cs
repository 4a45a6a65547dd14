using Helhed.Platform.Data;

namespace Helhed.Platform.Ledger;

/// <summary>
/// The ledger's tables. An entry is durable with the transaction that wrote it, in <c>ledger_waiting</c>; soon after it is moved to
/// <c>ledger_entry</c> and becomes the next leaf of the tree. So writers never wait for each other, and leaves have no gaps.
/// </summary>
internal static class LedgerSchema
{
    internal static Migration Ledger { get; } = new(6, "ledger", Sqlite, Text("BYTEA", "BIGINT", ""));

    /// <summary>What entries are about is their rooms' own matter: who waits for an entry does not pay for an index.</summary>
    internal static Migration WithoutKeys { get; } = new(7, "ledger without keys", Fewer, Fewer + Uncompressed);

    private const string Fewer = """
        DROP INDEX ledger_waiting_subject;
        DROP INDEX ledger_entry_subject;
        DROP INDEX ledger_entry_actor;
        """;

    // What waits half a second need not be pressed together; in the tree it is.
    private const string Uncompressed = "\nALTER TABLE ledger_waiting ALTER COLUMN content SET STORAGE EXTERNAL;";

    private static string Sqlite => Text("BLOB", "INTEGER", " WITHOUT ROWID");

    private static string Text(string bytes, string whole, string narrow) => $"""
        CREATE TABLE ledger_waiting (
            number  {whole} NOT NULL PRIMARY KEY, -- the entry's lasting number, from the id blocks 'ledger'
            at      {whole} NOT NULL,             -- when it happened, Unix ms
            subject {whole} NOT NULL,             -- key of whom it is about; 0 nobody
            actor   {whole} NOT NULL,             -- key of who did it
            content {bytes} NOT NULL              -- what happened
        );
        CREATE INDEX ledger_waiting_subject ON ledger_waiting (subject, at);
        CREATE TABLE ledger_entry (
            leaf    {whole} NOT NULL PRIMARY KEY, -- its place in the tree, from 0, without gaps
            number  {whole} NOT NULL,             -- as in ledger_waiting, and the following too
            at      {whole} NOT NULL,
            subject {whole} NOT NULL,
            actor   {whole} NOT NULL,
            content {bytes} NOT NULL
        );
        CREATE UNIQUE INDEX ledger_entry_number ON ledger_entry (number);
        CREATE INDEX ledger_entry_subject ON ledger_entry (subject, at);
        CREATE INDEX ledger_entry_actor ON ledger_entry (actor, at);
        CREATE TABLE ledger_node (
            level  {whole} NOT NULL,              -- 8, 16, 24 …: spans 2^level leaves
            number {whole} NOT NULL,              -- its place among those of its level, from 0
            hash   {bytes} NOT NULL,              -- 32 bytes
            PRIMARY KEY (level, number)
        ){narrow};
        CREATE TABLE ledger_state (
            one   {whole} NOT NULL PRIMARY KEY,   -- 1: there is one
            size  {whole} NOT NULL,               -- leaves of the tree
            peaks {bytes} NOT NULL                -- hashes of its full subtrees, largest first
        );
        INSERT INTO ledger_state (one, size, peaks) VALUES (1, 0, {(bytes == "BLOB" ? "X''" : "''")});
        CREATE TABLE ledger_head (
            size      {whole} NOT NULL PRIMARY KEY, -- leaves of the tree then
            root      {bytes} NOT NULL,           -- its root, 32 bytes
            at        {whole} NOT NULL,           -- when it was signed, Unix ms
            key       TEXT    NOT NULL,           -- which key signed it
            signature {bytes} NOT NULL            -- ECDSA P-256 over the head's text
        );
        """;
}
