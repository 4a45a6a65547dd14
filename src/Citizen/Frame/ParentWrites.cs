using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>
/// What a parent decides for a child under 15, who does not decide yet. The rule of access lets nobody write another's Consent; here the
/// transaction itself asks whether the parent decides, and the room writes with the rights of a system and the parent's name, on the child's
/// behalf. What citizens write for themselves goes as it always does.
/// </summary>
internal sealed class ParentWrites(RecordStore records, TimeProvider clock)
{
    private const string Client = "helhed-citizen";

    private static Problem NotYours { get; } = new(ProblemKind.Forbidden, "Access is denied by the rule 'citizen-parent-decides'.") { Rule = "citizen-parent-decides" };

    /// <summary>Writes for oneself, or for the child one decides for.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="write">What is written; it must be the caller's subject's.</param>
    /// <param name="also">Runs in the transaction behind it; what it returns refuses it.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What was written. Problems: Forbidden, and those of the store.</returns>
    public ValueTask<Outcome<IReadOnlyList<StoredResource>>> Write(
        Caller caller, RecordWrite write, Func<IReadOnlyList<StoredResource>, Problem?> also, CancellationToken ct) =>
        caller.Subject == caller.Reference
            ? records.WriteTogether(caller, [write], (_, stored) => new(also(stored)), ct)
            : records.WriteTogether(
                caller with { Kind = CallerKind.System, Client = Client, Scopes = null },
                [write],
                async (tx, stored) => await Decides(tx, caller) ? also(stored) : NotYours,
                ct);

    // An app of the parent's decides nothing.
    private async ValueTask<bool> Decides(SqlSession session, Caller caller) =>
        caller.Scopes is null && await Acting.DecidesUntil(session, caller, clock.GetUtcNow()) is not null;
}
