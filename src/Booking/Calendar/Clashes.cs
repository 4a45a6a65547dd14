namespace Helhed.Booking;

/// <summary>Visits that cannot both be kept. Pure.</summary>
internal static class Clashes
{
    // Further apart than this, nobody hurries from one to the other.
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(4);

    /// <summary>Flags the later one of each pair that overlaps, or between which the way is too long. The lines are in order of time.</summary>
    public static List<VisitLine> Flag(IReadOnlyList<VisitLine> lines)
    {
        var flagged = new List<VisitLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            for (var j = i - 1; j >= 0 && line.Start - lines[j].Start < Furthest + Furthest; j--)
            {
                if (Overlap(lines[j], line) is { } overlaps)
                {
                    line = line with { ClashesWith = lines[j].Id, Overlaps = overlaps };
                    break;
                }
            }

            flagged.Add(line);
        }

        return flagged;
    }

    /// <summary>Those of some visits that cannot be kept beside a time that is thought of, before it or after it. They say whether they overlap.</summary>
    public static List<VisitLine> With(IEnumerable<VisitLine> lines, VisitLine wanted)
    {
        var clashing = new List<VisitLine>();
        foreach (var line in lines)
        {
            if ((line.Start <= wanted.Start ? Overlap(line, wanted) : Overlap(wanted, line)) is { } overlaps)
            {
                clashing.Add(line with { Overlaps = overlaps });
            }
        }

        return clashing;
    }

    // Whether two visits overlap; false where only the way between them is too long, null where both can be kept.
    private static bool? Overlap(VisitLine first, VisitLine second)
    {
        var gap = second.Start - first.End;
        var way = second.Position is { } here && first.Position is { } there ? Travel.Time(there, here) : TimeSpan.Zero;
        return gap < TimeSpan.Zero ? true : gap < Furthest && gap < way ? false : null;
    }
}
