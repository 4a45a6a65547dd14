namespace Helhed.Fhir.Terminology;

/// <summary>A value set while it is compiled, inside those that import it.</summary>
internal sealed class CompileScope(string url, CompileScope? outer)
{
    private const int MaxDepth = 64;

    // About a second's work: codes looked at, over all filters and lists of a set and those it imports.
    private const long MaxWork = 20_000_000;

    private readonly CompileScope? _outer = outer;
    private long _work;

    public HashSet<string> Dependencies { get; } = new(StringComparer.Ordinal);

    /// <summary>True when this was compiled without a set that it is a part of, so that it may not be kept.</summary>
    public bool IsPartial { get; private set; }

    public int Depth { get; } = (outer?.Depth ?? 0) + 1;

    public bool IsTooDeep => Depth > MaxDepth;

    public bool IsOpen(string other) => url == other || (_outer?.IsOpen(other) ?? false);

    /// <summary>Marks this and the sets around it up to the named one: each of them was compiled without it.</summary>
    public void Cut(string other)
    {
        for (var scope = this; scope is not null && !scope.Is(other); scope = scope._outer)
        {
            scope.IsPartial = true;
        }
    }

    /// <summary>False when the work is more than a set may cost.</summary>
    public bool Spend(long codes)
    {
        var outermost = this;
        while (outermost._outer is { } around)
        {
            outermost = around;
        }

        outermost._work += codes;
        return outermost._work <= MaxWork;
    }

    private bool Is(string other) => url == other;
}
