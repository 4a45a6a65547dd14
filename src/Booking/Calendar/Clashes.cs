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
                var gap = line.Start - lines[j].End;
                var way = line.Position is { } here && lines[j].Position is { } there ? Travel.Time(there, here) : TimeSpan.Zero;
                if (gap < TimeSpan.Zero || (gap < Furthest && gap < way))
                {
                    line = line with { ClashesWith = lines[j].Id, Overlaps = gap < TimeSpan.Zero };
                    break;
                }
            }

            flagged.Add(line);
        }

        return flagged;
    }
}
