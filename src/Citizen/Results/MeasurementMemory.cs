using System.Collections.Concurrent;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>
/// What versions of observations measure, so that the same version is not read again for every view: reading took more than half of the
/// time of the pages about results. Whether somebody may see a version is asked of the store each time, before this.
/// </summary>
internal sealed class MeasurementMemory
{
    // About 150 bytes each.
    private const int Most = 200_000;

    private ConcurrentDictionary<(long Number, int Version), Measurement[]> _known = new();
    private int _count;

    /// <summary>The measurements of a version that the reader was given.</summary>
    public IReadOnlyList<Measurement> Of(StoredResource stored)
    {
        if (stored.Number == 0)
        {
            return [.. Measurements.Of(stored.As<Observation>())];
        }

        if (_known.TryGetValue((stored.Number, stored.Version), out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _count) > Most)
        {
            _known = new();
            _count = 0;
        }

        return _known[(stored.Number, stored.Version)] = [.. Measurements.Of(stored.As<Observation>())];
    }
}
