using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>The tables of Booking. What people have agreed stands in Schedule, Slot and Appointment; these are what rules and races need beside them.</summary>
public static class BookingMigrations
{
    /// <summary>The room's schema, for <see cref="Database.Migrate"/>.</summary>
    public static RoomMigrations Room { get; } = new("booking",
    [
        new(1, "templates and taken times", Templates("INTEGER", "INTEGER PRIMARY KEY") + Taken("INTEGER"), Templates("BIGINT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY") + Taken("BIGINT")),
        new(2, "waiting lists, offers and messages", Waiting("INTEGER", "INTEGER PRIMARY KEY") + Messages("INTEGER", "BLOB"), Waiting("BIGINT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY") + Messages("BIGINT", "BYTEA")),
        new(3, "turns of patients and letters about results", Later("INTEGER"), Later("BIGINT")),
        new(4, "what the desk does to waiting lists", Desk("INTEGER"), Desk("BIGINT")),
        new(5, "with whom somebody waits for a time", WaitPerson, WaitPerson),
    ]);

    private const string WaitPerson = """
        -- only with this person, 'Practitioner/x'; null for anybody
        ALTER TABLE booking_wait ADD COLUMN person TEXT;
        """;

    // From here on an offer's state can also be 'withdrawn': the desk took the patient off the list while it was open.
    private static string Desk(string whole) => $"""
        CREATE TABLE booking_wait_act (
            sent_key TEXT    NOT NULL PRIMARY KEY,  -- key of the form: sent twice, it is done once
            wait     {whole} NOT NULL,              -- number of the entry on the waiting list
            what     TEXT    NOT NULL,              -- offer, remove, priority
            detail   TEXT    NOT NULL,              -- logical id of the Slot, code of the reason, or the new priority
            actor    TEXT    NOT NULL,              -- who did it
            at       {whole} NOT NULL               -- when, Unix ms
        );
        CREATE INDEX booking_wait_act_wait ON booking_wait_act (wait, what);
        CREATE INDEX booking_wait_ended ON booking_wait (service, ended) WHERE ended IS NOT NULL;
        """;

    private static string Later(string whole) => $"""
        CREATE TABLE booking_turn (
            patient {whole} NOT NULL PRIMARY KEY,   -- key of the patient: bookings of one patient wait for each other here
            turns   {whole} NOT NULL                -- how many there have been
        );
        CREATE TABLE booking_letter_wish (
            patient {whole} NOT NULL PRIMARY KEY,   -- key of a patient who wants a letter before a result is shown
            patient_ref TEXT NOT NULL,              -- 'Patient/x'
            consent TEXT    NOT NULL,               -- the Consent that says so, 'Consent/x'
            days    {whole} NOT NULL                -- how many days results are held back
        );
        """;

