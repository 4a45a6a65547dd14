namespace Helhed.Access.Facts;

/// <summary>What a write has done to a resource, for the facts that come from it.</summary>
/// <param name="Source">Internal id of the resource.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its logical id.</param>
/// <param name="Body">Its JSON now; empty when it was deleted.</param>
/// <param name="IsNew">False when there may be facts from an earlier version.</param>
/// <param name="WasPlaced">True when the earlier version had a place of its own, see <see cref="FactWriter.IsPlaced"/>.</param>
/// <param name="IsPlaced">True when this version has one.</param>
/// <param name="Patients">Keys of the patients whose compartments it is in.</param>
/// <param name="References">Keys of what it refers to.</param>
public sealed record FactChange(long Source, string Type, string Id, ReadOnlyMemory<byte> Body, bool IsNew, bool WasPlaced, bool IsPlaced, IReadOnlyList<long> Patients, IReadOnlyList<long> References)
{
    /// <summary>Keys of who wrote it and of where they worked, when that is not the caller: facts are made anew. Null when it is the caller.</summary>
    public IReadOnlyList<long>? Writers { get; init; }

    /// <summary>Key of the resource itself.</summary>
    internal long Key => Platform.Hash64.Of($"{Type}/{Id}");
}
