using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>Applies the rules of one profile or extension to its elements. See <see href="https://hl7.org/fhir/uv/shorthand/reference.html#rules-for-profiles"/>.</summary>
internal sealed class RuleReader(Compilation compilation, Entity entity, ElementTree tree, JsonObject structure)
{
    private const int MostInserts = 8;

    // Rule sets inside rule sets multiply.
    private const int MostRules = 20_000;

    private readonly ValueReader _values = new(compilation.Names);
    private int _applied;

    /// <param name="rules">The rules.</param>
    /// <param name="context">Path that theirs begin at; empty for the root.</param>
    /// <param name="depth">How many rule sets they stand in.</param>
    public void Apply(IReadOnlyList<RuleLine> rules, string context = "", int depth = 0)
    {
        // A rule that is further in continues the path of the last rule that is further out.
        var open = new Stack<(int Indent, string Path)>();
        foreach (var rule in rules)
        {
            if (++_applied >= MostRules)
            {
                Complain(rule.Position, $"{entity.Name} has more than {MostRules} rules, with those of its rule sets: divide it.");
                return;
            }

            while (open.TryPeek(out var outer) && outer.Indent >= rule.Indent)
            {
                open.Pop();
            }

            if (rule.Indent % 2 != 0 || (open.Count == 0 && rule.Indent > 0))
            {
                Complain(rule.Position, "Rules are indented by two spaces below the rule whose path they continue.");
            }

            var path = Apply(rule, open.TryPeek(out var last) ? last.Path : context, depth);
            open.Push((rule.Indent, path));
        }
    }

    private void Complain(Position at, string message) => compilation.Problems.Add(entity.File, at, message);

    /// <returns>The path that the rule is about.</returns>
    private string Apply(RuleLine rule, string context, int depth)
    {
        var first = rule.Tokens[0];
        if (first.Kind != TokenKind.Word)
        {
            Complain(first.Position, "A rule begins with a path, 'obeys', 'insert' or a caret.");
            return context;
        }

        var isPathless = first.Text is "obeys" or "insert" || first.Text.StartsWith('^');
        var path = isPathless || first.Text == "." ? context : ElementPath.Join(context, first.Text);
        var rest = isPathless ? [.. rule.Tokens] : rule.Tokens.Skip(1).ToList();
        if (rest.Count > 0 && rest[0].Is("insert"))
        {
            Insert(rest, path, depth);
        }
        else if (isPathless && first.Text[0] == '^' && context.Length == 0)
        {
            Caret(structure, "StructureDefinition", rest);
        }
        else if (rest.Count > 0 && rest[0].Is("and"))
        {
            ApplyToAll(rule.Tokens, context);
        }
        else if (tree.Find(path, first.Position) is { } node && rest.Count > 0)
        {
            Apply(node, rest);
        }

        return path;
    }

    private void Apply(ElementNode node, List<Token> tokens)
    {
        var verb = tokens[0];
        var rest = tokens.GetRange(1, tokens.Count - 1);
        switch (verb.Text)
        {
            case "contains":
                Contain(node, verb, rest);
                break;
            case "only":
                Limit(node, verb, rest);
                break;
            case "from":
                Bind(node, verb, rest);
                break;
            case "obeys":
                Obey(node, verb, rest);
                break;
            case "=":
                Assign(node, verb, rest);
                break;
            case var text when text.StartsWith('^'):
                Caret(node.Json, "ElementDefinition", tokens);
                break;
            case var text when text.Contains("..", StringComparison.Ordinal):
                Count(node, verb);
                Flag(node, rest);
                break;
            default:
                Flag(node, tokens);
                break;
        }
    }

    // * a and b MS
    private void ApplyToAll(IReadOnlyList<Token> tokens, string context)
    {
        var paths = new List<Token> { tokens[0] };
        var at = 1;
        for (; at + 1 < tokens.Count && tokens[at].Is("and"); at += 2)
        {
            paths.Add(tokens[at + 1]);
        }

        foreach (var path in paths)
        {
            if (tree.Find(ElementPath.Join(context, path.Text), path.Position) is { } node)
            {
                Flag(node, [.. tokens.Skip(at)]);
            }
        }
    }

    private void Count(ElementNode node, Token range)
    {
        var parts = range.Text.Split("..");
        var isRight = parts.Length == 2 && range.Text.Length > 2 && IsCount(parts[0]) && (IsCount(parts[1]) || parts[1] == "*");
        if (!isRight)
        {
            Complain(range.Position, $"'{range.Text}' is no count: write 0..1, 1..*, 1.. or ..0.");
            return;
        }

        if (parts[0].Length > 0)
        {
            node.Json["min"] = int.Parse(parts[0], CultureInfo.InvariantCulture);
        }

        if (parts[1].Length > 0)
        {
            node.Json["max"] = parts[1];
        }
    }

    private static bool IsCount(string text) => text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private void Flag(ElementNode node, IEnumerable<Token> flags)
    {
        foreach (var flag in flags)
        {
            switch (flag.Text)
            {
                case "MS":
                    node.Json["mustSupport"] = true;
                    break;
                case "SU":
                    node.Json["isSummary"] = true;
                    break;
                case "?!":
                    node.Json["isModifier"] = true;
                    break;
                default:
                    Complain(flag.Position, $"'{flag.Text}' is not understood: behind a path comes a count (0..1), contains, only, from, obeys, '=', a caret (^), or one of the flags MS, SU and ?!.");
                    return;
            }
        }
    }

