using Helhed.Platform.Data;

namespace Helhed.Access.Log;

/// <summary>Tells a patient's own accesses from those of others, so that somebody who reads their record every day still finds who else has.</summary>
internal static class SplitSchema
{
    internal static Migration Step { get; } = new(10, "own accesses apart", Text("INTEGER", " WITHOUT ROWID"), Text("BIGINT", ""));

    // Who looks at their own record many times a day has many blocks: a page that counts them reads one row for an hour instead.
    internal static Migration Hours { get; } = new(16, "own accesses by the hour", HoursText("INTEGER", " WITHOUT ROWID"), HoursText("BIGINT", ""));

    private static string HoursText(string whole, string narrow) => $"""
        CREATE TABLE access_log_own_hour (
            patient {whole} NOT NULL, -- key of a patient, who looked at their own record
            hour    {whole} NOT NULL, -- hours since 1970, of the blocks of the ledger that tell it
            moments {whole} NOT NULL, -- how many different times stand in them
            PRIMARY KEY (patient, hour)
        ){narrow};
        INSERT INTO access_log_own_hour (patient, hour, moments)
            SELECT patient, at / 3600000, CAST(sum(moments) AS {whole}) FROM access_log_own GROUP BY patient, at / 3600000;
        """;

    private static string Text(string whole, string narrow) => $"""
        CREATE TABLE access_log_own (
            patient {whole} NOT NULL, -- key of a patient, who looked at their own record
            at      {whole} NOT NULL, -- time of the block of the ledger that tells it, Unix ms
            number  {whole} NOT NULL, -- the block
            moments {whole} NOT NULL, -- how many different times stand in it
            PRIMARY KEY (patient, at, number)
        ){narrow};
        CREATE TABLE access_log_split (
            one  {whole} NOT NULL PRIMARY KEY, -- 1: there is one row
            leaf {whole} NOT NULL              -- leaves of the ledger below it have their accesses told apart
        ){narrow};
        INSERT INTO access_log_split (one, leaf) VALUES (1, 0);
        """;
}
