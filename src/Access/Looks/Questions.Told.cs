using System.Globalization;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Looks;

/// <summary>How a question was told to staff.</summary>
/// <param name="How">phone or paper.</param>
/// <param name="Day">The day it was said.</param>
/// <param name="By">Who wrote it down, "Practitioner/x".</param>
public sealed record QuestionTold(string How, DateOnly Day, string By)
{
    /// <summary>"DocumentReference/x" of the paper; null for none, and for who may not see it.</summary>
    public string? Paper { get; init; }
}

/// <summary>A question that a patient has told staff.</summary>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Name">What the patient is called; the unit sees it.</param>
/// <param name="Whom">Who is said to have looked: "Practitioner/x", or "Organization/x" with its parts.</param>
/// <param name="From">When the day began on which it was looked.</param>
/// <param name="Until">When it ended.</param>
/// <param name="Words">The question, 10 to 500 characters.</param>
public sealed record ToldQuestion(string Patient, string Name, string Whom, DateTimeOffset From, DateTimeOffset Until, string Words);

/// <content>
/// What patients ask by telephone or on paper. Staff who may write in the record write the question down. Whether there was such an access
/// they are not told, since the log is the patient's: the patient reads it.
/// </content>
public sealed partial class Questions
{
    private const string StaffRule = "staff-asks-for-citizen";
    private const string Day = "yyyy-MM-dd";
    private const int MostLooks = 20;

    /// <summary>
    /// Asks why for a patient. Of the day's accesses by whom it is about it takes the newest that has not been asked about; where there is
    /// none, the question is kept for the patient to see, and reaches nobody.
    /// </summary>
    /// <param name="caller">Somebody at work with a relation to the patient.</param>
    /// <param name="asked">The question.</param>
    /// <param name="told">How it was told, and on which day.</param>
    /// <param name="key">Of the form: sent twice, it is asked once.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it is asked. Problems: Forbidden, Invalid, Conflict (asked already), TooMany.</returns>
    public async ValueTask<Problem?> AskFor(Caller caller, ToldQuestion asked, (string How, DateOnly Day) told, string key, CancellationToken ct)
    {
        var asking = await AskingFor(caller, asked, new QuestionTold(told.How, told.Day, ""), key, ct);
        return asking.TryGet(out var ask, out var problem) ? await database.Write(ask, ct) : problem;
    }

    /// <summary>Prepares what <see cref="AskFor"/> does, for who writes more in the same transaction: the paper on which it was asked.</summary>
    /// <param name="caller">Somebody at work with a relation to the patient.</param>
    /// <param name="asked">The question.</param>
    /// <param name="told">How it was told, on which day, and on which paper; the caller is who wrote it down.</param>
    /// <param name="key">Of the form: sent twice, it is asked once.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What asks it in a transaction: null when it is asked, or Forbidden, Conflict, TooMany. Invalid at once.</returns>
    public async ValueTask<Outcome<Func<WriteTransaction, ValueTask<Problem?>>>> AskingFor(Caller caller, ToldQuestion asked, QuestionTold told, string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(told);
        if (asked.Words.Trim().Length is < LeastWords or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Ask in {LeastWords} to {MostWords} characters.", "words");
        }

        var looks = await Looks(caller, asked, ct);
        var number = await ids.Next("question", 1, ct);
        var logNumber = await log.Number(ct);
        var questions = looks.Select(l => Of(asked, l.Entry.Caller.Organization!, l.Entry.Caller.Reference, l.At))
            .DefaultIfEmpty(Of(asked, asked.Whom, asked.Whom, asked.From) with { WasFound = false }).ToList();

        // Asked about once more, whether there was such an access or not, it goes on as before: a refusal would tell of the log.
        questions.AddRange([.. Enumerable.Range(1, MostLooks).Select(i => questions[0] with { Looked = questions[0].Looked.AddMilliseconds(i) })]);
        var how = told with { By = caller.Reference };
        Func<WriteTransaction, ValueTask<Problem?>> ask = tx => Write(tx, caller, (key, [.. questions.Select(q => q with { Number = number, Told = how })]), logNumber);
        return Outcome.Ok(ask);
    }

    // Others before who writes it down: to take the call, they have just opened the record themselves.
    private async ValueTask<IReadOnlyList<LoggedAccess>> Looks(Caller caller, ToldQuestion asked, CancellationToken ct)
    {
        var units = await database.ReadLatest(
            session => session.Query("SELECT u.unit FROM access_unit_above u WHERE u.above = $1 AND u.treats = 1", r => r.Long(0), Hash64.Of(asked.Whom)), ct);
        HashSet<long> theirs = [Hash64.Of(asked.Whom), .. units];
        var found = await log.During(
            asked.Patient,
            (asked.From, asked.Until),
            e => e is { What: not ("question" or "answer"), Caller: { Kind: CallerKind.Staff, Organization: { } unit } who } && (who.Reference == asked.Whom || theirs.Contains(Hash64.Of(unit))),
            ct);
        return [.. found.DistinctBy(a => (a.At, a.Entry.Caller.Reference)).OrderBy(a => a.Entry.Caller.Reference == caller.Reference).Take(MostLooks)];
    }

    private Question Of(ToldQuestion asked, string unit, string person, DateTimeOffset at) => new(0, asked.Patient, asked.Name, unit, person, at, Now(), asked.Words.Trim());

    private async ValueTask<Problem?> Write(WriteTransaction tx, Caller caller, (string Key, IReadOnlyList<Question> Any) asked, long logNumber)
    {
        var patient = Hash64.Of(asked.Any[0].Patient);

        // As a report of an error, which is a Task: the same relation, and the same blocks.
        if (!await Acting.MayWriteFor(tx, caller, asked.Any[0].Patient, "Task", clock.GetUtcNow()))
        {
            return new Problem(ProblemKind.Forbidden, $"Access is denied by the rule '{StaffRule}'.") { Rule = StaffRule };
        }

        if (await tx.First("SELECT 1 FROM access_question WHERE told_key = $1", _ => true, asked.Key))
        {
            return null;
        }

        if (await TooMany(tx, patient) is { } tooMany)
        {
            return tooMany;
        }

        foreach (var question in asked.Any)
        {
            if (await Insert(tx, question, asked.Key) == 1)
            {
                await log.Write(tx, logNumber, [new AccessEntry("question", caller, StaffRule, [new AccessedPatient(patient, [])]) { Words = question.Words }]);
                return null;
            }
        }

        return new Problem(ProblemKind.Conflict, "It has been asked about these accesses already.");
    }

    // What nobody is asked has unit 0, and an empty answer: it waits for none.
    private static ValueTask<int> Insert(WriteTransaction tx, Question question, string key) => tx.Execute(
        """
        INSERT INTO access_question (number, patient, patient_id, name, unit, unit_id, person_id, looked, asked, words, answered, answer, answerer, told_key, told_how, told_day, told_by, told_paper)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING
        """,
        question.Number, Hash64.Of(question.Patient), question.Patient, question.Name, question.WasFound ? Hash64.Of(question.Unit) : 0L, question.Unit, question.Person,
        question.Looked.ToUnixTimeMilliseconds(), question.Asked.ToUnixTimeMilliseconds(), question.Words,
        question.WasFound ? (long?)null : question.Asked.ToUnixTimeMilliseconds(), question.WasFound ? (string?)null : "",
        key, question.Told!.How, question.Told.Day.ToString(Day, CultureInfo.InvariantCulture), question.Told.By, question.Told.Paper);
}
