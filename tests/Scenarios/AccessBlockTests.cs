using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Ledger;

namespace Helhed.Tests.Scenarios;

/// <summary>A block of the access log is JSON, whatever people have written, and is found by whom it is about without being read.</summary>
public sealed class AccessBlockTests
{
    private const int Entries = 400;

    // Quotes, what looks like the beginning of an entry or of a patient in one, what JSON must escape, letters, signs of two units, and half of one.
    private static readonly string[] Odd = ["\"", "\\", "{\"at\":1", ",{\"at\":", "\"patient\":7,", "\n", "\u0000", "\u007f", "æøå", "\u2028", "🩺", "\ud83e", "&", "'", "<b>", "plain", " ", "]", "}"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_written_down_comes_back(int seed)
    {
        var random = new SeededRandom(seed);
        var entries = Enumerable.Range(0, Entries).Select(i => Entry(random, i)).ToList();
        var block = new LedgerRecord(9, null, new LedgerEntry(DateTimeOffset.UnixEpoch, 0, 0, new BlockWriter().Block(entries, 1234)));
        using (var json = JsonDocument.Parse(block.Entry.Content))
        {
            Assert.Equal(Entries, json.RootElement.GetArrayLength());
        }

        var read = LoggedAccess.Of(block);
        Assert.All(entries.Zip(read), pair => Same(pair.First, pair.Second.Entry));
        foreach (var patient in Enumerable.Range(0, 5).Select(i => Hash64.Of($"Patient/{i}")))
        {
            var found = LoggedAccess.With(block, Encoding.UTF8.GetBytes($"\"patient\":{patient},"));
            Assert.Equal(read.Where(r => r.Entry.About.Any(a => a.Patient == patient)).Select(r => r.Place), found.Select(f => f.Place));
            Assert.All(found, f => Same(entries[f.Place], f.Entry));
        }
    }

    [Fact]
    public void A_writer_that_is_used_again_keeps_nothing_of_the_block_before()
    {
        var random = new SeededRandom(4);
        var writer = new BlockWriter();
        writer.Block([.. Enumerable.Range(0, 50).Select(i => Entry(random, i))], 1);
        var one = Entry(random, 0);
        Assert.Equal(new BlockWriter().Block([one], 2).ToArray(), writer.Block([one], 2).ToArray());
        Assert.Equal("[]", Encoding.UTF8.GetString(writer.Block([], 3).Span));
    }

    private static AccessEntry Entry(SeededRandom random, int place)
    {
        var versions = new AccessedResources();
        for (var i = random.Int(0, 4); i > 0; i--)
        {
            versions.Add("Observation", $"{place}-{i}", i);
        }

        var caller = new Caller(CallerKind.Staff, "Practitioner/" + place, "", Text(random), random.Chance(0.5) ? null : Text(random)) { Purpose = Text(random) };
        IReadOnlyList<AccessedPatient> about = random.Chance(0.2)
            ? []
            : [new AccessedPatient(Hash64.Of($"Patient/{random.Int(0, 5)}"), versions), new AccessedPatient(0, [Text(random)])];
        return new AccessEntry(Text(random), caller, Text(random), about) { Query = Text(random), Words = random.Chance(0.5) ? null : Text(random), Ground = random.Chance(0.5) ? null : -place };
    }

    private static string Text(SeededRandom random) => string.Concat(Enumerable.Range(0, random.Int(0, 6)).Select(_ => random.Pick(Odd)));

    private static void Same(AccessEntry expected, AccessEntry actual)
    {
        Assert.Equal(Whole(expected.What), actual.What);
        Assert.Equal(expected.Caller.Reference, actual.Caller.Reference);
        Assert.Equal(Whole(expected.Caller.Role), actual.Caller.Role);
        Assert.Equal(Whole(expected.Caller.Organization), actual.Caller.Organization);
        Assert.Equal(Whole(expected.Caller.Purpose), actual.Caller.Purpose);
        Assert.Equal(Whole(expected.Rule), actual.Rule);
        Assert.Equal(Whole(expected.Query), actual.Query);
        Assert.Equal(Whole(expected.Words), actual.Words);
        Assert.Equal(expected.Ground, actual.Ground);
        Assert.Equal(expected.About.Select(a => a.Patient), actual.About.Select(a => a.Patient));
        Assert.Equal(expected.About.Select(a => a.Resources.Select(Whole)), actual.About.Select(a => a.Resources));
    }

    // Half of a sign cannot be written in UTF-8; the sign for "unreadable" stands in its place.
    private static string? Whole(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
