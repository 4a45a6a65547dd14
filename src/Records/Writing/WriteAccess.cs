using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Writing;

/// <summary>A resource that a transaction has written.</summary>
internal sealed record WrittenResource(PendingWrite Write, CurrentRow? Before, CurrentRow Row, RecordAct Act)
{
    /// <summary>True when facts come from it, now or before.</summary>
    public bool HoldsFacts => FactWriter.HoldsFacts(Write.Type.Name) || IsPlaced(Row) || WasPlaced;

    public bool WasPlaced => Before is { IsDeleted: false } before && IsPlaced(before);

    public bool IsPlaced(CurrentRow row) => FactWriter.IsPlaced(Write.Type.Name, row.Patient);
}

/// <summary>
/// The rule of access around a write: what is there must be seen before, what is written must be seen after, and the facts that the rule
/// goes by follow the records in the same transaction.
/// </summary>
internal sealed class WriteAccess(TimeZoneInfo local, TimeProvider clock)
{
    private const long NoRid = -1;
    private static readonly TypeDefinition Visits = R4Definitions.Default.FindResource("Appointment")!;

    private readonly FactWriter _facts = new(local);

    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Refuses what the caller may not write, and what they do not see as if it were not there.</summary>
    public async ValueTask Before(WriteTransaction tx, Caller caller, IReadOnlyList<PendingWrite> writes, Dictionary<(int Type, string Id), CurrentRow> current)
    {
        foreach (var write in writes)
        {
            var before = current.GetValueOrDefault((write.Type.Index, write.Id));
            if (write is { Kind: WriteKind.Create, MustBeNew: true } && before is { IsDeleted: false })
            {
                // A room's own id: whoever sends twice what makes it is told so, whatever they may change.
                throw new WriteRefusedException(write.At(new Problem(ProblemKind.PreconditionFailed, $"{write.Type.Name}/{write.Id} exists already.")));
            }

            var decision = Decide(caller, write, before is { IsDeleted: false });
            if (!decision.Allowed)
            {
                throw new WriteRefusedException(AccessNotes.Denied(caller, decision));
            }

            if (decision.Sight is not { } sight || write.Kind == WriteKind.Create)
            {
                RefuseContent(caller, decision, write, null);
                continue;
            }

            // Whether an id is taken must not be found out by trying to take it: only systems choose ids.
            if (before is null or { IsDeleted: true } && MayChooseIds(caller, write))
            {
                continue;
            }

            // What is not there is asked for like what is hidden.
            var isSeen = await Sees(tx, sight, write.Type, before?.Rid ?? NoRid);
            if (before is null or { IsDeleted: true } || !isSeen)
            {
                var hidden = before is null ? null : ResourceReader.Stored(write.Type, write.Id, before);
                throw new WriteRefusedException(Problems.NotFound(write.Type.Name, write.Id))
                {
                    Tried = await AccessNotes.Tried(tx, caller, decision.Rule, $"{write.Type.Name}/{write.Id}", hidden),
                };
            }

            RefuseContent(caller, decision, write, before);
        }
    }

    // Who does not choose ids can only update by a PUT, whatever is there. A system's PUT makes what is not there, if it may: else it is answered
    // as one at what is hidden, so that 403 and 404 do not tell the two apart.
    private static Decision Decide(Caller caller, PendingWrite write, bool isThere)
    {
        if (write.Kind is WriteKind.Delete or WriteKind.Create)
        {
            return AccessRule.Decide(caller, write.Kind == WriteKind.Delete ? Act.Delete : Act.Create, write.Type.Name);
        }

        var update = AccessRule.Decide(caller, Act.Update, write.Type.Name);
        if (isThere || caller.Kind != CallerKind.System)
        {
            return update;
        }

        var create = AccessRule.Decide(caller, Act.Create, write.Type.Name);
        return create.Allowed || update is not { Allowed: true, Sight: not null } ? create : update;
    }

    private static bool MayChooseIds(Caller caller, PendingWrite write) =>
        caller.Kind == CallerKind.System && (write.Kind == WriteKind.Delete || AccessRule.Decide(caller, Act.Create, write.Type.Name).Allowed);

    private static void RefuseContent(Caller caller, Decision decision, PendingWrite write, CurrentRow? before)
    {
        if (caller.Kind == CallerKind.Citizen && !CitizenContent.Allows(caller, write, before))
        {
            throw new WriteRefusedException(AccessNotes.Denied(caller, decision));
        }
    }