    private static string Templates(string whole, string numbered) => $"""
        CREATE TABLE booking_template (
            clinic  TEXT    NOT NULL,              -- id of the clinic's Location
            version {whole} NOT NULL,              -- from 1; earlier ones are kept, so that it can be seen who changed what
            content TEXT    NOT NULL,              -- the template as JSON: services, weekly sessions, rooms, equipment, rules
            author  TEXT    NOT NULL,              -- who wrote it, such as 'Practitioner/x'
            at      {whole} NOT NULL,              -- when, Unix ms
            PRIMARY KEY (clinic, version)
        );
        CREATE TABLE booking_actor (
            actor     {whole} NOT NULL PRIMARY KEY, -- key of a person, room or piece of equipment that is booked here
            reference TEXT    NOT NULL,             -- 'Practitioner/x', 'Location/x', 'Device/x'
            capacity  {whole} NOT NULL,             -- how many appointments it takes at once
            overbook  {whole} NOT NULL              -- how many more staff may put on top
        );
        CREATE TABLE booking_session (
            schedule  {whole} NOT NULL PRIMARY KEY, -- key of the Schedule that stands for the session
            reference TEXT    NOT NULL,             -- 'Schedule/x'
            clinic    TEXT    NOT NULL,             -- the clinic
            kept      TEXT    NOT NULL,             -- for whom its times are kept: '' for all, 'triage', 'acute', 'returning'
            active    {whole} NOT NULL              -- 0 when the newest template has it no more
        );
        CREATE INDEX booking_session_clinic ON booking_session (clinic);
        CREATE TABLE booking_session_service (
            service  TEXT    NOT NULL,              -- code of a service
            schedule {whole} NOT NULL,              -- a session that gives it
            PRIMARY KEY (service, schedule)
        );
        CREATE TABLE booking_session_actor (
            schedule {whole} NOT NULL,              -- a session
            actor    {whole} NOT NULL,              -- whom or what it needs
            PRIMARY KEY (schedule, actor)
        );
        CREATE TABLE booking_slot (
            number   {whole} NOT NULL PRIMARY KEY,  -- internal id of the Slot
            id       TEXT    NOT NULL,              -- its logical id
            schedule {whole} NOT NULL,              -- the session it belongs to
            start_ms {whole} NOT NULL,              -- when it begins, Unix ms
            end_ms   {whole} NOT NULL,              -- when it ends
            shut     {whole} NOT NULL               -- 1 when it may not be booked although it is not taken: withdrawn, or its Slot is busy-unavailable
        );
        CREATE INDEX booking_slot_time ON booking_slot (schedule, start_ms);
        CREATE INDEX booking_slot_id ON booking_slot (id);
        CREATE TABLE booking_absence (
            number   {numbered},                    -- running number
            actor    {whole} NOT NULL,              -- who or what is away
            start_ms {whole} NOT NULL,              -- from, Unix ms
            end_ms   {whole} NOT NULL,              -- until
            reason   TEXT    NOT NULL,              -- holiday, course, repair, other
            author   TEXT    NOT NULL,              -- who wrote it
            at       {whole} NOT NULL,              -- when it was written, Unix ms
            ended    {whole}                        -- when it was withdrawn, Unix ms; null while it counts
        );
        CREATE INDEX booking_absence_actor ON booking_absence (actor, start_ms);

        """;

    private static string Taken(string whole) => $"""
        CREATE TABLE booking_taken (
            actor       {whole} NOT NULL,           -- key of a person, room or piece of equipment
            cell        {whole} NOT NULL,           -- five minutes: Unix time divided by 300 s
            lane        {whole} NOT NULL,           -- 0 up to the actor's capacity: two appointments never stand in the same
            appointment {whole} NOT NULL,           -- internal id of the Appointment that has it
            PRIMARY KEY (actor, cell, lane)
        );
        CREATE INDEX booking_taken_appointment ON booking_taken (appointment);
        CREATE TABLE booking_appointment (
            number      {whole} NOT NULL PRIMARY KEY, -- internal id of an Appointment for one of our services
            id          TEXT    NOT NULL,             -- its logical id
            patient     {whole} NOT NULL,             -- key of the patient
            patient_ref TEXT    NOT NULL,             -- 'Patient/x'
            service     TEXT    NOT NULL,             -- code of the service
            clinic      TEXT    NOT NULL,             -- the clinic that gives it
            start_ms    {whole} NOT NULL,             -- when it begins, Unix ms
            end_ms      {whole} NOT NULL,             -- when it ends
            status      TEXT    NOT NULL,             -- Appointment.status
            told_start  {whole},                      -- what the patient was last told: when it begins; null for nothing yet
            told_status TEXT                          -- and whether it stands
        );
        CREATE INDEX booking_appointment_patient ON booking_appointment (patient, start_ms);
        CREATE INDEX booking_appointment_clinic ON booking_appointment (clinic, start_ms);
        CREATE INDEX booking_appointment_id ON booking_appointment (id);
        CREATE TABLE booking_act (
            sent_key    TEXT    NOT NULL PRIMARY KEY, -- key of the form or call: sent twice, it is done once
            appointment TEXT    NOT NULL,             -- logical id of the Appointment
            what        TEXT    NOT NULL,             -- book, move, cancel, noshow, arrived
            actor       TEXT    NOT NULL,             -- who did it
            by_citizen  {whole} NOT NULL,             -- 1 when a citizen did
            at          {whole} NOT NULL,             -- when, Unix ms
            from_ms     {whole},                      -- the time it had
            to_ms       {whole}                       -- the time it got
        );
        CREATE INDEX booking_act_appointment ON booking_act (appointment);
        """;

