using Helhed.Platform.Data;

namespace Helhed.Access.Veils;

/// <summary>Which staff are shown to citizens by a pseudonym.</summary>
internal static class VeilSchema
{
    // The names of staff are taken out of the records: those of an older store at its next start, as all facts.
    internal static Migration Step { get; } = new(7, "pseudonyms", Text("INTEGER", " WITHOUT ROWID"), Text("BIGINT", ""));

    private static string Text(string whole, string narrow) => $"""
        CREATE TABLE access_staff_name (
            source     {whole} NOT NULL,             -- internal id of the Practitioner
            name       TEXT    NOT NULL,             -- given names and family name
            person     TEXT    NOT NULL,             -- 'Practitioner/x'
            PRIMARY KEY (source, name)
        ){narrow};
        CREATE INDEX access_staff_name_person ON access_staff_name (person);
        CREATE TABLE access_pseudonym (
            number     {whole} NOT NULL PRIMARY KEY, -- lasting number, from the id blocks 'pseudonym'
            staff      TEXT    NOT NULL,             -- 'Practitioner/x'; empty: all staff of the unit and its parts
            unit       TEXT    NOT NULL,             -- 'Organization/x' that decided on it
            patient    TEXT    NOT NULL,             -- 'Patient/x' to whom it is shown; empty: to all citizens
            name       TEXT    NOT NULL,             -- what is shown
            salt       TEXT    NOT NULL,             -- of which the id is made that stands in place of the real one
            begins     {whole} NOT NULL,             -- Unix ms
            ends       {whole} NOT NULL,             -- Unix ms; not at, nor after
            reason     TEXT    NOT NULL,             -- why, in words
            author     TEXT    NOT NULL,             -- who set it, 'Practitioner/x'
            written    {whole} NOT NULL              -- Unix ms
        );
        CREATE TABLE access_veil_state (
            one        {whole} NOT NULL PRIMARY KEY, -- 1: there is one
            generation {whole} NOT NULL              -- rises with every pseudonym, and with what is known of staff while there are any
        );
        INSERT INTO access_veil_state (one, generation) VALUES (1, 0);
        DELETE FROM access_fact_state;
        """;
}
