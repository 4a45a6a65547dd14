using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The words of the administration's page. A text missing in one language does not compile.</summary>
internal sealed record AdminTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string NotThere { get; init; }
    public required string NotNow { get; init; }
    public required string Refused { get; init; }
    public required string Content { get; init; }
    public required string Resources { get; init; }
    public required string SizeOnDisk { get; init; }
    public required string CountedAt { get; init; }
    public required string Type { get; init; }
    public required string Number { get; init; }
    public required string MoreTypes { get; init; }
    public required string Empty { get; init; }
    public required string Index { get; init; }
    public required string IndexIdle { get; init; }
    public required string Rebuilding { get; init; }
    public required string Repairing { get; init; }
    public required string RepairingFully { get; init; }
    public required string Comparing { get; init; }
    public required string IndexingParameters { get; init; }
    public required string DoneOf { get; init; }
    public required string Repaired { get; init; }
    public required string LastRepair { get; init; }
    public required string Since { get; init; }
    public required string Stopped { get; init; }
    public required string Running { get; init; }
    public required string Stop { get; init; }
    public required string Resume { get; init; }
    public required string Repair { get; init; }
    public required string RepairFully { get; init; }
    public required string RepairHint { get; init; }
    public required string Parameters { get; init; }
    public required string NoParameters { get; init; }
    public required string Name { get; init; }
    public required string State { get; init; }
    public required string Ready { get; init; }
    public required string BeingIndexed { get; init; }
    public required string Changes { get; init; }
    public required string FeedPosition { get; init; }
    public required string Reactions { get; init; }
    public required string NoReactions { get; init; }
    public required string Position { get; init; }
    public required string Lag { get; init; }
    public required string FailedTries { get; init; }
    public required string SetAside { get; init; }
    public required string NothingSetAside { get; init; }
    public required string Follower { get; init; }
    public required string Entry { get; init; }
    public required string Fault { get; init; }
    public required string Tries { get; init; }
    public required string When { get; init; }
    public required string TryAgain { get; init; }
    public required string Action { get; init; }
    public required string Work { get; init; }
    public required string NoWork { get; init; }
    public required string Kind { get; init; }
    public required string InProgress { get; init; }
    public required string Waiting { get; init; }
    public required string Later { get; init; }
    public required string Failed { get; init; }
    public required string FailedWork { get; init; }
    public required string Subscriptions { get; init; }
    public required string NoSubscriptions { get; init; }
    public required string MoreSubscriptions { get; init; }
    public required string SubscriptionLag { get; init; }
    public required string Receiver { get; init; }
    public required string Delivered { get; init; }
    public required string LastFault { get; init; }
    public required string Stream { get; init; }
    public required string Active { get; init; }
    public required string Requested { get; init; }
    public required string InError { get; init; }
    public required string Off { get; init; }

    public static AdminTexts Of(Language language) => language == Language.English ? AdminWords.English : AdminWords.Danish;

    /// <summary>What is done about the index.</summary>
    public string What(IndexingStatus status) => status switch
    {
        { IsComparing: true } => Comparing,
        { Purpose: IndexingPurpose.Rebuild } => Rebuilding,
        { Purpose: IndexingPurpose.Repair } => Repairing,
        { Purpose: IndexingPurpose.FullRepair } => RepairingFully,
        _ => IndexingParameters,
    };

    /// <summary>The state of a subscription.</summary>
    public (string Words, Tone Tone) Status(string status) => status switch
    {
        "active" => (Active, Tone.Good),
        "requested" => (Requested, Tone.Info),
        "error" => (InError, Tone.Danger),
        _ => (Off, Tone.Neutral),
    };
}
