using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Platform;

public sealed class SqlTextTests
{
    [Fact]
    public void The_same_statement_is_the_same_string()
    {
        var (first, second) = (Statement(3).ToString(), Statement(3).ToString());
        Assert.Same(first, second);
        Assert.Equal("SELECT 1 WHERE 1 IN (NULL, $1, $2, $3)", first);
        Assert.Equal("SELECT 1 WHERE 1 IN (NULL, $1, $2, $3, $4)", Statement(4).ToString());
    }

    [Fact]
    public void Statements_that_are_made_at_the_same_time_stay_apart()
    {
        SqlText one = new(Dialect.Sqlite), other = new(Dialect.Sqlite);
        one.Add("SELECT ");
        other.Add("DELETE ");
        one.Value(1);
        other.Add("FROM x");
        Assert.Equal("DELETE FROM x", other.ToString());
        var third = new SqlText(Dialect.Sqlite).Add("UPDATE y");
        Assert.Equal("SELECT $1", one.ToString());
        Assert.Equal("UPDATE y", third.ToString());
    }

    [Fact]
    public void A_statement_goes_on_after_it_was_read()
    {
        var sql = new SqlText(Dialect.Sqlite).Add("SELECT ").Value(1);
        Assert.Equal("SELECT $1", sql.ToString());
        new SqlText(Dialect.Sqlite).Add("something else in between").ToString();
        Assert.Equal("SELECT $1, $2", sql.Add(", ").Value(2).ToString());
        Assert.Equal(2, sql.Values.Length);
    }

    [Fact]
    public void Long_statements_and_many_of_them_are_as_written()
    {
        Assert.All(
            Enumerable.Range(2, 6000),
            n =>
            {
                var count = (n % 700) + 2;
                var text = Statement(count).ToString();
                Assert.StartsWith("SELECT 1 WHERE 1 IN (NULL, $1", text, StringComparison.Ordinal);
                Assert.EndsWith($", ${count})", text, StringComparison.Ordinal);
            });
        Parallel.For(2, 5000, n => Assert.Equal($"SELECT {string.Concat(Enumerable.Range(0, n % 40).Select(i => (char)('a' + (i % 26))))}{Spelt(n)}", Odd(n).ToString()));
    }

    private static SqlText Statement(int values) => new SqlText(Dialect.Sqlite).Add("SELECT 1 WHERE 1").Among([.. Enumerable.Range(0, values).Select(i => (long)i)]);

    // Of as many different texts as nobody's code makes.
    private static SqlText Odd(int n)
    {
        var names = string.Concat(Enumerable.Range(0, n % 40).Select(i => (char)('a' + (i % 26))));
        return new SqlText(Dialect.Sqlite).Add($"SELECT {names}{Spelt(n)}");
    }

    private static string Spelt(int n) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"n{n}");
}
