using System.Collections.Concurrent;

namespace Helhed.Access.Http;

/// <summary>Counts failures by a key within a time, in a memory of limited size. Each node counts for itself.</summary>
internal sealed class Tries(TimeProvider clock)
{
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    internal const int MostKeys = 20_000;

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    internal int Kept => _counts.Count;

    /// <summary>How long to wait before the next try; null when it may be tried now.</summary>
    internal TimeSpan? Wait(string key, int most)
    {
        if (!_counts.TryGetValue(key, out var count) || count.Number < most)
        {
            return null;
        }

        var wait = count.Since + Window - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    internal void Add(string key)
    {
        var now = clock.GetUtcNow();
        if (_counts.Count >= MostKeys && !_counts.ContainsKey(key))
        {
            MakeRoom(now);
        }

        _counts.AddOrUpdate(
            key,
            static (_, now) => new Count(now, 1),
            static (_, count, now) => now - count.Since >= Window ? new Count(now, 1) : count with { Number = count.Number + 1 },
            now);
    }

    internal void Forget(string key) => _counts.TryRemove(key, out _);

    /// <summary>Those whose time is over go; when that is not enough, those with the fewest failures.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, count) in _counts)
        {
            if (now - count.Since >= Window)
            {
                _counts.TryRemove(key, out _);
            }
        }

        for (var least = 1; _counts.Count >= MostKeys; least *= 2)
        {
            foreach (var (key, count) in _counts)
            {
                if (count.Number <= least)
                {
                    _counts.TryRemove(key, out _);
                }
            }
        }
    }

    private readonly record struct Count(DateTimeOffset Since, int Number);
}
