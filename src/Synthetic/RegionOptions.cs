namespace Helhed.Synthetic;

/// <summary>What region to make.</summary>
/// <param name="People">How many citizens, personas among them; the personas come even when it is smaller than their number.</param>
/// <param name="Seed">The same seed gives the same region.</param>
/// <param name="Today">The day the region is seen from: courses reach five years back from it, and appointments lie after it.</param>
public sealed record RegionOptions(int People, ulong Seed, DateOnly Today);
