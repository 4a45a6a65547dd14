namespace Helhed.Synthetic;

/// <summary>
/// The region as dated data: Region Sjælland until the end of 2026, Region Østdanmark from 2027.
/// Both exist as organisations with a validity period; a hospital's partOf is the one in force on the day called today,
/// and the full dated parentage stands beside it in an extension, so that a reader can ask for any day.
/// </summary>
internal static class Regions
{
    internal static readonly IReadOnlyList<RegionName> All =
    [
        new("region-sjaelland", "Region Sjælland", new DateOnly(2007, 1, 1), new DateOnly(2026, 12, 31)),
        new("region-oestdanmark", "Region Østdanmark", new DateOnly(2027, 1, 1), null),
    ];

    internal static RegionName InForce(DateOnly day) => day <= All[0].End ? All[0] : All[1];

    internal static void AddTo(Atlas atlas)
    {
        var town = Municipality.Of("0340").Towns[0];
        for (var i = 0; i < All.Count; i++)
        {
            atlas.Add(new CareUnit(All[i].Id, All[i].Name, UnitKind.Region, 1 + i) { Town = town, Street = "Alléen 15" });
        }
    }
}

internal sealed record RegionName(string Id, string Name, DateOnly Start, DateOnly? End);
