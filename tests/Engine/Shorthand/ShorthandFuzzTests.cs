using System.Diagnostics;
using System.Text;
using Helhed.Fhir.Shorthand;
using Helhed.Platform;

namespace Helhed.Tests.Engine.Shorthand;

/// <summary>Damaged files: there is always an answer, soon, and what is read is right. The seed is fixed: a failure comes again.</summary>
public sealed class ShorthandFuzzTests
{
    private const string Seed = """
        Alias: $cpr = urn:oid:1.2.208.176.1.2
        RuleSet: BySystem
        * ^slicing.discriminator.type = #value
        * ^slicing.discriminator.path = "system"
        * ^slicing.rules = #open

        Invariant: t-1
        Description: "Told"
        Severity: #error
        Expression: "name.exists() // (not \"this\")"

        Profile: P
        Parent: Q
        * obeys t-1
        * identifier[cpr] 1..1 MS
          * system = $cpr (exactly)
        * extension contains E named e 0..1 and http://a.dk/e named f 0..*
        * extension[e].value[x].code = #a
        * deceased[x] only boolean or dateTime
        * managingOrganization only Reference(Organization or P)
        * multipleBirthInteger ^maxValueInteger = 9

        Profile: Q
        Parent: Patient
        * identifier insert BySystem
        * identifier contains cpr 0..1

        Extension: E
        Context: Patient
        * value[x] only Coding

        ValueSet: V
        * $cpr#1 "One"
        """;

    private static readonly string[] Pieces =
    [
        "*", "* ", "\n* ", "\n  * ", "(", ")", "\"", "\"\"\"", "[", "]", "[x]", "[+]", "[0]", "[99999999999]", ".", "..", "^", "#", "=", " = ", "//", "/*", "*/", ":", "\n", " ", "and", " or ", "only ", "contains ", "named ",
        "insert BySystem", "obeys t-1", "Profile: ", "Parent: P", "Extension", "value[x]", "^slicing", "^type", "^differential.element[0].id = \"a\"", "$cpr", "0..1", "é", "\ud800", "\0", "1e999", "Reference(", "modifierExtension", "contained", "Parent: Resource",
    ];

    [Fact]
    public void No_damage_throws_or_hangs()
    {
        Assert.Empty(Read(Seed).Problems);
        var random = new SeededRandom(11);
        var (whole, slowest) = (0, TimeSpan.Zero);
        for (var round = 0; round < 4000; round++)
        {
            var text = Damage(random);
            try
            {
                var clock = Stopwatch.StartNew();
                var result = Read(text);
                slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
                whole += result.Problems.Count == 0 ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}\n{text}");
            }
        }

        Assert.InRange(whole, 100, 3900);
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"{slowest}");
    }

    // What would multiply: rule sets in rule sets, parents of parents, slices, long lines.
    [Theory]
    [MemberData(nameof(Bombs))]
    public void Nothing_grows_without_bound(string text)
    {
        var clock = Stopwatch.StartNew();
        Assert.NotEmpty(Read(text).Problems);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }

    public static TheoryData<string> Bombs =>
    [
        string.Concat(Enumerable.Range(0, 9).Select(i => $"RuleSet: R{i}\n{string.Concat(Enumerable.Repeat($"* insert R{i + 1}\n", 20))}")) + "Profile: P\nParent: Patient\n* insert R0",
        string.Concat(Enumerable.Range(0, 4000).Select(i => $"Profile: P{i}\nParent: P{i + 1}\n")) + "Profile: P4000\nParent: Patient\n",
        "Profile: P\nParent: Patient\n* extension contains " + string.Join(" and ", Enumerable.Range(0, 20_000).Select(i => $"e{i} 0..1")),
        "Profile: P\nParent: Patient\n* " + string.Concat(Enumerable.Repeat("contact.", 50_000)),
        "Profile: P\nParent: Patient\n* name " + string.Concat(Enumerable.Repeat("( ", 100_000)),
        "Profile: P\nParent: Patient\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{new string(' ', i % 40 * 2)}* name 1..\n")),
        string.Concat(Enumerable.Repeat("/*", 200_000)),
        string.Concat(Enumerable.Repeat("\"\"\"", 150_000)),
    ];

    private static ShorthandResult Read(string text) => ShorthandReader.Read([new ShorthandFile("t.fsh", text, "http://t.dk")]);

    private static string Damage(SeededRandom random)
    {
        var text = new StringBuilder(Seed);
        for (var left = random.Int(1, 5); left > 0; left--)
        {
            var at = random.Int(0, text.Length);
            switch (random.Int(0, 4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Int(1, 30), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, random.Pick(Pieces));
                    break;
                case 2:
                    text[at] = (char)random.Int(' ', 127);
                    break;
                default:
                    var from = random.Int(0, text.Length);
                    text.Insert(at, text.ToString(from, Math.Min(random.Int(1, 60), text.Length - from)));
                    break;
            }
        }

        return text.ToString();
    }
}
