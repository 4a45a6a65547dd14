namespace Helhed.Records.Bulk;

/// <summary>Limits of exports and imports in the background.</summary>
public sealed record BulkOptions
{
    /// <summary>How long a job and its files are kept after the job has ended.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Jobs of one caller that wait or run at once; more are answered with 429.</summary>
    public int MaxActive { get; init; } = 4;

    /// <summary>Jobs of one caller that are kept at once, the ended ones too.</summary>
    public int MaxKept { get; init; } = 50;

    /// <summary>Files that go out from one node at once; more are answered with 429.</summary>
    public int MaxDownloads { get; init; } = 64;

    /// <summary>Files that go out to one caller at once.</summary>
    public int MaxDownloadsPerCaller { get; init; } = 8;

    /// <summary>Uncompressed size at which an export's file is ended and the next of its type begun.</summary>
    public long MaxFileBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest body that is imported straight from the request, uncompressed; larger ones are fetched by a manifest.</summary>
    public long MaxPostedBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>What the addresses of files to import begin with, such as <c>https://data.example.org/export/</c>; no other is fetched.</summary>
    public IReadOnlyList<string> ImportSources { get; init; } = [];

    /// <summary>Whether files may also be fetched from this machine itself; for demonstrations.</summary>
    public bool ImportsFromLoopback { get; init; }
}
