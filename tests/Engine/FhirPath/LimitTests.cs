using System.Diagnostics;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>No expression takes more than its limits of steps, time and memory, and one that is given up leaves the next as it was.</summary>
public class LimitTests
{
    private static readonly FhirDocument Wide = Parsed.Document(
        $$"""{"resourceType":"Patient","name":[{"given":[{{string.Join(",", Enumerable.Range(0, 2000).Select(i => $"\"n{i}\""))}}]}]}""");

    [Theory]
    [InlineData("name.given.select(%context.name.given.select(%context.name.given.count()))")]
    [InlineData("name.given.select(%context.descendants()).count()")]
    [InlineData("name.given.aggregate($total.combine($total).combine($this), 1)")]
    [InlineData("name.given.aggregate($total + $total, 'x')")]
    [InlineData("name.given.aggregate($total.replace('', 'xxxxxxxxxx'), 'x')")]
    [InlineData("name.given.aggregate(($total | $this).join(','), 'x').length() + name.given.aggregate(($total & $total), 'abcdefgh').length()")]
    [InlineData("1.repeat($this + 1)")]
    [InlineData("'a'.repeatAll('a')")]
    [InlineData("'a'.repeat($this + 'a')")]
    [InlineData("name.given.where(%context.name.given.where(%context.name.given.exists($this = 'x')).exists())")]
    [InlineData("(name.given.select($this & 'a') | name.given).select(%context.name.given.subsetOf(%context.name.given.select($this & '')))")]
    public void Explosions_are_given_up(string expression)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Evaluated.Error(expression, Wide);
        Assert.Equal(FhirPathErrorKind.Execution, error.Kind);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000_000);
        Assert.Equal("2000", Evaluated.Of("name.given.count()", Wide));
    }

    [Theory]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a|aa)+$')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('(a*)*b')")]
    public void Regular_expressions_do_not_back_track_without_bound(string expression)
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("false", Evaluated.Of(expression));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
    }

    [Fact]
    public void A_regular_expression_that_must_back_track_is_given_up_in_time()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("Execution", Evaluated.Of("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+(?=b)\\\\1$')"));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
    }

    [Fact]
    public void Many_dear_regular_expressions_are_given_up_in_time()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("Execution", Evaluated.Of("name.given.select('aaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a|b?a)+(?=b)\\\\1$'))", Wide));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
    }

    [Fact]
    public void Limits_can_be_lower()
    {
        Assert.Equal("Execution", Evaluated.Of("name.given.where($this = 'n1')", Wide, new FhirPathContext { MaxSteps = 100 }));
        Assert.Equal("n1", Evaluated.Of("name.given.where($this = 'n1')", Wide, new FhirPathContext { MaxSteps = 10_000 }));
        Assert.Equal("Execution", Evaluated.Of("name.given.select(%context.name.given.count())", Wide, new FhirPathContext { MaxTime = TimeSpan.Zero }));
    }

    [Fact]
    public void Many_threads_use_one_expression()
    {
        Assert.True(FhirPathExpression.TryCompile("name.given.where($index < 3).select($this & '!').join('+')", out var expression, out _));
        Parallel.For(0, 200, _ => Assert.Equal("n0!+n1!+n2!", expression.Evaluate(Wide).Values[0].Text));
    }

    [Fact]
    public void An_evaluation_within_another_does_not_disturb_it()
    {
        var context = new Nested();
        Assert.Equal("true | 2000", Evaluated.Of("conformsTo('urn:nested') | name.given.count()", Wide, context));
        Assert.Equal(1, context.Calls);
    }

    private sealed class Nested : FhirPathContext
    {
        public int Calls { get; private set; }

        public override bool? ConformsTo(FhirPathValue element, string profile)
        {
            Calls++;
            Assert.True(FhirPathExpression.TryCompile("name.given.skip(1990).count() = 10", out var inner, out _));
            return inner.Evaluate(element).Values[0].Text == "true";
        }
    }
}
