namespace Helhed.Records;

/// <summary>How the record store is set up.</summary>
/// <param name="LocalZone">Zone of dates without one, in resources and searches: what "today" means to the region's people.</param>
/// <param name="CursorSecret">Key of the seals on paging links, at least 32 bytes; the same on all nodes.</param>
public sealed record RecordsOptions(TimeZoneInfo LocalZone, byte[] CursorSecret);
