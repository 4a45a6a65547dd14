using Helhed.Platform.Data;

namespace Helhed.Access.Veils;

/// <summary>All posts of staff: a pseudonym hides those too that give nobody a role here, or are over.</summary>
internal static class StaffPostSchema
{
    // Taken out of the records: those of an older store at its next start, as all facts.
    internal static Migration Step { get; } = new(9, "posts of staff", Text("INTEGER"), Text("BIGINT"));

    private static string Text(string whole) => $"""
        CREATE TABLE access_staff_post (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of the PractitionerRole
            reference TEXT    NOT NULL,             -- 'PractitionerRole/x'
            person    TEXT    NOT NULL,             -- 'Practitioner/x'
            unit      TEXT    NOT NULL,             -- 'Organization/x'; empty where it names none
            ends      {whole} NOT NULL              -- Unix ms
        );
        CREATE INDEX access_staff_post_person ON access_staff_post (person);
        CREATE INDEX access_staff_post_unit ON access_staff_post (unit);
        DELETE FROM access_fact_state;
        """;
}
