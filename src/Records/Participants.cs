using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>A version that a transaction is writing, as a room that takes part sees it.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Number">Internal id, the subject of its entries in the change feed.</param>
/// <param name="Act">Created, updated or deleted.</param>
/// <param name="Json">The new content; empty for a deletion.</param>
public sealed record WrittenVersion(string Type, string Id, long Number, RecordAct Act, ReadOnlyMemory<byte> Json);

/// <summary>
/// Takes part in the transaction that writes resources of a type, whatever way the write came: it keeps the room's own tables in step with
/// them. It may be run again after a deadlock, so it keeps nothing in memory.
/// </summary>
/// <param name="transaction">The writing transaction, after the versions and the facts of access have been written.</param>
/// <param name="versions">The versions of that type, in order, at least one.</param>
/// <returns>Null, or why nothing of the transaction may be written.</returns>
public delegate ValueTask<Problem?> TakePart(WriteTransaction transaction, IReadOnlyList<WrittenVersion> versions);

/// <summary>One of several resources that are written together.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id; null to be given one.</param>
/// <param name="Json">The new content.</param>
/// <param name="IfMatch">The version that must be the current one, or null.</param>
public sealed record RecordWrite(string Type, string? Id, ReadOnlyMemory<byte> Json, int? IfMatch = null)
{
    /// <summary>
    /// It is made, under an id that the room has made itself and nobody could choose: so that resources written together can name each other,
    /// and what is sent twice is made once. Where it is there already, PreconditionFailed.
    /// </summary>
    public bool IsNew { get; init; }
}
