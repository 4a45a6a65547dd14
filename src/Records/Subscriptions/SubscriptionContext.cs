namespace Helhed.Records.Subscriptions;

/// <summary>What the parts of subscriptions share within a program.</summary>
internal sealed class SubscriptionContext(SubscriptionOptions options)
{
    public SubscriptionOptions Options { get; } = options;

    public Streams Streams { get; } = new(options);

    /// <summary>Raised when events were queued or a subscription has changed.</summary>
    public Signal Queued { get; } = new();
}

/// <summary>Wakes those that wait. May wake for nothing; never loses a wake-up to one who took <see cref="Next"/> before looking.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
