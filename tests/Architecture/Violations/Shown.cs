namespace Helhed.Tests.Architecture.Violations;

#pragma warning disable CA1822 // Instance members are what the sample is about.

/// <summary>A public surface with a bit of everything; for the surface and the documentation rule.</summary>
public sealed class Shown
{
    public Shown(int? width) => Width = width;

    public List<string?> Names { get; init; } = [];

    internal int? Width { get; }

    public string? Added(int count = 3) => count == 3 ? null : "";

    public static Task<bool> Try<T>(T given, out int count)
    {
        count = given is null ? 0 : 1;
        return Task.FromResult(true);
    }

    public override string ToString() => "";

    private static int Hidden() => 0;

    internal static int Seen() => Hidden();
}
