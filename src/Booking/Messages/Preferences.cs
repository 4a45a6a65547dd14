using System.Text.Json;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>A message that was sent, or would have been.</summary>
/// <param name="Sent">When.</param>
/// <param name="Channel">digital-post, sms or e-mail.</param>
/// <param name="Receiver">To what number or address.</param>
/// <param name="Words">The text.</param>
public sealed record SentMessage(DateTimeOffset Sent, string Channel, string Receiver, string Words);

/// <summary>How citizens wish to be told, and what they were told. Every version of a wish is kept.</summary>
/// <param name="database">The database.</param>
/// <param name="channels">The carriers.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The access log.</param>
public sealed class Preferences(Database database, MessageChannels channels, TimeProvider clock, AccessLog log)
{
    private const int MostShown = 50;
    private const string WithAppointments = "Appointment";
    private const string ParentRule = "citizen-acts-for-another";
    private const string StaffRule = "staff-treatment-relation";
    private static readonly Problem NotForAnother = new(ProblemKind.Forbidden, "How somebody is told is said by themselves, or by a parent while they are under 15.");
    private static readonly string[] Channels = ["digital-post", "sms", "e-mail"];

    /// <summary>Whether messages stay in the program.</summary>
    public bool IsSimulated => channels.IsSimulated;

    /// <summary>The wishes of the caller's patient.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The wishes; those that hold for everybody when none were given.</returns>
    public async ValueTask<MessagePreferences> Of(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await IsOwn(caller, ct) ? await Read(database, Hash64.Of(caller.Subject), clock.GetUtcNow(), ct) : new MessagePreferences();
    }

    /// <summary>Keeps new wishes.</summary>
    /// <param name="caller">The patient, or a parent who acts for a child under 15: until then it holds.</param>
    /// <param name="wishes">The wishes.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong, with the field as expression; Forbidden.</returns>
    public async ValueTask<Problem?> Put(Caller caller, MessagePreferences wishes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wishes);
        if (Wrong(wishes) is { } wrong)
        {
            return wrong;
        }

