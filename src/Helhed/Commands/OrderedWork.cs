using System.Threading.Channels;

namespace Helhed.Commands;

/// <summary>What became of one item: what is written about it, and whether all was well.</summary>
internal readonly record struct WorkResult(ReadOnlyMemory<byte> Text, bool IsGood);

/// <summary>How many results were not good, and how many of these are of items that could not be read at all.</summary>
internal readonly record struct WorkTally(long Bad, long Unread)
{
    /// <summary>0: all well, 1: something is wrong, 2: something could not be looked at.</summary>
    public int ExitCode => Unread > 0 ? 2 : Bad > 0 ? 1 : 0;
}

/// <summary>What is done with an item, and what is said about one on which that fails.</summary>
internal sealed record LineWork(Func<WorkItem, WorkResult> Do, Func<WorkItem, WorkResult> Failed)
{
    public WorkResult Run(WorkItem item)
    {
        try
        {
            return Do(item);
        }
        catch (Exception e)
        {
            // A bug. It is told with its trace, but the other lines of a pipeline are not to suffer from it.
            Console.Error.WriteLine($"{item.Name}: {e}");
            return Failed(item);
        }
    }
}

/// <summary>
/// Works on items on every core and writes the results in the order of the items. Twice as many items as there are cores are under way
/// at most, so that memory does not grow with the input.
/// </summary>
internal static class OrderedWork
{
    public static async Task<WorkTally> Run(IAsyncEnumerable<WorkItem> items, LineWork work, Stream output, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var underWay = Channel.CreateBounded<Task<(WorkResult Result, bool IsRead)>>(new BoundedChannelOptions(2 * Environment.ProcessorCount) { SingleReader = true, SingleWriter = true });
        var reading = Read(items, work, underWay.Writer, stop.Token);
        try
        {
            var tally = await Write(underWay.Reader, output, ct);
            await reading;
            return tally;
        }
        finally
        {
            await stop.CancelAsync(); // When the output is gone, the reading ends too.
        }
    }

    private static async Task Read(IAsyncEnumerable<WorkItem> items, LineWork work, ChannelWriter<Task<(WorkResult Result, bool IsRead)>> underWay, CancellationToken ct)
    {
        Exception? broken = null;
        try
        {
            await foreach (var item in items.WithCancellation(ct))
            {
                await underWay.WriteAsync(Task.Run(() => (work.Run(item), item.Problem is null), ct), ct);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            broken = e; // Told to the writing end, which ends with it.
        }

        underWay.Complete(broken);
    }

    private static async Task<WorkTally> Write(ChannelReader<Task<(WorkResult Result, bool IsRead)>> underWay, Stream output, CancellationToken ct)
    {
        await using var buffered = new BufferedStream(output, 64 * 1024);
        var tally = default(WorkTally);
        while (await underWay.WaitToReadAsync(ct))
        {
            while (underWay.TryRead(out var next))
            {
                if (!next.IsCompleted)
                {
                    await buffered.FlushAsync(ct); // Whoever waits for an answer gets what there is.
                }

                var (result, isRead) = await next;
                tally = new WorkTally(tally.Bad + (result.IsGood ? 0 : 1), tally.Unread + (isRead ? 0 : 1));
                await buffered.WriteAsync(result.Text, ct);
            }

            await buffered.FlushAsync(ct);
        }

        return tally;
    }
}
