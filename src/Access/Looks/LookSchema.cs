using Helhed.Platform.Data;

namespace Helhed.Access.Looks;

/// <summary>What people ask and find about accesses: citizens' questions of why, and what a reviewer found.</summary>
internal static class LookSchema
{
    internal static Migration Step { get; } = new(6, "questions and reviews", Text("INTEGER"), Text("BIGINT"));

    internal static Migration Told { get; } = new(14, "questions that staff write down", ToldText, ToldText);

    internal static Migration ToldPaper { get; } = new(15, "papers of questions", ToldPaperText, ToldPaperText);

    private const string ToldPaperText = "ALTER TABLE access_question ADD COLUMN told_paper TEXT; -- 'DocumentReference/x' of the paper it was asked on; null for none";

    private const string ToldText = """
        ALTER TABLE access_question ADD COLUMN told_key TEXT; -- of the form it was written down with, so that sent twice it is asked once; null when the citizen asked on the page
        ALTER TABLE access_question ADD COLUMN told_how TEXT; -- 'phone' or 'paper'
        ALTER TABLE access_question ADD COLUMN told_day TEXT; -- the day it was said, 'yyyy-MM-dd'
        ALTER TABLE access_question ADD COLUMN told_by TEXT;  -- who wrote it down, 'Practitioner/x'
        CREATE UNIQUE INDEX access_question_told ON access_question (told_key);
        """;

    // A question is no Task of the record: a Task gives its owner a treatment relation, and asking why must not open the record to whom one asks.
    private static string Text(string whole) => $"""
        CREATE TABLE access_question (
            number    {whole} NOT NULL PRIMARY KEY, -- lasting number, from the id blocks 'question'
            patient   {whole} NOT NULL,             -- key of the Patient whose record was accessed
            patient_id TEXT   NOT NULL,             -- 'Patient/x'
            name      TEXT    NOT NULL,             -- what the patient is called; the patient has agreed that the unit sees it
            unit      {whole} NOT NULL,             -- key of the Organization that is to answer
            unit_id   TEXT    NOT NULL,             -- 'Organization/x'
            person_id TEXT    NOT NULL,             -- who accessed, such as 'Practitioner/x'
            looked    {whole} NOT NULL,             -- when it was accessed, Unix ms
            asked     {whole} NOT NULL,             -- when the question was asked, Unix ms
            words     TEXT    NOT NULL,             -- the question
            answered  {whole},                      -- when it was answered, Unix ms; null while it is open
            answer    TEXT,                         -- the answer
            answerer  TEXT                          -- who answered, 'Practitioner/x'
        );
        CREATE UNIQUE INDEX access_question_look ON access_question (patient, looked, person_id);
        CREATE INDEX access_question_unit ON access_question (unit, answered);
        CREATE TABLE access_claim_review (
            claim     {whole} NOT NULL PRIMARY KEY, -- number of a claim
            in_order  {whole} NOT NULL,             -- 1 when it was in order, 0 when it was not
            note      TEXT    NOT NULL,             -- in the reviewer's words
            reviewer  TEXT    NOT NULL,             -- 'Practitioner/x'
            at        {whole} NOT NULL              -- Unix ms
        );
        """;
}
