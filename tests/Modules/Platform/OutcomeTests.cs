using Helhed.Platform;

namespace Helhed.Tests.Modules.Platform;

public class OutcomeTests
{
    private static readonly Problem Missing = new(ProblemKind.NotFound, "There is none.");

    [Fact]
    public void A_value_passes_through_map_and_then()
    {
        Outcome<int> outcome = 20;
        Assert.Equal("21", outcome.Map(value => value + 1).Then(value => Outcome.Ok($"{value}")).Value);
    }

    [Fact]
    public void A_problem_stops_the_chain()
    {
        Outcome<int> outcome = Missing;
        var reached = false;
        var result = outcome.Map(value => reached = true).Then(_ => Outcome.Ok(1));
        Assert.False(reached);
        Assert.False(result.TryGet(out _, out var problem));
        Assert.Same(Missing, problem);
    }

    [Fact]
    public void Taking_the_value_of_a_problem_throws_and_says_why()
    {
        Outcome<int> outcome = Missing;
        Assert.Contains("There is none.", Assert.Throws<InvalidOperationException>(() => outcome.Value).Message);
    }

    [Fact]
    public void An_outcome_that_was_never_set_is_neither()
    {
        Outcome<int> outcome = default;
        Assert.False(outcome.IsOk);
        Assert.Throws<InvalidOperationException>(() => outcome.TryGet(out _, out _));
    }

    [Fact]
    public void Ids_sort_by_time_and_are_version_7()
    {
        var clock = new Support.ManualClock();
        var first = Ids.NewUuid7Text(clock);
        clock.Move(TimeSpan.FromMilliseconds(1));
        var second = Ids.NewUuid7Text(clock);
        Assert.True(string.CompareOrdinal(first, second) < 0);
        Assert.Equal(7, Ids.NewUuid7(clock).Version);
        Assert.Matches("^[a-z0-9-]{36}$", first);
    }
}
