using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>What somebody at work claims, so as to see a patient.</summary>
public enum ClaimKind
{
    /// <summary>A treatment whose evidence follows: a contact that has just begun, a call for advice.</summary>
    Relation = 0,

    /// <summary>An override of the patient's blocks (værdispring).</summary>
    Override = 1,
}

/// <summary>A claim, as it is kept and reviewed.</summary>
/// <param name="Number">Its lasting number.</param>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Person">"Practitioner/x".</param>
/// <param name="Unit">"Organization/x", of the role the person acted in; empty where it is not known.</param>
/// <param name="Kind">What was claimed.</param>
/// <param name="Reason">contact-begins, patient-consents or patient-cannot-be-reached.</param>
/// <param name="Words">In the person's own words.</param>
/// <param name="Begins">From when it counts.</param>
/// <param name="Ends">Until when.</param>
/// <param name="State">open, in-order or alarm.</param>
public sealed record Claim(long Number, string Patient, string Person, string Unit, ClaimKind Kind, string Reason, string Words, DateTimeOffset Begins, DateTimeOffset Ends, string State);

/// <summary>
/// Claims of a relation, and overrides of blocks: they count at once, are in the log and on the citizen's page, and are checked
/// afterwards. See MinSpærring (override when the patient consents or cannot be reached) and Behandlingsrelation (access may precede
/// the evidence, with an alarm if that never comes).
/// </summary>
public sealed class Claims
{
    /// <summary>How long a claim lasts: a duty.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>How long the evidence may take.</summary>
    public static readonly TimeSpan Due = TimeSpan.FromDays(2);

    private const int MostWords = 500;
    private const int MostOpen = 100;

    private static readonly string[] Overrides = ["patient-consents", "patient-cannot-be-reached"];
    private static readonly string[] Roles = ["doctor", "nurse", "visitation", "secretary", "paramedic"];

    private readonly Database _database;
    private readonly IdBlocks _ids;
    private readonly AccessLog _log;
    private readonly TimeProvider _clock;

    /// <summary>Claims in a migrated database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="ids">Numbers for claims.</param>
    /// <param name="log">The access log.</param>
    /// <param name="clock">The clock.</param>
    public Claims(Database database, IdBlocks ids, AccessLog log, TimeProvider clock)
    {
        _database = database;
        _ids = ids;
        _log = log;
        _clock = clock;
    }

    /// <summary>Whether somebody's role treats patients, so that they can say that they do.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>True for clinical roles.</returns>
    public static bool MayMake(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind == CallerKind.Staff && Roles.Contains(caller.Role);
    }

    /// <summary>Makes a claim. It counts from the next statement on.</summary>
    /// <param name="caller">Somebody at work in a clinical role.</param>
    /// <param name="kind">What is claimed.</param>
    /// <param name="patient">Whom it is about, as "Patient/x" or by CPR number.</param>
    /// <param name="why">The reason (overrides: patient-consents or patient-cannot-be-reached; relations: contact-begins), and why in the person's own words, 10 to 500 characters.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The claim. Problems: Forbidden, Invalid, NotFound (no such patient), TooMany.</returns>
    public async ValueTask<Outcome<Claim>> Make(Caller caller, ClaimKind kind, string patient, (string Reason, string Words) why, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (reason, words) = why;
        if (!MayMake(caller))
        {
            return new Problem(ProblemKind.Forbidden, "Only staff who treat patients can say that they do.") { Rule = "staff-only-claims" };
        }

        if (words.Trim().Length is < 10 or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Say why in your own words: 10 to {MostWords} characters.", "words");
        }

        if (kind == ClaimKind.Override ? !Overrides.Contains(reason) : reason != "contact-begins")
        {
            return new Problem(ProblemKind.Invalid, $"The reason of {(kind == ClaimKind.Override ? "an override is patient-consents or patient-cannot-be-reached" : "a relation is contact-begins")}.", "reason");
        }

        var number = await _ids.Next("claim", 1, ct);
        var logNumber = await _log.Number(ct);
        return await _database.Write(tx => Make(tx, caller, (kind, patient, reason, words.Trim()), (number, logNumber)), ct);
    }

    /// <summary>Claims that a reviewer has to look at, newest first.</summary>
    /// <param name="limit">Most of them, up to 1,000.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Alarms and overrides that have not been reviewed.</returns>
    public ValueTask<List<Claim>> ForReview(int limit, CancellationToken ct) => _database.ReadLatest(
        session => session.Query($"SELECT {Columns} FROM access_claim WHERE (state = 2 OR kind = 1) AND NOT EXISTS (SELECT 1 FROM access_claim_review v WHERE v.claim = access_claim.number) ORDER BY number DESC LIMIT $1", Map, Math.Min(limit, 1000)), ct);

    /// <summary>What somebody at work has claimed and still counts, newest first.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Up to 100 claims.</returns>
    public ValueTask<List<Claim>> Open(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return _database.ReadLatest(
            session => session.Query($"SELECT {Columns} FROM access_claim WHERE person = $1 AND ends > $2 ORDER BY number DESC LIMIT $3", Map, Hash64.Of(caller.Reference), now, MostOpen), ct);
    }

    /// <summary>Notes what a reviewer found about a claim. It is in the log, and so on the citizen's page.</summary>
    /// <param name="caller">Somebody in the role security.</param>
    /// <param name="number">The claim's number.</param>
    /// <param name="isInOrder">Whether it was in order.</param>
    /// <param name="note">Why, in the reviewer's words, 10 to 500 characters.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The claim as it stands then. Problems: Forbidden, Invalid, NotFound (no such claim that waits for review).</returns>
    public async ValueTask<Outcome<Claim>> Review(Caller caller, long number, bool isInOrder, string note, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(note);
        if (caller is not { Kind: CallerKind.Staff, Role: "security" })
        {
            return new Problem(ProblemKind.Forbidden, "Only information security reviews claims.") { Rule = "security-reviews-claims" };
        }

        if (note.Trim().Length is < 10 or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Say why in your own words: 10 to {MostWords} characters.", "note");
        }

        var logNumber = await _log.Number(ct);
        return await _database.Write(tx => Review(tx, caller, (number, isInOrder, note.Trim()), logNumber), ct);
    }

