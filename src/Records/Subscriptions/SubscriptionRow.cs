using Helhed.Access;
using Helhed.Platform.Data;

namespace Helhed.Records.Subscriptions;

/// <summary>What the server is doing about a subscription; <c>Subscription.status</c> in short.</summary>
internal enum SubscriptionState : short
{
    Off,
    Requested,
    Active,
    Error,
}

/// <summary>A row of the table <c>subscription</c>; its columns are explained there.</summary>
internal sealed record SubscriptionRow(long Rid, string Id, int Version, SubscriptionState State)
{
    public const string Columns =
        "rid, id, version, state, since, caller_kind, caller, caller_role, caller_org, host, last_number, delivered, tries, due_at, contact_at, ends_at, last_error, error_at, caller_all";

    /// <summary>A time that never comes.</summary>
    public const long Never = long.MaxValue;

    public long Since { get; init; }

    public required Caller Caller { get; init; }

    public string Host { get; init; } = "";

    public long LastNumber { get; init; }

    public long Delivered { get; init; }

    public int Tries { get; init; }

    public long DueAtMs { get; init; } = Never;

    public long ContactAtMs { get; init; }

    public long EndsAtMs { get; init; } = Never;

    public string? LastError { get; init; }

    public long? ErrorAtMs { get; init; }

    /// <summary>The caller in four columns, or whole in one.</summary>
    public static Caller CallerOf(Row row, int first, int whole) => row.TextOrNull(whole) is { } all
        ? CallerText.Read(all)
        : new Caller((CallerKind)row.Short(first), row.Text(first + 1), "", row.Text(first + 2), row.TextOrNull(first + 3));

    public static SubscriptionRow Map(Row row) => new(row.Long(0), row.Text(1), row.Int(2), (SubscriptionState)row.Short(3))
    {
        Since = row.Long(4),
        Caller = CallerOf(row, 5, 18),
        Host = row.Text(9),
        LastNumber = row.Long(10),
        Delivered = row.Long(11),
        Tries = row.Int(12),
        DueAtMs = row.Long(13),
        ContactAtMs = row.Long(14),
        EndsAtMs = row.Long(15),
        LastError = row.TextOrNull(16),
        ErrorAtMs = row.LongOrNull(17),
    };

    public static SubscriptionState StateOf(string? status) => status switch
    {
        "requested" => SubscriptionState.Requested,
        "active" => SubscriptionState.Active,
        "error" => SubscriptionState.Error,
        _ => SubscriptionState.Off,
    };

    public static string StatusOf(SubscriptionState state) => state switch
    {
        SubscriptionState.Requested => "requested",
        SubscriptionState.Active => "active",
        SubscriptionState.Error => "error",
        _ => "off",
    };
}

/// <summary>An event of a subscription.</summary>
/// <param name="Number">Running number within the subscription.</param>
/// <param name="AtMs">When the change was written, Unix ms.</param>
/// <param name="Type">Index of the focus's resource type.</param>
/// <param name="Id">Logical id of the focus.</param>
/// <param name="Version">Its version.</param>
/// <param name="Act">0 created, 1 updated, 2 deleted.</param>
internal sealed record SubscriptionEvent(long Number, long AtMs, short Type, string Id, int Version, short Act)
{
    public const string Columns = "number, at, type, id, version, act";

    public static SubscriptionEvent Map(Row row) => new(row.Long(0), row.Long(1), row.Short(2), row.Text(3), row.Int(4), row.Short(5));
}
