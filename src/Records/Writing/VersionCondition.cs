using System.Globalization;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>Which version must be the current one: <c>If-Match</c>, and what <c>If-None-Match</c> lists.</summary>
internal sealed record VersionCondition(bool IsAny, IReadOnlyList<int> Versions)
{
    private const int MaxVersions = 100;

    /// <summary>No condition.</summary>
    public static VersionCondition None { get; } = new(false, []);

    public bool IsNone => !IsAny && Versions.Count == 0;

    /// <summary>The version, when it is one alone: the writer itself compares it.</summary>
    public int? Single => !IsAny && Versions.Count == 1 ? Versions[0] : null;

    public bool Holds(int version) => IsAny || Versions.Contains(version);

    /// <summary>Whether a client that names these versions, or this time, has the resource as it is. The versions go before the time.</summary>
    public static bool IsKnown(string? ifNoneMatch, string? ifModifiedSince, StoredResource resource)
    {
        if (ifNoneMatch is not null)
        {
            return Parse(ifNoneMatch, "If-None-Match").TryGet(out var known, out _) && known.Holds(resource.Version);
        }

        // Last-Modified has whole seconds.
        return DateTimeOffset.TryParse(ifModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            && resource.LastUpdated.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    /// <summary>Reads <c>*</c> or a list such as <c>W/"3", W/"4"</c>. What is no version of ours is kept as one that never is.</summary>
    public static Outcome<VersionCondition> Parse(string text, string name)
    {
        if (text.Trim() == "*")
        {
            return new VersionCondition(true, []);
        }

        var versions = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var tag = part.StartsWith("W/", StringComparison.Ordinal) ? part.AsSpan(2) : part;
            if (tag.Length < 3 || tag[0] != '"' || tag[^1] != '"' || tag[1..^1].Contains('"') || versions.Count == MaxVersions)
            {
                return new Problem(ProblemKind.Invalid, $"{name} is the ETag of a version, such as W/\"3\".");
            }

            versions.Add(int.TryParse(tag[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0);
        }

        return new VersionCondition(false, versions);
    }
}
