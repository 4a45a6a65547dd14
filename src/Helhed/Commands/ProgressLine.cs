using System.Diagnostics;
using System.Globalization;

namespace Helhed.Commands;

/// <summary>A progress bar with rate and remaining time: redrawn on a terminal, a line every five seconds elsewhere.</summary>
internal sealed class ProgressLine(string what, string ofWhat = "resources") : IDisposable
{
    private const int BarWidth = 28;
    private readonly Stopwatch _watch = new();
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private TimeSpan _nextAt;
    private bool _isOpen;

    public void Show(long done, double share)
    {
        _watch.Start(); // the first time: another line may have gone before
        if (_watch.Elapsed < _nextAt && share < 1)
        {
            return;
        }

        _nextAt = _watch.Elapsed + (_isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5));
        share = Math.Clamp(share, 0, 1);
        var rate = _watch.Elapsed.TotalSeconds < 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {done / _watch.Elapsed.TotalSeconds:N0}/s"); // a moment's rate says nothing
        var remaining = share is > 0.01 and < 1 ? TimeSpan.FromSeconds(_watch.Elapsed.TotalSeconds * (1 - share) / share) : TimeSpan.Zero;
        var filled = (int)(share * BarWidth);
        var bar = new string('█', filled) + new string('░', BarWidth - filled);
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} {bar} {share,4:P0}  {done:N0} {ofWhat}{rate}{(remaining > TimeSpan.Zero ? $", {remaining:mm\\:ss} left" : "")}");
        if (_isTerminal)
        {
            Console.Write($"\r{text,-100}");
            _isOpen = true;
        }
        else
        {
            Console.WriteLine(text);
        }
    }

    public void End()
    {
        if (_isOpen)
        {
            Console.WriteLine();
            _isOpen = false;
        }
    }

    public void Dispose() => End();
}
