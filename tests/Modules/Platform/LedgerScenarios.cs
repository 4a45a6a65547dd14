using System.Text;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Platform;

/// <summary>What is in the ledger can be proven, and what is done to it behind its back is found out.</summary>
public abstract class LedgerScenarios(Dialect dialect) : StoreTest(dialect)
{
    private const int Entries = 700; // beyond two subtrees of 256, whose hashes are kept

    private readonly LedgerSigner _signer = LedgerSigner.ForTheMoment();

    private LedgerBook Book => field ??= new LedgerBook(Database, new IdBlocks(Database));

    [Fact]
    public async Task Every_entry_is_proven_and_earlier_heads_still_hold()
    {
        var numbers = await Fill(300);
        var early = await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        numbers.AddRange(await Fill(Entries - 300));
        Assert.Null(await Book.Prove(numbers[^1], Ct));
        var late = await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        Assert.Equal((300L, (long)Entries), (early.Size, late.Size));
        Assert.Equal(late.Root, (await Book.NewestHead(Ct))!.Root);

        foreach (var number in numbers.Where((_, i) => i % 7 == 0 || i > Entries - 5))
        {
            var (record, proof) = (await Book.Prove(number, Ct))!.Value;
            Assert.Equal(number, record.Number);
            Assert.True(_signer.HasSigned(proof.Head));
            Assert.True(MerkleTree.IsIncluded(record.LeafHash(), proof.Leaf, proof.Head.Size, proof.Path, proof.Head.Root), $"entry {number}");
        }

        foreach (var (first, second) in ((long, long)[])[(300, Entries), (1, 2), (256, 512), (255, 699), (Entries, Entries)])
        {
            var path = (await Book.ProveGrowth(first, second, Ct))!;
            if ((first, second) == (300, Entries))
            {
                Assert.True(MerkleTree.IsConsistent((first, early.Root), (second, late.Root), path));
            }

            Assert.Equal(first == second, path.Count == 0);
        }

        Assert.Null(await Book.ProveGrowth(1, Entries + 1, Ct));
        Assert.Null((await Verify([early])).Fault);
    }

    [Fact]
    public async Task An_entry_is_found_before_and_after_it_becomes_a_leaf()
    {
        await Book.Append([Entry(7, "one"), Entry(8, "other")], Ct);
        Assert.Equal("one", Text(Assert.Single(await About(7))));
        Assert.Equal(2, await Book.Grow(100, Ct));
        Assert.Equal(0, await Book.Grow(100, Ct));
        Clock.Move(TimeSpan.FromSeconds(1));
        await Book.Append([Entry(7, "two")], Ct);
        var found = await About(7);
        Assert.Equal(["two", "one"], found.Select(Text));
        Assert.Equal([null, 0L], found.Select(r => r.Leaf));
    }

    private ValueTask<List<LedgerRecord>> About(long subject) => Database.Read(
        async session => (await LedgerBook.Waiting(session, 1000)).Concat(await LedgerBook.Find(session, [.. Enumerable.Range(1, 1000).Select(n => (long)n)])).Where(r => r.Entry.Subject == subject).ToList(), Ct);

