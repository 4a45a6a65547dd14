using Helhed.Synthetic;

namespace Helhed.Tests.Modules.Synthetic;

// Live memory is that of the whole process: measured alone, or other tests' tables would be counted too.
[CollectionDefinition("alone", DisableParallelization = true)]
[Collection("alone")]
public sealed class StreamMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_region()
    {
        var live = new List<long>();
        var count = 0;
        foreach (var made in Region.Generate(new RegionOptions(20_000, 3, new DateOnly(2026, 11, 20))))
        {
            if (++count % 150_000 == 0)
            {
                live.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        Assert.True(count > 600_000, $"only {count} resources");
        Assert.True(live.Skip(1).Min() - live[0] < 8_000_000, $"live memory grew: {string.Join(", ", live)} bytes");
    }
}
