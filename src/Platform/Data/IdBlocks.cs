namespace Helhed.Platform.Data;

/// <summary>
/// 64-bit ids, unique over all nodes, taken from the database in blocks: one small transaction for a thousand ids and more.
/// Ids of a node that stops are lost; ids are therefore unique, not gap-free, and rise only within a node.
/// </summary>
public sealed class IdBlocks
{
    private const int SmallestBlock = 1000;
    private const int LargestBlock = 64_000;

    private readonly Database _database;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Block> _blocks = [];

    /// <summary>Serves ids from a database.</summary>
    /// <param name="database">The database, migrated.</param>
    public IdBlocks(Database database) => _database = database;

    /// <summary>Takes consecutive ids. Call it before a write begins, not within one.</summary>
    /// <param name="sequence">The sequence's name, such as "record".</param>
    /// <param name="count">How many, from 1.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The first of them; ids start at 1.</returns>
    public ValueTask<long> Next(string sequence, int count, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _database.ThrowIfWriting();
        lock (_lock)
        {
            if (BlockOf(sequence).TryTake(count, out var first))
            {
                return new(first);
            }
        }

        return Fetch(sequence, count, ct);
    }

    private async ValueTask<long> Fetch(string sequence, int count, CancellationToken ct)
    {
        var block = BlockOf(sequence);
        await block.Fetching.WaitAsync(ct);
        try
        {
            lock (_lock)
            {
                if (block.TryTake(count, out var served))
                {
                    return served;
                }
            }

            // The block doubles with each fetch, so that a large import soon asks once for every 64,000 ids.
            var size = Math.Max(count, block.FetchSize);
            block.FetchSize = Math.Min(LargestBlock, block.FetchSize * 2);
            var first = await Reserve(sequence, size, ct);
            lock (_lock)
            {
                block.Replace(first, size);
                return block.TryTake(count, out var taken) ? taken : throw new InvalidOperationException("A fresh block was too small.");
            }
        }
        finally
        {
            block.Fetching.Release();
        }
    }

    private ValueTask<long> Reserve(string sequence, int size, CancellationToken ct) => _database.Write(
        tx => tx.First(
            """
            INSERT INTO id_block (sequence, next_id) VALUES ($1, 1 + $2)
            ON CONFLICT (sequence) DO UPDATE SET next_id = id_block.next_id + $2
            RETURNING next_id - $2
            """,
            row => row.Long(0),
            sequence,
            size),
        ct);

    private Block BlockOf(string sequence)
    {
        lock (_lock)
        {
            return _blocks.TryGetValue(sequence, out var block) ? block : _blocks[sequence] = new Block();
        }
    }

    private sealed class Block
    {
        private long _next;
        private long _end;

        internal SemaphoreSlim Fetching { get; } = new(1);

        internal int FetchSize { get; set; } = SmallestBlock;

        internal bool TryTake(int count, out long first)
        {
            first = _next;
            if (_end - _next < count)
            {
                return false;
            }

            _next += count;
            return true;
        }

        internal void Replace(long first, int size)
        {
            _next = first;
            _end = first + size;
        }
    }
}