    private static string Waiting(string whole, string numbered) => $"""
        CREATE TABLE booking_wait (
            number      {numbered},                 -- running number
            patient     {whole} NOT NULL,           -- key of the patient
            patient_ref TEXT    NOT NULL,           -- 'Patient/x'
            service     TEXT    NOT NULL,           -- what is waited for
            appointment TEXT,                       -- logical id of the appointment that would be moved; null for none yet
            days        {whole} NOT NULL,           -- days of the week that suit: bit 0 for Monday
            from_minute {whole} NOT NULL,           -- earliest time of day that suits, minutes from midnight
            to_minute   {whole} NOT NULL,           -- latest
            notice_h    {whole} NOT NULL,           -- hours of warning that are needed
            priority    {whole} NOT NULL,           -- clinical priority, 0 to 9, the highest first
            distance_m  {whole} NOT NULL,           -- how far away the patient lives, metres; 0 when it is not known
            joined      {whole} NOT NULL,           -- since when, Unix ms
            author      TEXT    NOT NULL,           -- who wrote it
            ended       {whole}                     -- until when, Unix ms; null while it counts
        );
        CREATE UNIQUE INDEX booking_wait_open ON booking_wait (patient, service) WHERE ended IS NULL;
        CREATE INDEX booking_wait_service ON booking_wait (service, priority, joined) WHERE ended IS NULL;
        CREATE TABLE booking_offer (
            number   {numbered},                    -- running number
            wait     {whole} NOT NULL,              -- who waits
            patient  {whole} NOT NULL,              -- key of the patient
            slot     {whole} NOT NULL,              -- internal id of the Slot
            slot_id  TEXT    NOT NULL,              -- its logical id
            start_ms {whole} NOT NULL,              -- when it begins
            expires  {whole} NOT NULL,              -- until when it can be accepted, Unix ms
            state    TEXT    NOT NULL,              -- open, accepted, declined, expired
            made     {whole} NOT NULL,              -- when it was made, Unix ms
            answered {whole}                        -- when it was answered or ran out
        );
        CREATE UNIQUE INDEX booking_offer_slot ON booking_offer (slot) WHERE state = 'open';
        CREATE UNIQUE INDEX booking_offer_wait ON booking_offer (wait) WHERE state = 'open';
        CREATE INDEX booking_offer_once ON booking_offer (wait, slot);
        CREATE INDEX booking_offer_patient ON booking_offer (patient, state);

        """;

    private static string Messages(string whole, string bytes) => $"""
        CREATE TABLE booking_preference (
            patient {whole} NOT NULL,               -- key of the patient
            version {whole} NOT NULL,               -- from 1; earlier ones are kept
            content TEXT    NOT NULL,               -- as JSON: channels, reminders, quiet hours, language
            author  TEXT    NOT NULL,               -- who wrote it
            at      {whole} NOT NULL,               -- when, Unix ms
            PRIMARY KEY (patient, version)
        );
        CREATE TABLE booking_message (
            message_key TEXT    NOT NULL PRIMARY KEY, -- what it is about, so that it is written once
            number      {whole} NOT NULL,             -- internal id of the Appointment, or of the offer's Slot
            patient     {whole} NOT NULL,             -- key of the patient
            patient_ref TEXT    NOT NULL,             -- 'Patient/x'
            clinic      TEXT    NOT NULL,             -- the clinic, for the place's public name
            kind        TEXT    NOT NULL,             -- confirmed, moved, cancelled, reminder, offer
            start_ms    {whole} NOT NULL,             -- the time it tells of, Unix ms
            due         {whole} NOT NULL,             -- not to be sent before, Unix ms
            state       TEXT    NOT NULL,             -- waiting, sent, dropped
            channel     TEXT,                         -- how it was sent: digital-post, sms, e-mail
            receiver    TEXT,                         -- number or address it was sent to
            words       TEXT,                         -- what was sent
            sent        {whole}                       -- when, Unix ms
        );
        CREATE INDEX booking_message_due ON booking_message (state, due);
        CREATE INDEX booking_message_patient ON booking_message (patient, due);
        CREATE INDEX booking_message_number ON booking_message (number, state);
        CREATE TABLE booking_feed_address (
            hash    {bytes} NOT NULL PRIMARY KEY,   -- SHA-256 of the address' secret; the secret itself is nowhere
            patient {whole} NOT NULL,               -- whose appointments it shows
            patient_ref TEXT NOT NULL,              -- 'Patient/x'
            made    {whole} NOT NULL,               -- when it was made, Unix ms
            revoked {whole}                         -- when it was taken back; null while it works
        );
        CREATE INDEX booking_feed_address_patient ON booking_feed_address (patient);
        """;
}
