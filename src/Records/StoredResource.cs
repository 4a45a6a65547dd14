using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Records;

/// <summary>What a version came to be by.</summary>
public enum RecordAct
{
    /// <summary>The first version.</summary>
    Created,

    /// <summary>A later version.</summary>
    Updated,

    /// <summary>A deletion; the version has no content.</summary>
    Deleted,

    /// <summary>Nothing was written: the content is already there.</summary>
    Unchanged,
}

/// <summary>One version of a resource as it is stored.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version">Version, from 1.</param>
/// <param name="LastUpdated">When it was written, in milliseconds.</param>
/// <param name="Act">What it came to be by.</param>
/// <param name="Json">The UTF-8 JSON as it is served; empty for a deletion.</param>
public sealed record StoredResource(string Type, string Id, int Version, DateTimeOffset LastUpdated, RecordAct Act, ReadOnlyMemory<byte> Json)
{
    /// <summary>The resource as a record of its type.</summary>
    public T As<T>()
        where T : Resource => FhirJson.Read<T>(Json);

    /// <summary><c>Type/id</c> of the resource that contains it; null for one that stands by itself.</summary>
    internal string? Container { get; init; }

    /// <summary>Internal id, the subject of its entries in the change feed; 0 where it was not read from the database.</summary>
    public long Number => Rid;

    /// <summary>Internal id; 0 where it was not read from the database.</summary>
    internal long Rid { get; init; }

    /// <summary>Key of the only patient whose compartment it is in; 0 for none, -1 for several.</summary>
    internal long Patient { get; init; }

    /// <summary>Its address below the server's: of a contained resource, its container's and its place there.</summary>
    internal string Address => Container is { } container ? $"{container}#{Id}" : $"{Type}/{Id}";
}

/// <summary>A page of a search or a history.</summary>
/// <param name="Matches">Matches in order.</param>
/// <param name="Included">Resources that <c>_include</c> brought along.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="Total">Number of matches where it was asked for or is known anyway.</param>
public sealed record SearchPage(IReadOnlyList<StoredResource> Matches, IReadOnlyList<StoredResource> Included, string? Next, long? Total)
{
    /// <summary>The search as it was understood, as in an address: what was ignored on request is not in it.</summary>
    public string Understood { get; init; } = "";

    /// <summary>What is to be said about the search; null for nothing.</summary>
    internal string? Remark { get; init; }
}
