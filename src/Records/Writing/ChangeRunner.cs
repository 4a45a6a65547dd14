using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Operations;

namespace Helhed.Records.Writing;

/// <summary>
/// Makes a set of changes in one transaction. Where the database must be asked first (conditional requests, patches), a snapshot is
/// asked and everything is worked out before the transaction begins, so that it is short; in it the searches are repeated, and the
/// versions compared. Conditional references are asked behind the writes, and criteria that may find these. If somebody else was faster, all is done anew, and in the end inside
/// the transaction.
/// </summary>
internal sealed class ChangeRunner(RecordStore store)
{
    private const int AttemptsOutside = 3;

    private readonly ChangePlanner _planner = new(store);

    /// <summary>Makes the changes.</summary>
    /// <param name="caller">Who makes them.</param>
    /// <param name="set">The changes.</param>
    /// <param name="afterwards">Reads in the same transaction, behind the changes; null for none. It may throw <see cref="WriteRefusedException"/>.</param>
    /// <param name="ct">Cancels them.</param>
    /// <returns>What each change came to.</returns>
    public async ValueTask<Outcome<IReadOnlyList<ChangeResult>>> Run(Caller caller, ChangeSet set, Func<SqlSession, ValueTask>? afterwards, CancellationToken ct)
    {
        var needsResolution = set.NeedsResolution;
        for (var attempt = 1; attempt <= AttemptsOutside; attempt++)
        {
            var resolution = needsResolution ? await store.Snapshot(session => Resolution.Of(store, session, caller, set), ct) : Resolution.Empty;
            if (!resolution.Then(r => _planner.Plan(set, r)).TryGet(out var plan, out var problem))
            {
                return problem;
            }

            if (Refusal(set, plan, store.Definitions is { } definitions && ClaimUnknown(plan) ? await definitions.Recent(ct) : null) is { } refusal)
            {
                return refusal;
            }

            if (plan.Writes.Count == 0 && afterwards is null)
            {
                return Results(set, plan, []);
            }

            await store.Stage(caller, [.. plan.Writes.Select(w => w.Write)], ct);
            var written = await store.Transact(
                set.Changes.Count,
                async transaction =>
                {
                    if (needsResolution && !await resolution.Value.StillHolds(store, transaction.Sql, caller, set))
                    {
                        throw new WriteRefusedException(new Problem(ProblemKind.PreconditionFailed, "Somebody else was faster. Try again."));
                    }

                    return await Finish(transaction, caller, (set, plan), afterwards);
                },
                ct,
                isBrief: !needsResolution && afterwards is null);
            if (written.IsOk || !needsResolution || written.Problem!.Kind != ProblemKind.PreconditionFailed)
            {
                return written.Map<IReadOnlyList<ChangeResult>>(stored => Results(set, plan, stored));
            }
        }

        return await Inside(caller, set, afterwards, ct);
    }

    private static bool ClaimUnknown(ChangePlan plan) => plan.Writes.Any(w => WriteValidation.ClaimsUnknown(w.Write));

    // Of profiles that are not built in, what is known now is asked: those of packages, and those that are stored.
    private static Problem? Refusal(ChangeSet set, ChangePlan plan, ResourceValidation.Known? known)
    {
        foreach (var (change, write) in plan.Writes)
        {
            if (known is not null && WriteValidation.ClaimsUnknown(write)
                && WriteValidation.Refusal(known.ForWrites(set.Changes[change].Language), write.Form!.Body(1, DateTimeOffset.UnixEpoch)) is { } refusal)
            {
                return set.Changes[change].At(refusal);
            }
        }

        return null;
    }

    // What is known of profiles is asked for before the transaction, which shall wait for nobody else.
    private async ValueTask<Outcome<IReadOnlyList<ChangeResult>>> Inside(Caller caller, ChangeSet set, Func<SqlSession, ValueTask>? afterwards, CancellationToken ct)
    {
        var known = store.Definitions is { } definitions ? await definitions.Recent(ct) : null;
        return await store.Transact<IReadOnlyList<ChangeResult>>(
            set.Changes.Count,
            async transaction =>
            {
                var resolution = await Resolution.Of(store, transaction.Sql, caller, set);
                if (!resolution.Then(r => _planner.Plan(set, r)).TryGet(out var plan, out var problem))
                {
                    throw new WriteRefusedException(problem);
                }

                if ((Refusal(set, plan, known) ?? Unstaged(set, plan)) is { } refusal)
                {
                    throw new WriteRefusedException(refusal);
                }

                return Results(set, plan, await Finish(transaction, caller, (set, plan), afterwards));
            },
            ct);
    }

    // Too much for one transaction; what is stored ahead of it is stored for one plan.
    private static Problem? Unstaged(ChangeSet set, ChangePlan plan)
    {
        foreach (var (change, write) in plan.Writes)
        {
            if (write.Terminology is { IsLarge: true })
            {
                return set.Changes[change].At(new Problem(ProblemKind.Busy, "Others keep changing what the criteria find, and a code system of this size cannot be written while they do. Try again in a moment."));
            }
        }

        return null;
    }

    private async ValueTask<IReadOnlyList<StoredResource>> Finish(ChangeTransaction transaction, Caller caller, (ChangeSet Set, ChangePlan Plan) made, Func<SqlSession, ValueTask>? afterwards)
    {
        var stored = made.Plan.Writes.Count == 0 ? [] : await transaction.Apply(caller, [.. made.Plan.Writes.Select(w => w.Write)]);
        if (made.Plan.Overlaps.Count > 0 && await Overlaps.Refusal(store, transaction.Sql, caller, made) is { } overlap)
        {
            throw new WriteRefusedException(overlap);
        }

        if (made.Set.References.Count > 0 && await Resolution.Recheck(store, transaction.Sql, caller, made) is { } refusal)
        {
            throw new WriteRefusedException(refusal);
        }

        if (afterwards is not null)
        {
            await afterwards(transaction.Sql);
        }

        return stored;
    }

    private ChangeResult[] Results(ChangeSet set, ChangePlan plan, IReadOnlyList<StoredResource> stored)
    {
        var results = new ChangeResult[set.Changes.Count];
        plan.Kept.CopyTo(results, 0);
        for (var i = 0; i < plan.Writes.Count; i++)
        {
            store.Definitions?.Changed(stored[i].Type);
            results[plan.Writes[i].Change] = new ChangeResult(stored[i], plan.Writes[i].Write.Warnings);
        }

        return results;
    }
}

/// <summary>A transaction of the store while it runs.</summary>
internal sealed class ChangeTransaction(WriteTransaction sql, Func<WriteTransaction, Caller, IReadOnlyList<PendingWrite>, ValueTask<IReadOnlyList<StoredResource>>> apply)
{
    public WriteTransaction Sql => sql;

    /// <summary>Writes; at most once in a transaction.</summary>
    public ValueTask<IReadOnlyList<StoredResource>> Apply(Caller caller, IReadOnlyList<PendingWrite> writes) => apply(sql, caller, writes);
}
