namespace Helhed.Fhir.Validation;

/// <summary>Which entries of a bundle hang together, whichever way the references go.</summary>
internal sealed class BundleGraph
{
    private readonly int[] _leader;

    public BundleGraph(int entries)
    {
        _leader = new int[entries];
        for (var i = 0; i < entries; i++)
        {
            _leader[i] = i;
        }
    }

    public void Connect(int a, int b) => _leader[LeaderOf(a)] = LeaderOf(b);

    public bool AreConnected(int a, int b) => LeaderOf(a) == LeaderOf(b);

    // Each look-up halves the way for the next, so the whole stays nearly linear.
    private int LeaderOf(int entry)
    {
        while (_leader[entry] != entry)
        {
            entry = _leader[entry] = _leader[_leader[entry]];
        }

        return entry;
    }
}
