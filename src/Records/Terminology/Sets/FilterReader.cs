using System.Text.RegularExpressions;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>
/// The concepts that meet a filter of a value set: <see href="https://hl7.org/fhir/R4/valueset-filter-operator.html">filter operators</see>.
/// </summary>
internal static class FilterReader
{
    private const int MaxPattern = 2000;

    // A regular expression is compiled to an automaton; its size has a limit of its own.
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(250);

    /// <summary>The set, or a problem: Invalid, naming the filter.</summary>
    public static ValueTask<Outcome<Ordinals>> Read(SqlSession session, CodeContent content, ValueSetComposeIncludeFilter filter)
    {
        var (property, op, value) = (filter.Property ?? "", filter.Op ?? "", filter.Value ?? "");
        return (property, op) switch
        {
            ("concept" or "code", "is-a" or "descendent-of" or "is-not-a" or "generalizes") => ByHierarchy(session, content, op, value),
            ("ancestor", "=" or "is-a") => ByHierarchy(session, content, "descendent-of", value),
            ("descendant", "=") => ByHierarchy(session, content, "generalizes", value),
            ("parent" or "child", _) => ByKin(session, content, filter),
            ("concept", "in" or "not-in") when !value.Contains(',', StringComparison.Ordinal) && Declares(content, "refset") => ByValue(session, content, new ValueSetComposeIncludeFilter { Property = "refset", Op = op == "in" ? "=" : "not-in", Value = value }),
            ("concept" or "code" or "display", _) => ByText(session, content, filter),
            ("expression", "=") => Expression(session, content, value),
            _ when op is "is-a" or "descendent-of" or "is-not-a" => ByValueBelow(session, content, filter),
            _ => ByValue(session, content, filter),
        };
    }

    private static async ValueTask<Outcome<Ordinals>> ByHierarchy(SqlSession session, CodeContent content, string op, string code)
    {
        var set = new Ordinals(content.Count);
        foreach (var place in await content.Find(session, code))
        {
            if (op == "generalizes")
            {
                await content.AddAbove(session, place, set);
            }
            else
            {
                await content.AddBelow(session, place, set);
            }

            if (op != "descendent-of")
            {
                set.Add(place);
            }
        }

        if (op == "is-not-a")
        {
            set.Invert();
        }

        return set;
    }

    private static async ValueTask<Outcome<Ordinals>> ByKin(SqlSession session, CodeContent content, ValueSetComposeIncludeFilter filter)
    {
        var (op, value) = (filter.Op, filter.Value ?? "");
        var set = new Ordinals(content.Count);
        switch (op)
        {
            case "=" or "in" or "not-in":
                foreach (var code in op == "=" ? [value] : value.Split(',', StringSplitOptions.TrimEntries))
                {
                    foreach (var concept in await content.Read(session, await content.Find(session, code)))
                    {
                        foreach (var place in filter.Property == "parent" ? concept.Children : concept.Parents)
                        {
                            set.Add(place);
                        }
                    }
                }

                break;
            case "exists":
                foreach (var concept in await content.Read(session, [.. Ordinals.All(content.Count).From()]))
                {
                    if ((filter.Property == "parent" ? concept.Parents : concept.Children).Count > 0)
                    {
                        set.Add(concept.Ordinal);
                    }
                }

                break;
            default:
                return Unsupported(filter);
        }

        if (op == "not-in" || (op == "exists" && value == "false"))
        {
            set.Invert();
        }

        return set;
    }

    private static async ValueTask<Outcome<Ordinals>> ByText(SqlSession session, CodeContent content, ValueSetComposeIncludeFilter filter)
    {
        var set = new Ordinals(content.Count);
        var isDisplay = filter.Property == "display";
        switch (filter.Op)
        {
            case "=" or "in" or "not-in" when !isDisplay:
                foreach (var place in (await content.FindAll(session, filter.Op == "=" ? [filter.Value!] : filter.Value!.Split(',', StringSplitOptions.TrimEntries))).SelectMany(f => f))
                {
                    set.Add(place);
                }

                break;
            case "=":
                await content.AddCodes(session, (_, display) => display == filter.Value, set);
                break;
            case "exists":
                await content.AddCodes(session, (_, display) => !isDisplay || display is not null, set);
                break;
            case "regex":
                if (!Pattern(filter).TryGet(out var pattern, out var problem))
                {
                    return problem;
                }

                await content.AddCodes(session, (code, display) => (isDisplay ? display : code) is { } text && pattern.IsMatch(text), set);
                break;
            default:
                return Unsupported(filter);
        }

        if (filter.Op == "not-in" || (filter.Op == "exists" && filter.Value == "false"))
        {
            set.Invert();
        }

        return set;
    }