    /// <summary>
    /// Brings the facts up to date, and refuses the transaction where something that was written is not seen by its writer. A contact that
    /// begins is its own ground; nothing else that is written here is.
    /// </summary>
    public async ValueTask After(WriteTransaction tx, Caller caller, IReadOnlyList<WrittenResource> written, DateTimeOffset now)
    {
        if (caller.Kind == CallerKind.System)
        {
            await Apply(tx, caller, written, now);
            if (caller.Scopes is not null)
            {
                await Check(tx, caller, written, now, isBefore: false);
            }

            return;
        }

        var beginning = written.Where(w => FactWriter.BeginsContact(w.Write.Type.Name)).ToList();
        var others = written.Where(w => !FactWriter.BeginsContact(w.Write.Type.Name)).ToList();
        await Apply(tx, caller, beginning, now);
        await Check(tx, caller, others.Where(w => FactWriter.HoldsFacts(w.Write.Type.Name)), now, isBefore: true);

        // Nothing is judged by what a consent says that is written with it: a nurse can write down, and keep the paper on which it stands, that
        // a patient wants the nurse's own unit kept out.
        await Check(tx, caller, others.Where(IsConsent), now, isBefore: false);
        await Apply(tx, caller, [.. others.Where(w => !IsConsent(w))], now);
        await Check(tx, caller, written.Where(w => !IsConsent(w)), now, isBefore: false);
        await Apply(tx, caller, [.. others.Where(IsConsent)], now);
    }

    private static bool IsConsent(WrittenResource written) => written.Write.Type.Name == "Consent";

    private static async ValueTask Check(WriteTransaction tx, Caller caller, IEnumerable<WrittenResource> written, DateTimeOffset now, bool isBefore)
    {
        foreach (var one in written)
        {
            var decision = AccessRule.Decide(caller, one.Act == RecordAct.Created ? Act.Create : Act.Update, one.Write.Type.Name);
            if (one.Act == RecordAct.Deleted || decision.Sight is not { } sight)
            {
                continue;
            }

            // What grants sight itself is judged by what was seen without it.
            var sql = new SqlText(tx.Dialect).Add("SELECT 1 FROM resource r WHERE r.rid = ").Value(one.Row.Rid).Add(" AND ");
            var visibility = new Visibility(sight, now.ToUnixTimeMilliseconds());
            if (isBefore && sight.IsByRelation && one.Row.Patient != 0)
            {
                // Of several patients each must be seen: through one of them it would grant sight of the others.
                sql.Add("1 = 1");
                foreach (var patient in one.Write.Rows.Compartments.Where(c => c.Type == one.Write.Type.Index).Select(c => c.Patient).Distinct())
                {
                    sql.Add(" AND ");
                    visibility.AddPatient(sql, patient, one.Write.Type);
                }
            }
            else
            {
                visibility.AddRow(sql, "r", one.Write.Type);
            }

            if ((!isBefore || one.Row.Patient != 0) && !await tx.First(sql.ToString(), _ => true, sql.Values) && !await AsksAboutSeen(tx, caller, visibility, one.Write))
            {
                var patients = one.Write.Rows.Compartments.Where(c => c.Type == one.Write.Type.Index).Select(c => c.Patient).Distinct();
                throw new WriteRefusedException(Problems.Denied(decision.Rule))
                {
                    Tried = AccessNotes.Tried(caller, decision.Rule, $"{one.Write.Type.Name}/{one.Write.Id}", patients),
                };
            }
        }
    }

    // A question about a visit is the visit's: by a mandate that is about visits alone one asks, and sees nothing else.
    private static async ValueTask<bool> AsksAboutSeen(WriteTransaction tx, Caller caller, Visibility visibility, PendingWrite write)
    {
        if (CitizenContent.VisitAskedAbout(caller, write) is not { } visit)
        {
            return false;
        }

        var sql = new SqlText(tx.Dialect).Add("SELECT 1 FROM resource r WHERE r.self = ").Value(Keys.Reference(Visits.Name, visit))
            .Add(" AND r.id = ").Value(visit).Add(" AND r.type = ").Value((short)Visits.Index).Add(" AND r.act <> 2 AND ");
        visibility.AddRow(sql, "r", Visits);
        return await tx.First(sql.ToString(), _ => true, sql.Values);
    }

    private ValueTask<bool> Sees(WriteTransaction tx, Sight sight, TypeDefinition type, long rid)
    {
        var sql = new SqlText(tx.Dialect).Add("SELECT 1 FROM resource r WHERE r.rid = ").Value(rid).Add(" AND ");
        new Visibility(sight, Now.ToUnixTimeMilliseconds()).AddRow(sql, "r", type);
        return tx.First(sql.ToString(), _ => true, sql.Values);
    }

    private ValueTask Apply(WriteTransaction tx, Caller caller, IReadOnlyList<WrittenResource> written, DateTimeOffset now)
    {
        List<FactChange>? changes = null;
        foreach (var one in written)
        {
            if (one.HoldsFacts)
            {
                (changes ??= []).Add(FactsOf(one));
            }
        }

        return changes is null ? default : _facts.Apply(tx, caller, changes, now);
    }

    private static FactChange FactsOf(WrittenResource one)
    {
        var isPlaced = !one.Row.IsDeleted && one.IsPlaced(one.Row);
        return new FactChange(
            one.Row.Rid,
            one.Write.Type.Name,
            one.Write.Id,
            one.Row.IsDeleted ? default : one.Row.Body,
            one.Before is null,
            one.WasPlaced,
            isPlaced,
            isPlaced ? [.. one.Write.Rows.Compartments.Where(c => c.Type == one.Write.Type.Index).Select(c => c.Patient).Distinct()] : [],
            isPlaced ? [.. one.Write.Rows.References.Select(r => r.Target).Distinct()] : []);
    }
}
