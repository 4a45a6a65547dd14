using System.Globalization;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Looks;

/// <summary>A citizen's question of why their record was accessed, with its answer.</summary>
/// <param name="Number">Its lasting number.</param>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Name">What the patient is called.</param>
/// <param name="Unit">"Organization/x", which is to answer.</param>
/// <param name="Person">Who accessed, "Practitioner/x".</param>
/// <param name="Looked">When it was accessed.</param>
/// <param name="Asked">When the question was asked.</param>
/// <param name="Words">The question.</param>
public sealed record Question(long Number, string Patient, string Name, string Unit, string Person, DateTimeOffset Looked, DateTimeOffset Asked, string Words)
{
    /// <summary>The answer; null while it is open.</summary>
    public Answer? Answer { get; init; }

    /// <summary>How staff were told the question; null when it was asked on the page.</summary>
    public QuestionTold? Told { get; init; }

    /// <summary>False when staff wrote it down and there was no such access: nobody has been asked.</summary>
    public bool WasFound { get; init; } = true;
}

/// <summary>What the unit answers.</summary>
/// <param name="Words">The answer.</param>
/// <param name="By">Who answered, "Practitioner/x".</param>
/// <param name="At">When.</param>
public sealed record Answer(string Words, string By, DateTimeOffset At);

/// <summary>
/// Lets citizens ask why, and the unit answer. The unit sees the question, the patient's name and when its own employee looked; it gets no
/// sight of the record by being asked. Rules: <c>citizen-asks-why</c>, <c>unit-answers-why</c>.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="ids">Numbers for questions.</param>
/// <param name="log">The access log.</param>
/// <param name="clock">The clock.</param>
/// <param name="acting">Who acts for whom.</param>
public sealed partial class Questions(Database database, IdBlocks ids, AccessLog log, TimeProvider clock, Acting acting)
{
    /// <summary>Most characters of a question or an answer.</summary>
    public const int MostWords = 500;

    private const int LeastWords = 10;
    private const int MostOpen = 50;
    private const string Columns = "q.number, q.patient_id, q.name, q.unit_id, q.person_id, q.looked, q.asked, q.words, q.answered, q.answer, q.answerer, q.told_how, q.told_day, q.told_by, q.told_paper";

    private static readonly string[] Answerers = ["doctor", "nurse", "visitation", "secretary", "paramedic", "director"];

    /// <summary>Asks why somebody at work accessed the caller's record, or that of whom the caller acts for.</summary>
    /// <param name="caller">A citizen.</param>
    /// <param name="name">What the patient is called; the unit sees it.</param>
    /// <param name="look">Who looked, and when to the millisecond.</param>
    /// <param name="words">The question, 10 to 500 characters.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The question. Problems: Forbidden, Invalid, NotFound (no such access, or nobody to ask), Conflict (asked already), TooMany.</returns>
    public async ValueTask<Outcome<Question>> Ask(Caller caller, string name, (string Person, DateTimeOffset At) look, string words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(words);
        if (!await acting.Sees(caller, ct))
        {
            return new Problem(ProblemKind.Forbidden, "Only the citizen, or who acts for them, can ask who has seen their record.") { Rule = "citizen-asks-why" };
        }

        if (words.Trim().Length is < LeastWords or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Ask in {LeastWords} to {MostWords} characters.", "words");
        }

        var found = await log.At(caller.Subject, look.Person, look.At, ct);
        if (found.Select(a => a.Entry.Caller).FirstOrDefault(c => c is { Kind: CallerKind.Staff, Organization: not null }) is not { Organization: { } unit })
        {
            return new Problem(ProblemKind.NotFound, "There is no such access by somebody at work in a unit.", "look");
        }

        var number = await ids.Next("question", 1, ct);
        var logNumber = await log.Number(ct);
        var question = new Question(number, caller.Subject, name, unit, look.Person, look.At, Now(), words.Trim());
        return await database.Write(tx => Write(tx, caller, question, logNumber), ct);
    }

    /// <summary>What has been asked about a patient's record, newest first.</summary>
    /// <param name="caller">The citizen, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Up to 200 questions; none for others.</returns>
    public async ValueTask<IReadOnlyList<Question>> Asked(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await acting.Sees(caller, ct)
            ? await database.ReadLatest(s => s.Query($"SELECT {Columns} FROM access_question q WHERE q.patient = $1 ORDER BY q.number DESC LIMIT 200", Map, Hash64.Of(caller.Subject)), ct)
            : [];
    }

    /// <summary>Open questions to the caller's unit and to its parts, oldest first.</summary>
    /// <param name="caller">Somebody at work.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Up to 200 questions; none for others.</returns>
    public async ValueTask<IReadOnlyList<Question>> ToAnswer(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return MayAnswer(caller)
            ? await database.ReadLatest(
                async s => await Seen(s, caller, await s.Query($"SELECT {Columns} FROM access_question q WHERE q.answered IS NULL AND {IsTheirs} ORDER BY q.number LIMIT 200", Map, Hash64.Of(caller.Organization!))), ct)
            : [];
    }