        var number = caller.Subject == caller.Reference ? 0 : await log.Number(ct);
        return await database.Write(
            async tx =>
            {
                var key = Hash64.Of(caller.Subject);
                if (!await Desk.IsOwn(tx, caller, clock))
                {
                    return Desk.NotYours;
                }

                if (caller.Subject == caller.Reference)
                {
                    await Insert(tx, key, wishes, caller);
                    return null;
                }

                if (await Acting.DecidesUntil(tx, caller, clock.GetUtcNow()) is not { } until)
                {
                    return NotForAnother;
                }

                await Insert(tx, key, wishes with { Until = until }, caller);
                await log.Write(tx, number, [new AccessEntry("update", caller, ParentRule, [new AccessedPatient(key, [])])]);
                return (Problem?)null;
            },
            ct);
    }

    /// <summary>Whether the caller may say how the patient is told: for themselves, and for a child that is too young to.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False for who has a mandate: what is told would stay with them when it ends.</returns>
    public async ValueTask<bool> MaySay(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Subject == caller.Reference || await database.ReadLatest(session => Acting.DecidesUntil(session, caller, clock.GetUtcNow()), ct) is not null;
    }

    /// <summary>The wishes of a patient, for staff who may write down what the patient says.</summary>
    /// <param name="caller">Somebody at work with a relation to the patient.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The wishes with the number of their version, 0 for none; null for who may not.</returns>
    public async ValueTask<(int Version, MessagePreferences Wishes)?> For(Caller caller, string patient, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(patient);
        return await database.ReadLatest<(int Version, MessagePreferences Wishes)?>(
            async session => await Acting.MayWriteFor(session, caller, patient, WithAppointments, clock.GetUtcNow()) ? await NewestVersion(session, Hash64.Of(patient), clock.GetUtcNow()) : null, ct);
    }

    /// <summary>Keeps wishes that a patient has told staff. What stands already, as of a form sent twice, is not kept once more.</summary>
    /// <param name="caller">Somebody at work with a relation to the patient.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="wishes">The wishes, with how they were told.</param>
    /// <param name="version">Of the wishes that the form was made from.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong. Forbidden; Invalid; PreconditionFailed: they were changed meanwhile.</returns>
    public async ValueTask<Problem?> PutFor(Caller caller, string patient, MessagePreferences wishes, int version, CancellationToken ct)
    {
        var putting = await PuttingFor(caller, patient, wishes, version, ct);
        return putting.TryGet(out var put, out var problem) ? await database.Write(put, ct) : problem;
    }

    /// <summary>Prepares what <see cref="PutFor"/> does, for who writes more in the same transaction: the paper on which it was said.</summary>
    /// <param name="caller">Somebody at work with a relation to the patient.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="wishes">The wishes, with how they were told.</param>
    /// <param name="version">Of the wishes that the form was made from.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What keeps them in a transaction: null, Forbidden or PreconditionFailed. Invalid at once.</returns>
    public async ValueTask<Outcome<Func<WriteTransaction, ValueTask<Problem?>>>> PuttingFor(Caller caller, string patient, MessagePreferences wishes, int version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(wishes);
        if (Wrong(wishes) is { } wrong)
        {
            return wrong;
        }

        var number = await log.Number(ct);
        Func<WriteTransaction, ValueTask<Problem?>> put =
            async tx =>
            {
                if (!await Acting.MayWriteFor(tx, caller, patient, WithAppointments, clock.GetUtcNow()))
                {
                    return new Problem(ProblemKind.Forbidden, $"Access is denied by the rule '{StaffRule}'.") { Rule = StaffRule };
                }

                var key = Hash64.Of(patient);
                var now = await NewestVersion(tx, key, clock.GetUtcNow());
                if (now.Wishes == wishes)
                {
                    return null;
                }

                if (now.Version != version)
                {
                    return new Problem(ProblemKind.PreconditionFailed, "The wishes were changed meanwhile. Read them again.");
                }

                await Insert(tx, key, wishes, caller);
                await log.Write(tx, number, [new AccessEntry("update", caller, StaffRule, [new AccessedPatient(key, [])])]);
                return null;
            };
        return Outcome.Ok(put);
    }

    /// <summary>What the caller's patient was told, newest first.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 50 messages.</returns>
    public async ValueTask<IReadOnlyList<SentMessage>> Sent(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return !await IsOwn(caller, ct) ? [] : await database.ReadLatest(
            session => session.Query(
                "SELECT sent, channel, receiver, words FROM booking_message WHERE patient = $1 AND state = 'sent' ORDER BY sent DESC, message_key LIMIT $2",
                r => new SentMessage(DateTimeOffset.FromUnixTimeMilliseconds(r.Long(0)), r.Text(1), r.Text(2), r.Text(3)),
                Hash64.Of(caller.Subject), MostShown),
            ct);
    }

    private ValueTask<bool> IsOwn(Caller caller, CancellationToken ct) => database.ReadLatest(session => Desk.IsOwn(session, caller, clock), ct);

    internal static ValueTask<MessagePreferences> Read(Database database, long patient, DateTimeOffset now, CancellationToken ct) =>
        database.ReadLatest(session => Newest(session, patient, now), ct);

    /// <summary>The wishes that hold; those for everybody where none were given, or a parent's for a child who is a child no more.</summary>
    internal static async ValueTask<MessagePreferences> Newest(SqlSession session, long patient, DateTimeOffset now) => (await NewestVersion(session, patient, now)).Wishes;

    private static async ValueTask<(int Version, MessagePreferences Wishes)> NewestVersion(SqlSession session, long patient, DateTimeOffset now)
    {
        var (version, content) = await session.First("SELECT version, content FROM booking_preference WHERE patient = $1 ORDER BY version DESC LIMIT 1", r => (r.Int(0), r.Text(1)), patient);
        var wishes = content is null ? null : JsonSerializer.Deserialize(content, TemplateJson.Default.MessagePreferences);
        var isOver = wishes?.Until is { } until && until <= DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, WeekPattern.Denmark).DateTime);
        return (version, wishes is null || isOver ? new MessagePreferences() : wishes);
    }

    private ValueTask<int> Insert(WriteTransaction tx, long patient, MessagePreferences wishes, Caller author) => tx.Execute(
        """
        INSERT INTO booking_preference (patient, version, content, author, at)
        SELECT $1, 1 + coalesce(max(version), 0), $2, $3, $4 FROM booking_preference WHERE patient = $1
        """,
        patient, JsonSerializer.Serialize(wishes, TemplateJson.Default.MessagePreferences), author.Reference, clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>What cannot be kept of wishes, with the field as expression.</summary>
    /// <param name="wishes">The wishes.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static Problem? Wrong(MessagePreferences wishes)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        if (!Channels.Contains(wishes.Channel))
        {
            return new Problem(ProblemKind.Invalid, "Messages go by Digital Post, SMS or e-mail.", "channel");
        }

        if (wishes.Receiver is not { Length: > 0 } receiver || wishes.Channel == "digital-post")
        {
            return null;
        }

        var isRight = wishes.Channel == "sms"
            ? receiver.Length <= 20 && receiver.Count(char.IsAsciiDigit) >= 8 && receiver.All(c => char.IsAsciiDigit(c) || c is '+' or ' ')
            : receiver.Length <= 200 && receiver.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.Contains('.', StringComparison.Ordinal) && !receiver.Any(c => char.IsControl(c) || c == ' ');
        return isRight ? null : new Problem(ProblemKind.Invalid, "Write a phone number with at least 8 digits, or an e-mail address.", "receiver");
    }
}