    /// <summary>Claims about a patient, newest first.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="limit">Most of them, up to 1,000.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The claims.</returns>
    public ValueTask<List<Claim>> About(string patient, int limit, CancellationToken ct) => _database.ReadLatest(
        session => session.Query($"SELECT {Columns} FROM access_claim WHERE patient = $1 ORDER BY number DESC LIMIT $2", Map, Hash64.Of(patient), Math.Min(limit, 1000)), ct);

    /// <summary>Checks the claims whose time has come: evidence that has come settles one, and none by then is an alarm.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>How many became alarms.</returns>
    public async ValueTask<int> Check(CancellationToken ct)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await _database.Write(
            async tx =>
            {
                // Evidence is what others' records say of the time, and not the claim itself; the person's own contact counts, and is looked at by findings.
                await tx.Execute(
                    """
                    UPDATE access_claim SET state = 1 WHERE state = 0 AND kind = 0 AND EXISTS (
                        SELECT 1 FROM access_relation r WHERE r.patient = access_claim.patient AND r.begins <= access_claim.ends AND r.ends > access_claim.begins
                        AND (r.party = access_claim.person OR r.party IN (SELECT p.party FROM access_claim_party p WHERE p.claim = access_claim.number)))
                    """);
                return await tx.Execute("UPDATE access_claim SET state = 2 WHERE state = 0 AND kind = 0 AND due <= $1", now);
            },
            ct);
    }

    private async ValueTask<Outcome<Claim>> Review(WriteTransaction tx, Caller caller, (long Number, bool IsInOrder, string Note) verdict, long logNumber)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var claim = await tx.First($"SELECT {Columns} FROM access_claim WHERE number = $1 AND (state = 2 OR kind = 1)", Map, verdict.Number);
        if (claim is null
            || await tx.Execute(
                "INSERT INTO access_claim_review (claim, in_order, note, reviewer, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (claim) DO NOTHING",
                verdict.Number, verdict.IsInOrder ? 1L : 0L, verdict.Note, caller.Reference, now) == 0)
        {
            return new Problem(ProblemKind.NotFound, "There is no such claim that waits for review.");
        }

        await tx.Execute("UPDATE access_claim SET state = $2 WHERE number = $1", verdict.Number, verdict.IsInOrder ? 1L : 2L);
        var entry = new AccessEntry(verdict.IsInOrder ? "review-in-order" : "review-not-in-order", caller, "security-reviews-claims", [new AccessedPatient(Hash64.Of(claim.Patient), [])]) { Words = verdict.Note };
        await _log.Write(tx, logNumber, [entry]);
        return claim with { State = verdict.IsInOrder ? "in-order" : "alarm" };
    }

    private const string Columns = "number, patient_id, person_id, unit_id, kind, reason, words, begins, ends, state";

    private static Claim Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), (ClaimKind)row.Long(4), row.Text(5), row.Text(6),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(7)), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(8)), row.Long(9) switch { 0 => "open", 1 => "in-order", _ => "alarm" });

    private async ValueTask<Outcome<Claim>> Make(
        WriteTransaction tx, Caller caller, (ClaimKind Kind, string Patient, string Reason, string Words) what, (long Claim, long Log) numbers)
    {
        var found = what.Patient.StartsWith("Patient/", StringComparison.Ordinal)
            ? await tx.First("SELECT 1 FROM access_person WHERE patient = $1", _ => what.Patient, Hash64.Of(what.Patient))
            : await People.WithIdentifier(tx, "urn:oid:1.2.208.176.1.2", what.Patient.Replace("-", "", StringComparison.Ordinal)) is [var one] ? one : null;
        if (found is null)
        {
            return new Problem(ProblemKind.NotFound, "There is no such patient.", "patient");
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (await tx.First("SELECT count(*) FROM access_claim WHERE state = 0 AND person = $1 AND ends > $2", r => r.Long(0), Hash64.Of(caller.Reference), now.ToUnixTimeMilliseconds()) >= MostOpen)
        {
            return new Problem(ProblemKind.TooMany, $"You have {MostOpen} open claims already.");
        }

        var claim = new Claim(numbers.Claim, found, caller.Reference, caller.Organization ?? "", what.Kind, what.Reason, what.Words, now, now + Lasts, "open");
        await tx.Execute(
            """
            INSERT INTO access_claim (number, patient, patient_id, person, person_id, unit_id, kind, reason, words, begins, ends, due, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)
            """,
            claim.Number, Hash64.Of(found), found, Hash64.Of(caller.Reference), caller.Reference, claim.Unit, (long)what.Kind, what.Reason, what.Words,
            now.ToUnixTimeMilliseconds(), claim.Ends.ToUnixTimeMilliseconds(), (now + Due).ToUnixTimeMilliseconds());
        foreach (var party in new[] { caller.Post, caller.Organization }.OfType<string>().Distinct())
        {
            await tx.Execute("INSERT INTO access_claim_party (claim, party) VALUES ($1, $2)", claim.Number, Hash64.Of(party));
        }

        var entry = new AccessEntry(what.Kind == ClaimKind.Override ? "override" : "relation", caller, what.Reason, [new AccessedPatient(Hash64.Of(found), [found])]) { Words = what.Words };
        await _log.Write(tx, numbers.Log, [entry]);
        return claim;
    }
}
