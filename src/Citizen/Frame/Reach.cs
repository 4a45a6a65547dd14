using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Platform.Data;

namespace Helhed.Citizen;

/// <summary>
/// What of a record its reader may see: all of one's own, and of another's what custody or a mandate gives. The pages ask before they look
/// anything up. So nobody is told that there is nothing where something is hidden, and the log has no refusals of what nobody has tried.
/// </summary>
internal sealed class Reach(Database database, Acting acting, TimeProvider clock)
{
    /// <summary>Whether resources of a type may be seen.</summary>
    public async Task<bool> Sees(Caller caller, string type, CancellationToken ct) =>
        IsOwn(caller) || await database.ReadLatest(session => Acting.Sees(session, caller, type, clock.GetUtcNow()), ct);

    /// <summary>Those of some types that may be seen.</summary>
    public async Task<IReadOnlySet<string>> Of(Caller caller, IEnumerable<string> types, CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (await Sees(caller, type, ct))
            {
                seen.Add(type);
            }
        }

        return seen;
    }

    /// <summary>Whether a case that is sent to a unit is seen by nobody there, because of a block that the reader may know of.</summary>
    public async Task<bool> IsKeptFrom(Caller caller, Place unit, CancellationToken ct) => await acting.IsKeptFrom(caller, unit.Reference, "Task", ct);

    /// <summary>Whether the reader may still act for whose record they are at: a mandate may have ended since they chose.</summary>
    public async Task<bool> Holds(Caller caller, CancellationToken ct) => await Sees(caller, "Patient", ct) || (await acting.For(caller, ct)).Contains(caller.Subject);

    /// <summary>Whether the reader decides about the record they are at: their own, or that of a child under 15 whose parent they are.</summary>
    public async Task<bool> Decides(Caller caller, CancellationToken ct) =>
        IsOwn(caller) || await database.ReadLatest(session => Acting.DecidesUntil(session, caller, clock.GetUtcNow()), ct) is not null;

    private static bool IsOwn(Caller caller) => caller.Subject == caller.Reference;
}
