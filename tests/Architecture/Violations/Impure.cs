using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Architecture.Violations;

#pragma warning disable CA1848, CA2254, CA1031, CA5394, xUnit1031 // Every call here is deliberately wrong; none is ever run.

/// <summary>Makes every banned call.</summary>
internal static class Impure
{
    public static DateTime Local() => DateTime.Now + (DateTime.UtcNow - DateTime.Today);

    public static TimeSpan Between() => DateTimeOffset.Now - DateTimeOffset.UtcNow;

    public static Guid[] Names() => [Guid.NewGuid(), Guid.CreateVersion7()];

    public static int Number() => new Random(1).Next() + Random.Shared.Next();

    public static int Blocks(Task task, Task<int> number, ValueTask<int> other)
    {
        Thread.Sleep(1);
        task.Wait();
        Task.WaitAll(task);
        Task.WaitAny(task);
        task.GetAwaiter().GetResult();
        return number.Result + other.Result;
    }

    public static void Ends(ILogger logger)
    {
        Console.WriteLine("");
        logger.LogInformation("");
        Environment.Exit(1);
    }
}

/// <summary>What a host may do.</summary>
internal static class HostLike
{
    public static async Task Says(Task task)
    {
        await task;
        Console.WriteLine("");
    }
}
