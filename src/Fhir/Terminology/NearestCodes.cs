namespace Helhed.Fhir.Terminology;

/// <summary>What would have been right in place of a code that is not: codes with its display, codes written alike, or all when there are few.</summary>
internal static class NearestCodes
{
    private const int Few = 8;
    private const int Most = 3;
    private const int MaxLooked = 20_000;
    private const int MaxLength = 40;

    /// <summary>The end of a sentence, or null when nothing is near.</summary>
    public static string? Of(ReadOnlySpan<SystemSet> systems, string code, string? display)
    {
        var near = new List<(int Distance, SystemSet Part, int Index)>();
        var members = 0;
        var looked = 0;
        foreach (var part in systems)
        {
            for (var i = 0; i < part.Codes.Count && looked < MaxLooked; i++, looked++)
            {
                if (part.Verdicts[i] != Verdict.Yes)
                {
                    continue;
                }

                members++;
                var distance = Distance(part, i, code, display);
                if (distance <= Math.Max(1, code.Length / 3) || members <= Few)
                {
                    near.Add((distance, part, i));
                }
            }
        }

        if (members <= Few && near.Count > 0 && OnlyLists(systems))
        {
            return $"It is one of {string.Join(", ", near.OrderBy(n => n.Distance).Select(n => Quote(n.Part, n.Index)))}.";
        }

        var nearest = near.Where(n => n.Distance <= Math.Max(1, code.Length / 3)).OrderBy(n => n.Distance).Take(Most).Select(n => Quote(n.Part, n.Index)).ToList();
        return nearest.Count == 0 ? null : $"Near it {(nearest.Count == 1 ? "is" : "are")} {string.Join(", ", nearest)}.";
    }

    public static string Quote(SystemSet part, int index) =>
        part.DisplayOf(index) is { } display && !DisplayText.IsSame(display, part.Codes.Text(index)) ? $"'{part.Codes.Text(index)}' ({display})" : $"'{part.Codes.Text(index)}'";

    private static bool OnlyLists(ReadOnlySpan<SystemSet> systems)
    {
        foreach (var part in systems)
        {
            if (part.Rest.Constant != Verdict.No)
            {
                return false;
            }
        }

        return true;
    }

    private static int Distance(SystemSet part, int index, string code, string? display)
    {
        var known = part.Codes.Text(index);
        if (string.Equals(known, code, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var text = part.DisplayOf(index);
        var isNamed = text is not null && (DisplayText.IsSame(text, code) || (display is not null && DisplayText.IsSame(text, display)));
        return isNamed ? 0 : known.Length > MaxLength || code.Length > MaxLength || Math.Abs(known.Length - code.Length) > 3 ? int.MaxValue : Edits(known, code);
    }

    /// <summary>Letters to change, add or leave out; case does not count.</summary>
    private static int Edits(string a, string b)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), corner + change);
                corner = above;
            }
        }

        return row[b.Length];
    }
}
