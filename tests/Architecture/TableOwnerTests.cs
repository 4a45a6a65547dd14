using System.Text.RegularExpressions;
using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>
/// A table is touched only by the room whose migrations create it; another room asks that room or follows the change feed.
/// SQL is read from the strings the methods load. A table's name that is put together at run time is out of reach.
/// </summary>
public sealed partial class TableOwnerTests
{
    [Fact]
    public void Tables_are_touched_only_by_their_owner() => Rule.Holds(Found(CompiledAssembly.Rooms));

    [Fact]
    public void The_rule_sees_the_tables_there_are()
    {
        var owners = Owners(CompiledAssembly.Rooms);
        Assert.Equal("Platform", owners["feed"][0]);
        Assert.Equal("Records", owners["resource"][0]);
    }

    [Fact]
    public void Foreign_sql_a_foreign_bulk_insert_and_a_second_owner_are_caught() =>
        Rule.Catches(
            Found([CompiledAssembly.Sample(typeof(OwnerRoom)), CompiledAssembly.Sample(typeof(OtherRoom)), CompiledAssembly.Sample(typeof(RivalRoom))]),
            "ward_bed belongs to OwnerRoom, but OtherRoom",
            "ward belongs to OwnerRoom, but OtherRoom",
            "nurse belongs to OwnerRoom, but OtherRoom",
            "porter is created by OwnerRoom and RivalRoom");

    private static IEnumerable<Violation> Found(IReadOnlyList<CompiledAssembly> rooms)
    {
        var owners = Owners(rooms);
        var shared = owners.Where(owner => owner.Value.Count > 1).Select(owner => new Violation(owner.Key, $"{owner.Key} is created by {string.Join(" and ", owner.Value)}: a table has one owner."));
        var foreign =
            from room in rooms
            from method in room.Methods
            from touch in Touches(method)
            where owners.TryGetValue(touch.Table, out var owner) && !owner.Contains(room.Room)
            select new Violation(touch.Place, $"{touch.Table} belongs to {owners[touch.Table][0]}, but {room.Room} touches it.");
        return shared.Concat(foreign);
    }

    private static Dictionary<string, List<string>> Owners(IEnumerable<CompiledAssembly> rooms) =>
        (from room in rooms
         from method in room.Methods
         from text in method.Texts
         from Match match in Creates().Matches(text.Text)
         select (Table: match.Groups[1].Value, room.Room))
        .Distinct()
        .GroupBy(pair => pair.Table, pair => pair.Room)
        .ToDictionary(group => group.Key, group => group.ToList());

    private static IEnumerable<(string Table, string Place)> Touches(CodeMethod method)
    {
        // A bulk insert is handed its table's name, so every string of the calling method counts.
        var bulk = method.Uses.Any(use => use.Member == "BulkInsert");
        return method.Texts.SelectMany(text => Names(text.Text)
            .Concat(bulk ? [text.Text] : [])
            .Select(table => (table, text.Place)));
    }

    private static IEnumerable<string> Names(string sql) => Uses().Matches(sql).Select(match => match.Groups[1].Value);

    [GeneratedRegex("""\bCREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)""")]
    private static partial Regex Creates();

    [GeneratedRegex("""\b(?:FROM|INTO|UPDATE|JOIN|TABLE|ONLY)\s+"?(\w+)""")]
    private static partial Regex Uses();
}
