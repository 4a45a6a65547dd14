namespace Helhed.Tests.Architecture.Violations;

/// <summary>An interface that only stands in for one class.</summary>
internal interface IWard
{
    string Name { get; }
}

/// <summary>An interface with two implementations, which is allowed.</summary>
internal interface IRow
{
    int Width { get; }
}

internal sealed class WardManager;

internal sealed class Ward : IWard
{
    public string Name => "";
}

internal sealed class LongRow : IRow
{
    public int Width => 2;
}

internal readonly struct ShortRow : IRow
{
    public int Width => 1;
}
