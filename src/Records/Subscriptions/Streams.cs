using Helhed.Access;

namespace Helhed.Records.Subscriptions;

/// <summary>The open streams of this node: how many there are, and who is to be woken by which events.</summary>
internal sealed class Streams(SubscriptionOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _callers = [];
    private readonly Dictionary<long, (Signal Signal, int Count)> _signals = [];
    private int _open;

    /// <summary>Takes a place; null when the node or the caller has enough.</summary>
    public IDisposable? Enter(Caller caller)
    {
        lock (_lock)
        {
            var own = _callers.GetValueOrDefault(caller.Reference);
            if (_open >= options.MaxStreams || own >= options.MaxStreamsPerCaller)
            {
                return null;
            }

            _open++;
            _callers[caller.Reference] = own + 1;
            return new Exit(() => Leave(caller.Reference));
        }
    }

    /// <summary>The signal that a subscription's events raise, until the place is given back.</summary>
    public (Signal Signal, IDisposable Place) Listen(long subscription)
    {
        lock (_lock)
        {
            var (signal, count) = _signals.TryGetValue(subscription, out var known) ? known : (new Signal(), 0);
            _signals[subscription] = (signal, count + 1);
            return (signal, new Exit(() => Unlisten(subscription)));
        }
    }

    /// <summary>Wakes a subscription's streams.</summary>
    public void Wake(long subscription)
    {
        Signal? signal;
        lock (_lock)
        {
            signal = _signals.TryGetValue(subscription, out var known) ? known.Signal : null;
        }

        signal?.Raise();
    }

    private void Leave(string caller)
    {
        lock (_lock)
        {
            _open--;
            if (--_callers[caller] == 0)
            {
                _callers.Remove(caller);
            }
        }
    }

    private void Unlisten(long subscription)
    {
        lock (_lock)
        {
            var (signal, count) = _signals[subscription];
            if (count == 1)
            {
                _signals.Remove(subscription);
            }
            else
            {
                _signals[subscription] = (signal, count - 1);
            }
        }
    }

    private sealed class Exit(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
