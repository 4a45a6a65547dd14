namespace Helhed.Tests.Architecture.Support;

/// <summary>A broken rule: where, and what to do about it.</summary>
internal sealed record Violation(string Place, string Message)
{
    public override string ToString() => $"{Place}: {Message}";
}

internal static class Rule
{
    private const int MostShown = 200;

    /// <summary>Fails with every violation on a line of its own, so that one run shows all there is to mend.</summary>
    public static void Holds(IEnumerable<Violation> violations)
    {
        var lines = violations.Select(violation => violation.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        if (lines.Count > 0)
        {
            Assert.Fail($"{lines.Count} violation(s):\n{string.Join('\n', lines.Take(MostShown))}");
        }
    }

    /// <summary>Shows that a rule can fail: each expected text stands in a violation, and there are no others.</summary>
    public static void Catches(IEnumerable<Violation> violations, params string[] expected)
    {
        var lines = violations.Select(violation => violation.ToString()).Distinct().ToList();
        Assert.All(expected, text => Assert.Contains(lines, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.Contains(expected, text => line.Contains(text, StringComparison.Ordinal)));
    }
}
