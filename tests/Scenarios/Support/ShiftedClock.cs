namespace Helhed.Tests.Scenarios.Support;

/// <summary>The real time, moved by hand: a provider outside signs with the real time, and a session's time-out is not waited for.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    internal void Move(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
