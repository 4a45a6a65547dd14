namespace Helhed.Platform.Feed;

/// <summary>Wakes those in this process that wait for the feed. May wake for nothing; never loses a wake-up to one who took <see cref="Next"/> before looking.</summary>
internal sealed class FeedSignal
{
    private TaskCompletionSource _next = New();

    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