    private static async ValueTask<Outcome<Ordinals>> ByValue(SqlSession session, CodeContent content, ValueSetComposeIncludeFilter filter)
    {
        var (property, value) = (filter.Property ?? "", filter.Value ?? "");
        var isFlag = property is "inactive" or "notSelectable";
        if (!isFlag && !Declares(content, property))
        {
            return new Problem(ProblemKind.Invalid, $"The code system {content.Head.Url} has no property '{property}'; it has {string.Join(", ", content.Head.Properties.Select(p => p.Code).Append("concept"))}.", "ValueSet.compose.include.filter.property");
        }

        var set = new Ordinals(content.Count);
        var isTurned = false;
        switch (filter.Op)
        {
            // Absent means false for both.
            case "exists" when isFlag:
                isTurned = value == "true";
                break;
            case "=" when isFlag:
                await content.AddValue(session, property, "true", set);
                isTurned = value == "false";
                break;
            case "=":
                await content.AddValue(session, property, value, set);
                break;
            case "in" or "not-in":
                foreach (var one in value.Split(',', StringSplitOptions.TrimEntries))
                {
                    await content.AddValue(session, property, one, set);
                }

                isTurned = filter.Op == "not-in";
                break;
            case "exists":
                await content.AddValues(session, property, _ => true, set);
                isTurned = value == "false";
                break;
            case "regex":
                if (!Pattern(filter).TryGet(out var pattern, out var problem))
                {
                    return problem;
                }

                await content.AddValues(session, property, pattern.IsMatch, set);
                break;
            default:
                return Unsupported(filter);
        }

        if (isTurned)
        {
            set.Invert();
        }

        return set;
    }

    /// <summary>Concepts with a property whose value is a code below another: attributes of SNOMED CT.</summary>
    private static async ValueTask<Outcome<Ordinals>> ByValueBelow(SqlSession session, CodeContent content, ValueSetComposeIncludeFilter filter)
    {
        if (!Declares(content, filter.Property ?? ""))
        {
            return await ByValue(session, content, filter);
        }

        var below = await ByHierarchy(session, content, filter.Op == "is-not-a" ? "is-a" : filter.Op!, filter.Value ?? "");
        if (!below.TryGet(out var places, out var problem))
        {
            return problem;
        }

        var codes = (await content.Read(session, [.. places.From()])).Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var set = new Ordinals(content.Count);
        await content.AddValues(session, filter.Property!, codes.Contains, set);
        if (filter.Op == "is-not-a")
        {
            set.Invert();
        }

        return set;
    }

    // The simplest of SNOMED CT's expression constraints: a concept, what is below it, the members of a reference set, everything.
    private static async ValueTask<Outcome<Ordinals>> Expression(SqlSession session, CodeContent content, string text)
    {
        var expression = text.Split('|')[0].Trim();
        var (op, code) = expression switch
        {
            "*" => ("all", ""),
            _ when expression.StartsWith("<<", StringComparison.Ordinal) => ("is-a", expression[2..].Trim()),
            _ when expression.StartsWith('<') => ("descendent-of", expression[1..].Trim()),
            _ when expression.StartsWith('^') => ("member", expression[1..].Trim()),
            _ => ("=", expression),
        };
        if (code.Any(c => !char.IsAsciiDigit(c)))
        {
            return new Problem(ProblemKind.Invalid, $"The expression '{text}' is not supported: of expression constraints, a concept, '<', '<<' and '^' before one, and '*' are.", "ValueSet.compose.include.filter.value");
        }

        return op switch
        {
            "all" => Ordinals.All(content.Count),
            "member" => await ByValue(session, content, new ValueSetComposeIncludeFilter { Property = "refset", Op = "=", Value = code }),
            "=" => await ByText(session, content, new ValueSetComposeIncludeFilter { Property = "code", Op = "=", Value = code }),
            _ => await ByHierarchy(session, content, op, code),
        };
    }

    private static bool Declares(CodeContent content, string property) => content.Head.Properties.Any(p => p.Code == property);

    // Without backtracking a match takes time in proportion to the text, whatever the pattern.
    private static Outcome<Regex> Pattern(ValueSetComposeIncludeFilter filter)
    {
        var text = filter.Value ?? "";
        if (text.Length > MaxPattern)
        {
            return new Problem(ProblemKind.Invalid, $"A regular expression has at most {MaxPattern} characters.", "ValueSet.compose.include.filter.value");
        }

        try
        {
            // A pattern that closes a group of its own would escape the anchors: it must be right by itself first.
            _ = new Regex(text, RegexOptions.CultureInvariant, MostTime);
            return new Regex($"^(?:{text})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new Problem(ProblemKind.Invalid, $"'{(text.Length > 100 ? text[..100] : text)}' is no regular expression that can be run: {e.Message}", "ValueSet.compose.include.filter.value");
        }
    }

    private static Outcome<Ordinals> Unsupported(ValueSetComposeIncludeFilter filter) => new Problem(
        ProblemKind.Invalid, $"The filter operator '{filter.Op}' does not apply to the property '{filter.Property}'.", "ValueSet.compose.include.filter.op");
}
