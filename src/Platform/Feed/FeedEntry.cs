namespace Helhed.Platform.Feed;

/// <summary>What a transaction tells the change feed. Small numbers only: a reaction reads the rest from its owner.</summary>
/// <param name="Topic">What kind of thing has changed: 0-999 are Records' resource types, other rooms take ranges from 1000 up.</param>
/// <param name="Subject">The thing's internal id.</param>
/// <param name="Version">Its new version; 0 where there are none.</param>
/// <param name="Act">What happened, in the topic owner's own numbers, such as created, updated or deleted.</param>
/// <param name="Patient">Internal id of the patient it concerns; 0 when none.</param>
/// <param name="Detail">A short text for the reaction, or null. No people's data.</param>
public readonly record struct FeedEntry(short Topic, long Subject, int Version, short Act, long Patient, string? Detail);

/// <summary>An entry as it stands in the feed.</summary>
/// <param name="Number">Running number. Rising in the order of reading, with gaps where a transaction failed.</param>
/// <param name="At">When it was written, by the writing node's clock.</param>
/// <param name="Entry">What has changed.</param>
public readonly record struct FeedRow(long Number, DateTimeOffset At, FeedEntry Entry);
