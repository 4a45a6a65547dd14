using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>
/// Clock, ids and randomness are handed in, so that two runs with the same seed give the same bytes; nothing waits for a task on a thread of
/// its own; logs go through [LoggerMessage], which names every field and so keeps people out of them.
/// </summary>
public sealed class BannedCallTests
{
    private const string Clock = "take a TimeProvider";
    private const string Random = "take a SeededRandom";
    private const string Wait = "await it";
    private const string Terminal = "only the host talks to the terminal";

    private static readonly Ban[] Bans =
    [
        new("System.DateTime.get_Now", Clock),
        new("System.DateTime.get_UtcNow", Clock),
        new("System.DateTime.get_Today", Clock),
        new("System.DateTimeOffset.get_Now", Clock),
        new("System.DateTimeOffset.get_UtcNow", Clock),
        new("System.Guid.NewGuid", "use Ids, with the clock that is handed in"),
        new("System.Guid.CreateVersion7", "use Ids, with the clock that is handed in"),
        new("System.Random..ctor", Random),
        new("System.Random.get_Shared", Random),
        new("System.Threading.Thread.Sleep", "use Task.Delay with the TimeProvider"),
        new("System.Threading.Tasks.Task.Wait", Wait),
        new("System.Threading.Tasks.Task.WaitAll", Wait),
        new("System.Threading.Tasks.Task.WaitAny", Wait),
        new("System.Threading.Tasks.Task.get_Result", Wait),
        new("System.Threading.Tasks.ValueTask.get_Result", Wait),
        new("System.Environment.Exit", "end the host through its lifetime", OnlyIn: "Helhed"),
        new("System.Console.*", Terminal, OnlyIn: "Helhed"),
        new("Microsoft.Extensions.Logging.LoggerExtensions.Log*", "declare it with [LoggerMessage]"),
    ];

    /// <summary>Calls that stand, by type and member, each with its reason.</summary>
    private static readonly Exception[] Exceptions =
    [
        new("Helhed.Platform.Data.Sqlite.SqliteWrite", "System.Threading.Tasks.ValueTask.get_Result", "Runs on the writer thread, which does nothing else; completed work is read without an allocation."),
        new("Helhed.Platform.Data.Sqlite.SqliteWrite", Waiting, "The writer thread must end one work before it begins the next."),
        new("Helhed.Platform.Data.PostgreSql.PostgreSqlEngine", "System.Random.get_Shared", "Spreads retries of conflicting transactions; nobody needs to repeat it."),
        new("Helhed.Platform.Ids", "System.Guid.CreateVersion7", "This is the one place that makes ids."),
    ];

    private const string Waiting = "GetAwaiter().GetResult()";

    [Fact]
    public void Rooms_make_no_banned_call() => Rule.Holds(CompiledAssembly.Rooms.SelectMany(Found));

    [Fact]
    public void Exceptions_are_still_needed()
    {
        var used = CompiledAssembly.Rooms.SelectMany(Calls).Select(call => (call.Caller, call.Member)).ToHashSet();
        Rule.Holds(Exceptions.Where(exception => !used.Contains((exception.Type, exception.Member))).Select(exception => new Violation(exception.Type, $"no longer calls {exception.Member}: take it off the list.")));
    }

    [Fact]
    public void Each_banned_call_is_caught() =>
        Rule.Catches(
            Found(CompiledAssembly.Sample(typeof(Impure))),
            [.. Bans.Select(ban => ban.Member.EndsWith('*') ? ban.Member[..^1] : $"{ban.Member} is banned"), Waiting]);

    [Fact]
    public void The_host_may_use_the_terminal_and_awaiting_is_no_waiting() =>
        Rule.Holds(Found(CompiledAssembly.Sample(typeof(HostLike)) with { Name = "Helhed.Helhed" }));

    private static IEnumerable<Violation> Found(CompiledAssembly assembly)
    {
        foreach (var (caller, member, place) in Calls(assembly))
        {
            var ban = member == Waiting ? new Ban(Waiting, Wait) : Array.Find(Bans, ban => ban.Covers(member));
            if (ban is not null && ban.OnlyIn != assembly.Room && !Array.Exists(Exceptions, exception => exception.Type == caller && exception.Member == member))
            {
                yield return new Violation(place, $"{member} is banned: {ban.Cure}.");
            }
        }
    }

    // An await also ends in GetResult, but in the state machine; outside of one it blocks the thread, as <Main>, which the compiler
    // wraps around an asynchronous program, has to.
    private static IEnumerable<(string Caller, string Member, string Place)> Calls(CompiledAssembly assembly) =>
        from method in assembly.Methods
        from use in method.Uses
        let waits = use.Member == "GetResult" && use.Type.EndsWith("Awaiter", StringComparison.Ordinal)
        where !waits || (!method.IsStateMachine && method.Name != "<Main>")
        select (method.Type.Split("+<")[0], waits ? Waiting : use.FullName, use.Place);

    private sealed record Ban(string Member, string Cure, string? OnlyIn = null)
    {
        public bool Covers(string member) => Member.EndsWith('*') ? member.StartsWith(Member[..^1], StringComparison.Ordinal) : member == Member;
    }

    private sealed record Exception(string Type, string Member, string Reason);
}