    // * identifier contains cpr 0..1 and ...   * extension contains Definition named x 0..1
    private void Contain(ElementNode node, Token verb, List<Token> rest)
    {
        foreach (var item in Divide(rest, "and"))
        {
            if (item is [{ Kind: TokenKind.Word } name, { Kind: TokenKind.Word } count, .. var flags] && !count.Is("named"))
            {
                Contain(node, name, count, flags, null);
            }
            else if (item is [{ Kind: TokenKind.Word } definition, { Text: "named" }, { Kind: TokenKind.Word } given, { Kind: TokenKind.Word } times, .. var marks])
            {
                Contain(node, given, times, marks, definition);
            }
            else
            {
                Complain(item.Count > 0 ? item[0].Position : verb.Position, "A slice is written 'name 0..1', an extension 'Definition named name 0..1', and more of them with 'and' between.");
            }
        }
    }

    private void Contain(ElementNode node, Token name, Token count, IEnumerable<Token> flags, Token? definition)
    {
        if (tree.Slice(node, name.Text, name.Position) is not { } slice)
        {
            return;
        }

        if (!slice.Json.ContainsKey("sliceName"))
        {
            slice.Json["sliceName"] = slice.SliceName;
        }

        if (definition is { } token)
        {
            Limit(slice, token, [token]);
        }

        Count(slice, count);
        Flag(slice, flags);
    }

    private void Limit(ElementNode node, Token verb, List<Token> rest)
    {
        var types = new TypeListReader(compilation, node);
        foreach (var (item, inside) in TypeListReader.Divide(rest))
        {
            if (types.Add(item, inside) is { } problem)
            {
                Complain((item.Count > 0 ? item[0] : verb).Position, problem);
                return;
            }
        }

        if (types.Only.Count > 0)
        {
            node.Json["type"] = types.Json;
            node.Only = types.Only;
        }
    }

    private void Bind(ElementNode node, Token verb, List<Token> rest)
    {
        var strength = "required";
        if (rest is [_, { Kind: TokenKind.Open }, { Text: "required" or "extensible" or "preferred" or "example" } word, { Kind: TokenKind.Close }])
        {
            strength = word.Text;
        }
        else if (rest.Count != 1)
        {
            Complain(verb.Position, "A binding is written 'from ValueSet (required)'; the strengths are required, extensible, preferred and example.");
            return;
        }

        if (compilation.Names.ValueSet(rest[0].Text) is { } url)
        {
            node.Json["binding"] = new JsonObject { ["strength"] = strength, ["valueSet"] = url };
        }
        else
        {
            Complain(rest[0].Position, $"{rest[0].Text} is not a value set of these files, an alias or an address.");
        }
    }

    private void Obey(ElementNode node, Token verb, List<Token> rest)
    {
        foreach (var item in Divide(rest, "and"))
        {
            if (item is [{ Kind: TokenKind.Word } name] && compilation.Names.Find(name.Text, EntityKind.Invariant) is { } invariant)
            {
                var constraints = node.Json["constraint"] as JsonArray ?? [];
                node.Json["constraint"] ??= constraints;
                constraints.Add(new JsonObject
                {
                    ["key"] = invariant.Name, ["severity"] = invariant.Item("Severity")?.TrimStart('#'), ["human"] = invariant.Item("Description"), ["expression"] = invariant.Item("Expression"),
                });
            }
            else
            {
                Complain((item.Count > 0 ? item[0] : verb).Position, $"{(item.Count > 0 ? item[0].Text : "Nothing")} is not an invariant of these files: define it with Invariant:.");
            }
        }
    }

    private void Assign(ElementNode node, Token verb, List<Token> rest)
    {
        var isExact = rest is [.., { Kind: TokenKind.Open }, { Text: "exactly" }, { Kind: TokenKind.Close }];
        var types = node.Types.Select(t => t.Type).Distinct().ToList();
        if (types.Count != 1)
        {
            Complain(verb.Position, $"{node.Id} has several types: say which with 'only', or write the type into the path, such as valueQuantity.");
            return;
        }

        var (value, problem) = _values.Read(isExact ? rest.GetRange(0, rest.Count - 3) : rest, types[0]);
        if (node.Json.Any(m => m.Key.StartsWith("pattern", StringComparison.Ordinal) || m.Key.StartsWith("fixed", StringComparison.Ordinal)))
        {
            problem = $"{node.Id} has a value already.";
        }

        if (problem is not null)
        {
            Complain(verb.Position, problem);
            return;
        }

        node.Json[(isExact ? "fixed" : "pattern") + char.ToUpperInvariant(types[0].Name[0]) + types[0].Name[1..]] = value;
    }

    private void Caret(JsonObject target, string type, List<Token> tokens)
    {
        var problem = tokens is [var path, { Text: "=" }, _, ..]
            ? JsonPlace.Set(target, compilation.Definitions.Find(type)!, path.Text[1..], t => _values.Read(tokens.GetRange(2, tokens.Count - 2), t))
            : "A caret rule is written '^property = value'.";
        if (problem is not null)
        {
            Complain(tokens[0].Position, problem);
        }
    }

    private void Insert(List<Token> tokens, string path, int depth)
    {
        if (tokens is [_, { Kind: TokenKind.Word } name] && compilation.Names.Find(name.Text, EntityKind.RuleSet) is { } rules)
        {
            if (depth < MostInserts)
            {
                Apply(rules.Rules, path, depth + 1);
            }
            else
            {
                Complain(name.Position, $"Rule sets stand in each other more than {MostInserts} deep.");
            }
        }
        else
        {
            Complain(tokens[0].Position, $"{(tokens.Count > 1 ? tokens[1].Text : "Nothing")} is not a rule set of these files: define it with RuleSet:.");
        }
    }

    internal static List<List<Token>> Divide(List<Token> tokens, string word)
    {
        var items = new List<List<Token>> { new() };
        foreach (var token in tokens)
        {
            if (token.Is(word))
            {
                items.Add([]);
            }
            else
            {
                items[^1].Add(token);
            }
        }

        return items;
    }
}
