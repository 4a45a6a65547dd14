namespace Helhed.Tests.Architecture.Violations;

/// <summary>A class that is handed too much.</summary>
internal sealed class Wide
{
    public Wide(int a, int b, int c, int d, int e, int f) => Sum = a + b + c + d + e + f;

    public int Sum { get; }
}

/// <summary>Data of the same width, which is allowed.</summary>
internal sealed record WideRecord(int A, int B, int C, int D, int E, int F);
