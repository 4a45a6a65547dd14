using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>How texts are compared in searches: without case, accents, punctuation and repeated spaces.</summary>
public abstract class FoldingScenarios(Dialect dialect) : RecordTest(dialect)
{
    [Theory]
    [InlineData("Ærø", "aero")]
    [InlineData("aero", "ærø")]
    [InlineData("Ålborg", "alborg")]
    [InlineData("Åge", "a\u030Age")]
    [InlineData("a\u030Age", "åge")]
    [InlineData("Ole", "øl")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRASSE", "straße")]
    [InlineData("Łódź", "łodz")]
    [InlineData("É\u0301", "e")]
    [InlineData("  Anne   Marie ", "anne marie")]
    [InlineData("Anne\u00A0Marie", "anne marie")]
    [InlineData("Anne\tMarie", "ANNE   MARIE")]
    [InlineData("O'Brien", "o'brien")]
    [InlineData("O'Brien", "OBrien")]
    [InlineData("OBrien", "O\u2019Brien")]
    [InlineData("O\u00B4Brien", "o'b")]
    [InlineData("Anne-Marie", "AnneMarie")]
    [InlineData("Anne-Marie", "anne marie")]
    [InlineData("Anne-Marie", "Anne\u2013Marie")]
    [InlineData("Anne Marie", "Anne-Marie")]
    [InlineData("AnneMarie", "Anne-Marie")]
    [InlineData("Jean-Luc Anne-Marie", "jean luc anne")]
    [InlineData("Jean-Luc Anne-Marie", "jeanluc annem")]
    [InlineData("St. - Hans", "st hans")]
    [InlineData("- / -", "- /")]
    [InlineData("(Hansen)", "hansen")]
    [InlineData("Carreno Quinones", "quinones")]
    [InlineData("Østergaard Hansen", "Hansen")]
    [InlineData("Østergaard-Hansen", "Hansen")]
    [InlineData("Peter van Dam", "van dam")]
    [InlineData("Peter Anne-Marie", "annemarie")]
    [InlineData("Иван", "иван")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("山田", "山")]
    [InlineData("\U0001F600 smile", "\U0001F600")]
    public async Task Found_by(string text, string search) => Assert.Single(await Find(text, "family", search));

    [Theory]
    [InlineData("Ærø", "aro")]
    [InlineData("Hansen", "ansen")]
    [InlineData("Hansen", "hansen a")]
    [InlineData("Anne Marie", "annemarie")]
    [InlineData("Anne-Marie", "Anne - Berg")]
    [InlineData("O'Brien", "Brien")]
    [InlineData("Hansen", "-")]
    [InlineData("-/-", "/")]
    [InlineData("Peter van Dam", "peter dam")]
    [InlineData("one two three four five six seven eight nine ten", "ten")]
    public async Task Not_found_by(string text, string search) => Assert.Empty(await Find(text, "family", search));

    [Theory]
    [InlineData("Anne-Marie", "e-m", true)]
    [InlineData("Anne-Marie", "em", true)]
    [InlineData("Anne-Marie", "e m", true)]
    [InlineData("Anne Marie", "e-m", true)]
    [InlineData("AnneMarie", "e m", false)]
    [InlineData("100%", "0%", true)]
    [InlineData("100", "0%", true)]
    [InlineData("100", "%0", true)]
    [InlineData("a+b", "+", true)]
    [InlineData("a_b", "_", false)]
    [InlineData("__", "_", true)]
    [InlineData("ab", "_", false)]
    [InlineData("a\\b", "\\\\b", true)]
    [InlineData("Søren", "ØRE", true)]
    public async Task Contained(string text, string search, bool found) => Assert.Equal(found ? 1 : 0, (await Find(text, "family:contains", search)).Count);

    [Fact]
    public async Task A_long_text_is_found_by_its_beginning()
    {
        var text = string.Concat(Enumerable.Repeat("abcdefghij", 40));
        Assert.Single(await Find(text, "family", text[..200]));
        Assert.Single((await Store.Search(Caller.Program, "Patient", $"family={text}", Ct)).Value.Matches);
        Assert.Single((await Store.Search(Caller.Program, "Patient", $"family={text[..255]}", Ct)).Value.Matches);
    }

    private async Task<IReadOnlyList<StoredResource>> Find(string text, string parameter, string search)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","name":[{"family":{{JsonSerializer.Serialize(text)}}}]}""");
        Assert.True((await Store.Create(Caller.Program, "Patient", json, Ct)).IsOk);
        return (await Store.Search(Caller.Program, "Patient", $"{parameter}={Uri.EscapeDataString(search)}", Ct)).Value.Matches;
    }
}

public sealed class SqliteFolding() : FoldingScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlFolding() : FoldingScenarios(Dialect.PostgreSql);
