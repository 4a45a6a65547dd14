using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>
/// What the rule of access knows, taken out of the records in the transaction that writes them. Every row names the resource it comes
/// from, so that a new version of it replaces its rows and nothing else.
/// </summary>
internal static class FactSchema
{
    internal static Migration Step { get; } = new(2, "facts", All("INTEGER", " WITHOUT ROWID"), All("BIGINT", ""));

    internal static Migration Writers { get; } = new(11, "who wrote what is nobody's", Writer("INTEGER"), Writer("BIGINT"));

    internal static Migration Contexts { get; } = new(12, "what a Binary belongs to", Context("INTEGER"), Context("BIGINT"));

    private static string Context(string whole) => $"""
        CREATE TABLE access_context (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of a Binary with a securityContext
            target    {whole} NOT NULL,             -- key of what that names: whoever sees that sees the Binary, and nobody else
            kind      {whole} NOT NULL              -- what that is: index of its resource type + 1
        );
        CREATE INDEX access_context_target ON access_context (target);
        """;

    private static string Writer(string whole) => $"""
        ALTER TABLE access_work ADD COLUMN writer {whole} NOT NULL DEFAULT 0; -- 1 when the party wrote it, or is where the writer worked then: no record tells it
        """;

    private static string All(string whole, string narrow) => $"{People(whole, narrow)}\n{Relations(whole, narrow)}\n{Consents(whole, narrow)}";

    // Times are Unix milliseconds; a row holds from begins until, and not at, ends. Keys are hashes of references as 'Patient/x'.
    private static string People(string whole, string narrow) => $"""
        CREATE TABLE access_fact_state (
            one       {whole} NOT NULL PRIMARY KEY  -- 1: the facts of all records are there
        );
        CREATE TABLE access_tree (
            one       {whole} NOT NULL PRIMARY KEY, -- 1: there is one
            epoch     {whole} NOT NULL              -- rises with every change of what is a part of what
        );
        INSERT INTO access_tree (one, epoch) VALUES (1, 0);
        CREATE TABLE access_identity (
            source    {whole} NOT NULL,             -- internal id of the Patient or Practitioner
            value     {whole} NOT NULL,             -- hash of 'system|value' of an identifier, such as a CPR or authorisation number
            reference TEXT    NOT NULL,             -- who it names, such as 'Patient/x'
            PRIMARY KEY (source, value)
        ){narrow};
        CREATE INDEX access_identity_value ON access_identity (value);
        CREATE TABLE access_person (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of the Patient
            patient   {whole} NOT NULL,             -- key of the Patient
            born      {whole},                      -- the day of birth, days since 1970-01-01; null when it is not known to the day
            protected {whole} NOT NULL              -- 1 when name and address are protected
        );
        CREATE UNIQUE INDEX access_person_patient ON access_person (patient);
        CREATE TABLE access_post (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of the PractitionerRole
            reference TEXT    NOT NULL,             -- 'PractitionerRole/x'
            person    TEXT    NOT NULL,             -- 'Practitioner/x'
            role      TEXT    NOT NULL,             -- doctor, nurse, visitation, secretary, paramedic, porter, planner, director or security
            unit      TEXT    NOT NULL,             -- 'Organization/x'
            title     TEXT    NOT NULL,             -- as the record calls it; may be empty
            begins    {whole} NOT NULL,
            ends      {whole} NOT NULL
        );
        CREATE INDEX access_post_person ON access_post (person);
        CREATE TABLE access_unit (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of the Organization
            unit      {whole} NOT NULL,             -- key of the Organization
            reference TEXT    NOT NULL,             -- 'Organization/x'
            name      TEXT    NOT NULL,             -- its name now
            parent    {whole} NOT NULL              -- key of the organization it is a part of; 0 none
        );
        CREATE UNIQUE INDEX access_unit_unit ON access_unit (unit);
        CREATE INDEX access_unit_parent ON access_unit (parent);
        CREATE TABLE access_unit_above (
            unit      {whole} NOT NULL,             -- a unit
            above     {whole} NOT NULL,             -- itself, and every unit it is a part of
            treats    {whole} NOT NULL,             -- 1 when who treats there treats here: not for a root above it, such as a region
            PRIMARY KEY (unit, above)
        ){narrow};
        CREATE INDEX access_unit_above_above ON access_unit_above (above, unit);
        CREATE TABLE access_unit_name (
            unit      {whole} NOT NULL,             -- a unit
            begins    {whole} NOT NULL,             -- from when it has had the name
            name      TEXT    NOT NULL,
            PRIMARY KEY (unit, begins)
        ){narrow};
        """;