    // To be asked gives no sight of the record, nor of a paper in it: who has that by a relation is told where it is.
    private async ValueTask<List<Question>> Seen(SqlSession session, Caller caller, List<Question> open)
    {
        var seen = new List<Question>(open.Count);
        foreach (var question in open)
        {
            seen.Add(question is { Told: { Paper: not null } told } && !await Acting.MayWriteFor(session, caller, question.Patient, "DocumentReference", clock.GetUtcNow())
                ? question with { Told = told with { Paper = null } }
                : question);
        }

        return seen;
    }

    /// <summary>Answers a question to the caller's unit.</summary>
    /// <param name="caller">Somebody at work there.</param>
    /// <param name="number">Its number.</param>
    /// <param name="words">The answer, 10 to 500 characters.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The question. Problems: Forbidden, Invalid, NotFound (none such that is open and theirs).</returns>
    public async ValueTask<Outcome<Question>> Reply(Caller caller, long number, string words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(words);
        if (!MayAnswer(caller))
        {
            return new Problem(ProblemKind.Forbidden, "Only staff of the unit that was asked can answer.") { Rule = "unit-answers-why" };
        }

        if (words.Trim().Length is < LeastWords or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Answer in {LeastWords} to {MostWords} characters.", "words");
        }

        var logNumber = await log.Number(ct);
        return await database.Write(tx => Write(tx, caller, (number, words.Trim()), logNumber), ct);
    }

    /// <summary>Whether somebody's role lets them answer for their unit.</summary>
    /// <param name="caller">Somebody at work.</param>
    /// <returns>True when it does.</returns>
    public static bool MayAnswer(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller is { Kind: CallerKind.Staff, Organization: not null } && Answerers.Contains(caller.Role);
    }

    // $1 is the caller's unit: it answers for itself and its parts. A region does not answer for its hospitals.
    private const string IsTheirs = "(q.unit = $1 OR q.unit IN (SELECT u.unit FROM access_unit_above u WHERE u.above = $1 AND u.treats = 1))";

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private async ValueTask<Outcome<Question>> Write(WriteTransaction tx, Caller caller, Question question, long logNumber)
    {
        var patient = Hash64.Of(question.Patient);
        if (await TooMany(tx, patient) is { } tooMany)
        {
            return tooMany;
        }

        if (await tx.Execute(
            """
            INSERT INTO access_question (number, patient, patient_id, name, unit, unit_id, person_id, looked, asked, words)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (patient, looked, person_id) DO NOTHING
            """,
            question.Number, patient, question.Patient, question.Name, Hash64.Of(question.Unit), question.Unit, question.Person,
            question.Looked.ToUnixTimeMilliseconds(), question.Asked.ToUnixTimeMilliseconds(), question.Words) == 0)
        {
            return new Problem(ProblemKind.Conflict, "It has been asked about this access already.");
        }

        await log.Write(tx, logNumber, [new AccessEntry("question", caller, "citizen-asks-why", [new AccessedPatient(patient, [])]) { Words = question.Words }]);
        return question;
    }

    private async ValueTask<Outcome<Question>> Write(WriteTransaction tx, Caller caller, (long Number, string Words) answer, long logNumber)
    {
        var open = await tx.First(
            $"SELECT {Columns} FROM access_question q WHERE q.number = $2 AND q.answered IS NULL AND {IsTheirs}", Map, Hash64.Of(caller.Organization!), answer.Number);
        if (open is null)
        {
            return new Problem(ProblemKind.NotFound, "There is no such open question to your unit.");
        }

        var given = new Answer(answer.Words, caller.Reference, Now());
        await tx.Execute(
            "UPDATE access_question SET answered = $2, answer = $3, answerer = $4 WHERE number = $1", answer.Number, given.At.ToUnixTimeMilliseconds(), given.Words, given.By);
        await log.Write(tx, logNumber, [new AccessEntry("answer", caller, "unit-answers-why", [new AccessedPatient(Hash64.Of(open.Patient), [])]) { Words = given.Words }]);
        return open with { Answer = given };
    }

    private static async ValueTask<Problem?> TooMany(WriteTransaction tx, long patient) =>
        await tx.First("SELECT count(*) FROM access_question WHERE patient = $1 AND answered IS NULL", r => r.Long(0), patient) >= MostOpen
            ? new Problem(ProblemKind.TooMany, $"{MostOpen} questions wait for an answer already.")
            : null;

    private static Question Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(6)), row.Text(7))
    {
        Answer = row.LongOrNull(8) is { } at && row.Text(9) is { Length: > 0 } answer ? new Answer(answer, row.Text(10), DateTimeOffset.FromUnixTimeMilliseconds(at)) : null,
        WasFound = row.LongOrNull(8) is null || row.Text(9).Length > 0,
        Told = row.TextOrNull(11) is { } how ? new QuestionTold(how, DateOnly.ParseExact(row.Text(12), Day, CultureInfo.InvariantCulture), row.Text(13)) { Paper = row.TextOrNull(14) } : null,
    };
}
