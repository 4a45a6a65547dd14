using System.Collections.Concurrent;

namespace Helhed.Records.Bulk;

/// <summary>
/// Files that go out from this node just now. They take as long as the reader takes, so they stand outside the places and the time of other
/// requests, and have a number of their own.
/// </summary>
internal sealed class DownloadPlaces(BulkOptions options)
{
    private readonly ConcurrentDictionary<string, int> _byCaller = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place; null when there is none.</summary>
    /// <param name="caller">Reference of who reads.</param>
    public IDisposable? Take(string caller)
    {
        if (Interlocked.Increment(ref _all) > options.MaxDownloads)
        {
            Interlocked.Decrement(ref _all);
            return null;
        }

        var place = new Place(this, caller);
        if (_byCaller.AddOrUpdate(caller, 1, static (_, open) => open + 1) <= options.MaxDownloadsPerCaller)
        {
            return place;
        }

        place.Dispose();
        return null;
    }

    private void Leave(string caller)
    {
        Interlocked.Decrement(ref _all);
        if (_byCaller.AddOrUpdate(caller, 0, static (_, open) => open - 1) == 0)
        {
            _byCaller.TryRemove(new KeyValuePair<string, int>(caller, 0));
        }
    }

    private sealed class Place(DownloadPlaces places, string caller) : IDisposable
    {
        private int _hasLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            {
                places.Leave(caller);
            }
        }
    }
}