    private static string Relations(string whole, string narrow) => $"""
        CREATE TABLE access_relation (
            patient   {whole} NOT NULL,             -- key of the Patient
            party     {whole} NOT NULL,             -- key of the Practitioner, PractitionerRole or Organization that treats the patient
            source    {whole} NOT NULL,             -- internal id of the evidence: Encounter, Appointment, ServiceRequest, CarePlan …
            begins    {whole} NOT NULL,
            ends      {whole} NOT NULL,
            PRIMARY KEY (patient, party, source)
        ){narrow};
        CREATE INDEX access_relation_party ON access_relation (party, patient);
        CREATE INDEX access_relation_source ON access_relation (source);
        CREATE TABLE access_shared (
            source    {whole} NOT NULL,             -- internal id of a resource in the compartments of several patients
            patient   {whole} NOT NULL,             -- one of them
            PRIMARY KEY (source, patient)
        ){narrow};
        CREATE TABLE access_work (
            source    {whole} NOT NULL,             -- internal id of a resource that is in no patient's compartment
            party     {whole} NOT NULL,             -- who made it or is named by it
            PRIMARY KEY (source, party)
        ){narrow};
        """;

    private static string Consents(string whole, string narrow) => $"""
        CREATE TABLE access_consent (
            source    {whole} NOT NULL,             -- internal id of the Consent
            part      {whole} NOT NULL,             -- which of its provisions and actors, from 0
            patient   {whole} NOT NULL,             -- whose record
            effect    {whole} NOT NULL,             -- 0 a block, 1 an exception from it, 2 a mandate to act for the patient, 3 the patient's wish to wait
            party     {whole} NOT NULL,             -- whom it is about: key of a person or an organization; 0 everybody
            parts     {whole} NOT NULL,             -- 1 when an organization's parts are meant too
            kind      {whole} NOT NULL,             -- what of the record: index of a resource type + 1; 0 all
            begins    {whole} NOT NULL,
            ends      {whole} NOT NULL,
            dated_from {whole} NOT NULL,            -- data of this time and later …
            dated_to  {whole} NOT NULL,             -- … and before this time; the lowest and highest numbers when there is no bound
            delay     {whole} NOT NULL,             -- effect 3: how long after it was written a thing is kept from the patient
            PRIMARY KEY (source, part)
        ){narrow};
        CREATE INDEX access_consent_patient ON access_consent (patient);
        CREATE INDEX access_consent_party ON access_consent (party);
        CREATE TABLE access_custody (
            source    {whole} NOT NULL PRIMARY KEY, -- internal id of the RelatedPerson
            patient   {whole} NOT NULL,             -- key of the child
            identity  {whole} NOT NULL,             -- hash of 'system|value' of the holder's CPR number
            begins    {whole} NOT NULL,
            ends      {whole} NOT NULL
        );
        CREATE INDEX access_custody_patient ON access_custody (patient);
        CREATE INDEX access_custody_identity ON access_custody (identity);
        CREATE TABLE access_claim (
            number    {whole} NOT NULL PRIMARY KEY, -- lasting number, from the id blocks 'claim'
            patient   {whole} NOT NULL,             -- key of the Patient
            patient_id TEXT   NOT NULL,             -- 'Patient/x'
            person    {whole} NOT NULL,             -- key of the Practitioner
            person_id TEXT    NOT NULL,             -- 'Practitioner/x'
            unit_id   TEXT    NOT NULL,             -- 'Organization/x', of the role the person acted in
            kind      {whole} NOT NULL,             -- 0 a treatment relation whose evidence follows, 1 an override of the patient's blocks
            reason    TEXT    NOT NULL,             -- contact-begins, patient-consents, patient-cannot-be-reached
            words     TEXT    NOT NULL,             -- in the person's own words
            begins    {whole} NOT NULL,
            ends      {whole} NOT NULL,
            due       {whole} NOT NULL,             -- when the evidence must be there, or the override be reviewed
            state     {whole} NOT NULL              -- 0 open, 1 in order, 2 an alarm
        );
        CREATE INDEX access_claim_patient ON access_claim (patient, person);
        CREATE INDEX access_claim_due ON access_claim (state, due);
        CREATE TABLE access_claim_party (
            claim     {whole} NOT NULL,             -- number of a claim
            party     {whole} NOT NULL,             -- key of the post or unit that it was made for
            PRIMARY KEY (claim, party)
        ){narrow};
        """;
}
