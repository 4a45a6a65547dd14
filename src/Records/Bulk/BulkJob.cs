using System.Text.Json;
using Helhed.Access;
using Helhed.Access.Scopes;
using Helhed.Platform;

namespace Helhed.Records.Bulk;

internal enum BulkKind
{
    Export,
    Import,
}

internal enum BulkState
{
    Waiting,
    Running,
    Complete,
    Failed,
    Cancelled,
}

internal enum BulkSection
{
    Output,
    Deleted,
    Error,
}

/// <summary>An export or an import.</summary>
internal sealed record BulkJob(string Id, BulkKind Kind, Caller Caller, string Request, string Scope, BulkState State)
{
    public long CreatedMs { get; init; }

    public long? AsOfMs { get; init; }

    public long ExpiresMs { get; init; }

    public long Done { get; init; }

    public string? Note { get; init; }

    public string? Error { get; init; }

    /// <summary>The rule by which its caller may not have it any more; null when they may.</summary>
    public string? Refused { get; init; }

    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs);
}

/// <summary>One file of a job.</summary>
internal sealed record BulkFile(int Number, BulkSection Section, string Type, string Source, long Lines, long Bytes);

/// <summary>One file that is imported, and how far.</summary>
internal sealed record BulkInput(int Number, string Url, string Type)
{
    public string Tag { get; init; } = "";

    /// <summary>Lines that are durable.</summary>
    public long Lines { get; init; }

    public long Created { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    public long Refused { get; init; }

    public bool IsComplete { get; init; }
}

/// <summary>The caller of a job, without the name.</summary>
internal sealed record BulkIdentity(CallerKind Kind, string Role, string? Organization, string? All = null)
{
    public static string Of(Caller caller) => JsonSerializer.Serialize(new BulkIdentity(caller.Kind, caller.Role, caller.Organization, CallerText.Of(caller)));

    public static Caller Caller(string reference, string json)
    {
        var identity = JsonSerializer.Deserialize<BulkIdentity>(json)!;
        return identity.All is { } all ? CallerText.Read(all) : new Caller(identity.Kind, reference, "", identity.Role, identity.Organization);
    }

    /// <summary>
    /// Whether a job is of this caller: the same person, or app, with no fewer rights than it was begun with; a token that was got later may
    /// name them in another order. Another of their apps, posts or wards sees less, or other things.
    /// </summary>
    public static bool IsOf(Caller job, Caller caller) =>
        CallerText.Of(job with { Assurance = 0, Scopes = null }) == CallerText.Of(caller with { Assurance = 0, Scopes = null })
        && (caller.Scopes is null || (job.Scopes is { } begun && ScopeSet.Of(caller.Scopes).Covers(ScopeSet.Of(begun))));
}

/// <summary>Thrown inside a run whose job has been cancelled, has expired, or has been taken over by another run.</summary>
internal sealed class BulkRunEndedException : Exception;

/// <summary>Thrown inside a run whose caller could not ask for it any more.</summary>
internal sealed class BulkStandingLostException(Problem lost) : Exception(lost.Message)
{
    public Problem Lost { get; } = lost;
}