    [Fact]
    public async Task Many_writers_and_growers_lose_and_double_nothing()
    {
        var writing = Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await Book.Append([Entry(w, $"{w}-{i}")], Ct);
            }
        })).ToList();
        var growing = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (writing.Exists(w => !w.IsCompleted) || await Book.Grow(17, Ct) > 0)
            {
                await Book.Grow(13, Ct);
            }
        })).ToList();
        await Task.WhenAll(writing.Concat(growing));
        await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        var verdict = await Verify();
        Assert.Null(verdict.Fault);
        Assert.Equal(200, verdict.Entries);
        for (var w = 0; w < 8; w++)
        {
            Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{w}-{i}").Order(), (await About(w)).Select(Text).Order());
        }
    }

    [Theory]
    [InlineData("UPDATE ledger_entry SET at = at + 1 WHERE leaf = 400")]
    [InlineData("UPDATE ledger_entry SET subject = 1 WHERE leaf = 3")]
    [InlineData("UPDATE ledger_entry SET actor = 1 WHERE leaf = 650")]
    [InlineData("UPDATE ledger_entry SET content = (SELECT content FROM ledger_entry WHERE leaf = 5) WHERE leaf = 4")]
    [InlineData("DELETE FROM ledger_entry WHERE leaf = 0")]
    [InlineData("DELETE FROM ledger_entry WHERE leaf = 699")]
    [InlineData("DELETE FROM ledger_entry WHERE leaf = 500; UPDATE ledger_entry SET leaf = leaf - 1 WHERE leaf > 500")]
    [InlineData("UPDATE ledger_entry SET leaf = -1 WHERE leaf = 10; UPDATE ledger_entry SET leaf = 10 WHERE leaf = 11; UPDATE ledger_entry SET leaf = 11 WHERE leaf = -1")]
    [InlineData("INSERT INTO ledger_entry SELECT 700, 9999999, at, subject, actor, content FROM ledger_entry WHERE leaf = 1")]
    [InlineData("UPDATE ledger_node SET hash = (SELECT root FROM ledger_head) WHERE level = 8 AND number = 1")]
    [InlineData("DELETE FROM ledger_node WHERE level = 8 AND number = 0")]
    [InlineData("UPDATE ledger_head SET size = 699")]
    [InlineData("UPDATE ledger_head SET at = at + 1")]
    [InlineData("UPDATE ledger_state SET size = 699")]
    public async Task What_is_changed_behind_its_back_is_found(string tampering)
    {
        await Fill(Entries);
        await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        Assert.Null((await Verify()).Fault);
        await Database.Write(
            async tx =>
            {
                foreach (var statement in tampering.Split("; "))
                {
                    await tx.Execute(statement.EndsWith("leaf > 500", StringComparison.Ordinal) && tx.Dialect == Dialect.PostgreSql ? "UPDATE ledger_entry e SET leaf = -e.leaf WHERE leaf > 500" : statement);
                }

                return true;
            },
            Ct);
        string? fault;
        try
        {
            fault = (await Verify()).Fault;
        }
        catch (InvalidDataException damaged)
        {
            fault = damaged.Message;
        }

        Assert.NotNull(fault);
    }

    [Fact]
    public async Task Whoever_rewrites_every_table_is_found_out_by_a_head_kept_elsewhere()
    {
        await Fill(20);
        var kept = await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        await Database.Write(
            async tx =>
            {
                foreach (var table in (string[])["ledger_entry", "ledger_node", "ledger_head"])
                {
                    await tx.Execute($"DELETE FROM {table}");
                }

                await tx.Execute("UPDATE ledger_state SET size = 0, peaks = $1", Array.Empty<byte>());
                return true;
            },
            Ct);
        await Fill(25);
        await Book.Sign(_signer, Clock.GetUtcNow(), Ct);
        Assert.Null((await Verify()).Fault);
        Assert.NotNull((await Verify([kept])).Fault);
        Assert.NotNull((await Verify([kept with { Size = 21 }])).Fault);
    }

    private ValueTask<LedgerVerdict> Verify(IReadOnlyList<LedgerHead>? kept = null) => new LedgerVerifier(Database, _signer).Verify(kept ?? [], null, Ct);

    private async Task<List<long>> Fill(int count)
    {
        var first = await Book.Append([.. Enumerable.Range(0, count).Select(i => Entry(i % 5, $"entry {i}"))], Ct);
        while (await Book.Grow(90, Ct) > 0)
        {
        }

        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }

    private LedgerEntry Entry(long subject, string text) => new(Clock.GetUtcNow(), subject, 42, Encoding.UTF8.GetBytes(text));

    private static string Text(LedgerRecord record) => Encoding.UTF8.GetString(record.Entry.Content.Span);
}

public sealed class SqliteLedger() : LedgerScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlLedger() : LedgerScenarios(Dialect.PostgreSql);
