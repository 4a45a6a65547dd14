namespace Helhed.Records.Verification;

/// <summary>Counts faults and keeps the first ones.</summary>
internal sealed class FaultList
{
    private readonly Dictionary<StoreFault, long> _counts = [];
    private readonly List<StoreFinding> _first = [];

    public IReadOnlyDictionary<StoreFault, long> Counts => _counts;

    public IReadOnlyList<StoreFinding> First => _first;

    public void Add(StoreFault fault, string place, string message)
    {
        _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
        if (_first.Count < VerifyReport.MostNamed)
        {
            _first.Add(new StoreFinding(fault, place, message));
        }
    }
}
