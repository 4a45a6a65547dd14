namespace Helhed.Citizen;

/// <summary>
/// Lets what is sent twice be done once: a form carries a key that stands as an identifier in what it makes, and those with the same key
/// follow each other here, so that the second finds what the first has made. On several nodes one browser's double click goes to one node.
/// </summary>
internal sealed class Once : IDisposable
{
    private const int Stripes = 64;
    private const int LongestKey = 64;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>A key that a form may carry.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    public async Task<T> Run<T>(string key, Func<Task<T>> work, CancellationToken ct)
    {
        var stripe = _stripes[(uint)string.GetHashCode(key, StringComparison.Ordinal) % Stripes];
        await stripe.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            stripe.Release();
        }
    }

    public void Dispose()
    {
        foreach (var stripe in _stripes)
        {
            stripe.Dispose();
        }
    }
}
