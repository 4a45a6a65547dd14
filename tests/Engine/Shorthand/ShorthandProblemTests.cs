using Helhed.Fhir.Shorthand;

namespace Helhed.Tests.Engine.Shorthand;

/// <summary>Every mistake is told with its place and a cure, and hides no other.</summary>
public sealed class ShorthandProblemTests
{
    [Theory]
    [InlineData("* nam 1..", 3, 3, "no element nam")]
    [InlineData("* name.famly 1..", 3, 3, "use, text, family")]
    [InlineData("* value[x] 1..", 3, 3, "no element value[x]")]
    [InlineData("* deceased 1..", 3, 3, "write deceased[x]")]
    [InlineData("* name..family 1..", 3, 3, "not a path")]
    [InlineData("* name[ 1..", 3, 3, "not a path")]
    [InlineData("* name[official] 1..", 3, 3, "declare it with 'contains'")]
    [InlineData("* name 1..x", 3, 8, "no count")]
    [InlineData("* name ..", 3, 8, "no count")]
    [InlineData("* name 1.. TU", 3, 12, "not understood")]
    [InlineData("* name must", 3, 8, "behind a path comes")]
    [InlineData("* name contains", 3, 8, "A slice is written")]
    [InlineData("* name contains a", 3, 17, "A slice is written")]
    [InlineData("* name contains a 0..1", 1, 10, "how they are told apart")]
    [InlineData("* gender from", 3, 10, "A binding is written")]
    [InlineData("* gender from Nothing", 3, 15, "not a value set")]
    [InlineData("* gender from http://a.dk (wanted)", 3, 10, "the strengths are")]
    [InlineData("* deceased[x] only Quantity", 3, 20, "can be boolean, dateTime")]
    [InlineData("* deceased[x] only Nothing", 3, 20, "not a type")]
    [InlineData("* deceased[x] only Reference(Patient)", 3, 20, "is no Reference")]
    [InlineData("* managingOrganization only Reference(Org)", 3, 29, "Org is not")]
    [InlineData("* managingOrganization only", 3, 24, "Types are written")]
    [InlineData("* deceased[x] = true", 3, 15, "say which with 'only'")]
    [InlineData("* active = maybe", 3, 10, "true or false")]
    [InlineData("* gender = male", 3, 10, "#code")]
    [InlineData("* gender = #a\n* gender = #b", 4, 10, "has a value already")]
    [InlineData("* name = \"x\"", 3, 8, "each of its elements")]
    [InlineData("* multipleBirthInteger = x", 3, 24, "42")]
    [InlineData("* identifier.system = nowhere", 3, 21, "$alias")]
    [InlineData("* obeys x-1", 3, 9, "define it with Invariant:")]
    [InlineData("* insert X", 3, 3, "define it with RuleSet:")]
    [InlineData("* name ^slicing.what = 1", 3, 8, "no element what")]
    [InlineData("* name ^maxLength[0] = 1", 3, 8, "not a list")]
    [InlineData("* name ^alias[7] = \"a\"", 3, 8, "next free one")]
    [InlineData("* name ^maxLength", 3, 8, "^property = value")]
    [InlineData("* ^date = yesterday", 1, 10, "does not make a correct definition")]
    [InlineData("* name\n   * family 1..", 4, 4, "two spaces")]
    [InlineData("*", 3, 1, "empty")]
    [InlineData("* \"text\"", 3, 3, "begins with a path")]
    [InlineData("* name.family = \"x", 3, 17, "close its quotes")]
    [InlineData("/* never", 3, 1, "no end")]
    [InlineData("Instance: x", 3, 1, "not in the part")]
    [InlineData("Parent: Patient", 3, 1, "given twice")]
    [InlineData("Alias: x", 3, 1, "Alias: $name")]
    public void A_mistake_in_a_profile(string line, int lineNumber, int column, string cure)
    {
        var problem = Assert.Single(Written.Read($"Profile: P\nParent: Patient\n{line}").Problems);
        Assert.Contains(cure, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("t.fsh", lineNumber, column), (problem.File, problem.Line, problem.Column));
        Assert.StartsWith($"t.fsh({lineNumber},{column}): ", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Profile: P", "needs Parent:")]
    [InlineData("Profile: P\nParent: Nothing", "not a type of R4")]
    [InlineData("Profile: P\nParent: P", "derived from itself")]
    [InlineData("Profile: P\nParent: Q\nProfile: Q\nParent: P", "derived from itself")]
    [InlineData("Profile:", "needs one name")]
    [InlineData("Profile: P Q\nParent: Patient", "needs one name")]
    [InlineData("Invariant: a", "needs Expression:")]
    [InlineData("Invariant: a\nDescription: \"d\"\nExpression: \"e\"\nSeverity: #fatal", "#error or #warning")]
    [InlineData("Invariant: a\nDescription: \"d\"\nExpression: \"e\"\nSeverity: #error\n* a 1..", "has no rules")]
    [InlineData("Profile: P\nParent: Patient\nProfile: P\nParent: Patient", "defined already")]
    [InlineData("Alias: $a = http://a\nAlias: $a = http://b", "take another name")]
    [InlineData("ValueSet: V\n* name 1..", "A rule of a value set")]
    [InlineData("words", "stands alone")]
    [InlineData("RuleSet: R\n* insert R\nProfile: P\nParent: Patient\n* insert R", "more than 8 deep")]
    public void A_mistake_in_a_file(string text, string cure) => Assert.Contains(Written.Read(text).Problems, p => p.Message.Contains(cure, StringComparison.Ordinal));

    [Fact]
    public void One_mistake_does_not_hide_the_rest()
    {
        var result = Written.Read("Profile: P\nParent: Patient\n* nam 1..\n* name 1..\n* activ 1..");
        Assert.Equal([3, 5], result.Problems.Select(p => p.Line));
        Assert.Contains("\"Patient.name\"", System.Text.Encoding.UTF8.GetString(Assert.Single(result.Documents).Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_are_told_in_the_order_of_the_files()
    {
        var result = Written.Read("Profile: P\nParent: Q\n* nam 1..", "Profile: Q\nParent: Patient\n* activ 1..");
        Assert.Equal(["t.fsh", "t1.fsh"], result.Problems.Select(p => p.File));
    }

    [Fact]
    public void There_is_a_limit_to_problems_and_to_length()
    {
        Assert.Equal(ShorthandReader.MaxProblems, Written.Read("Profile: P\nParent: Patient\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"* x{i} 1..\n"))).Problems.Count);
        Assert.Contains("divide it", Assert.Single(Written.Read(new string(' ', ShorthandReader.MaxCharacters + 1)).Problems).Message, StringComparison.Ordinal);
    }
}
