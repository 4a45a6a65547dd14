namespace Helhed.Platform;

/// <summary>New identifiers. The only place where they are made, so that tests can hold the clock.</summary>
public static class Ids
{
    /// <summary>A UUID of version 7: 48 bits of time in milliseconds, then random bits (RFC 9562, section 5.7). Sorts by time.</summary>
    /// <param name="clock">Where the time comes from.</param>
    /// <returns>A new identifier.</returns>
    public static Guid NewUuid7(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return Guid.CreateVersion7(clock.GetUtcNow());
    }

    /// <summary>A UUID of version 7 as 36 lower-case characters; valid as a FHIR id.</summary>
    /// <param name="clock">Where the time comes from.</param>
    /// <returns>A new identifier as text.</returns>
    public static string NewUuid7Text(TimeProvider clock) => NewUuid7(clock).ToString("D");
}
