using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Subscriptions;

/// <summary>What the writing of a Subscription means beyond storing it.</summary>
internal static class SubscriptionWrite
{
    /// <summary>
    /// Refuses what a client may not write into a Subscription, and notes in the same transaction who wrote it: its events are looked at on
    /// behalf of the last client that wrote it. Whoever redirects another's subscription gets what they may see themselves, no more.
    /// </summary>
    /// <exception cref="WriteRefusedException">It may not be written.</exception>
    public static async ValueTask Admit(WriteTransaction tx, Caller caller, PendingWrite write, byte[]? before, CurrentRow after)
    {
        if (write.Type.Name != "Subscription" || after.IsDeleted || caller == Caller.Program)
        {
            return;
        }

        if (SubscriptionRules.Refuse(caller, before ?? default(ReadOnlyMemory<byte>), after.Body) is { } problem)
        {
            throw new WriteRefusedException(problem);
        }

        await SubscriptionTables.NoteCaller(tx, write.Id, after.Version, caller);
    }
}
