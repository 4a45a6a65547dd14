using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>Reads what an element is limited to: <c>Quantity or Profile or Reference(A or B) or Canonical(C)</c>.</summary>
internal sealed class TypeListReader(Compilation compilation, ElementNode node)
{
    /// <summary>As <c>ElementDefinition.type</c>.</summary>
    public JsonArray Json { get; } = [];

    public List<OnlyType> Only { get; } = [];

    /// <summary>The alternatives, each with what stands in its parentheses; null where it has none.</summary>
    public static IEnumerable<(List<Token> Item, List<Token>? Inside)> Divide(List<Token> tokens)
    {
        var item = new List<Token>();
        List<Token>? inside = null;
        var depth = 0;
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Open && depth++ == 0)
            {
                inside = [];
            }
            else if (token.Kind == TokenKind.Close)
            {
                depth--;
            }
            else if (depth > 0)
            {
                inside!.Add(token);
            }
            else if (token.Is("or"))
            {
                yield return (item, inside);
                (item, inside) = ([], null);
            }
            else
            {
                item.Add(token);
            }
        }

        yield return (item, inside);
    }

    /// <returns>What is wrong and what would be right; null when nothing is.</returns>
    public string? Add(List<Token> item, List<Token>? inside)
    {
        if (item is not [{ Kind: TokenKind.Word } name])
        {
            return "Types are written 'A or B', 'Reference(A or B)' or 'Canonical(A)'.";
        }

        if (inside is not null)
        {
            return name.Text is "Reference" or "Canonical" ? AddTargets(name.Text == "Reference" ? "Reference" : "canonical", inside) : $"{name.Text} takes no parentheses; only Reference and Canonical do.";
        }

        if (compilation.Definitions.Find(name.Text) is { } type)
        {
            return Allow(type, null, []);
        }

        if (compilation.Names.Definition(name.Text) is not { } url)
        {
            return $"{name.Text} is not a type, a definition of these files, an alias or an address.";
        }

        var built = compilation.Names.Find(name.Text, EntityKind.Profile, EntityKind.Extension) is { } entity ? compilation.Build(entity)?.Root : null;
        return (built?.BaseTypes[0] ?? compilation.Names.TypeOf(url) ?? SingleType()) is { } constrained
            ? Allow(constrained, built, [url]) : $"{url} is not known here, and its type cannot be told from {node.Id}.";
    }

    // A profile that is not known here constrains the one type that the element has.
    private TypeDefinition? SingleType() => node.BaseTypes.Count == 1 ? node.BaseTypes[0] : null;

    private string? Allow(TypeDefinition type, ElementNode? root, IReadOnlyList<string> profiles)
    {
        if (!node.BaseTypes.Any(t => type.Is(t.Name)))
        {
            return $"{type.Name} is not a type of {node.Id}, which can be {string.Join(", ", node.BaseTypes.Select(t => t.Name))}.";
        }

        var entry = Entry(type.Name);
        foreach (var profile in profiles)
        {
            Append(entry, "profile", profile);
        }

        Only.Add(new OnlyType(type, root));
        return null;
    }

    private string? AddTargets(string code, List<Token> inside)
    {
        if (!node.BaseTypes.Any(t => t.Name == code))
        {
            return $"{node.Id} is no {code}; it can be {string.Join(", ", node.BaseTypes.Select(t => t.Name))}.";
        }

        var entry = Entry(code);
        foreach (var target in RuleReader.Divide(inside, "or"))
        {
            if (target is not [{ Kind: TokenKind.Word } name] || compilation.Names.Definition(name.Text) is not { } url)
            {
                return $"{(target.Count > 0 ? target[0].Text : "Nothing")} is not a type, a definition of these files, an alias or an address.";
            }

            Append(entry, "targetProfile", url);
        }

        Only.Add(new OnlyType(compilation.Definitions.Find(code)!, null));
        return null;
    }

    private JsonObject Entry(string code)
    {
        foreach (var known in Json)
        {
            if (known is JsonObject entry && entry["code"]?.GetValue<string>() == code)
            {
                return entry;
            }
        }

        var added = new JsonObject { ["code"] = code };
        Json.Add(added);
        return added;
    }

    private static void Append(JsonObject entry, string name, string url)
    {
        var list = entry[name] as JsonArray ?? [];
        entry[name] ??= list;
        list.Add(url);
    }
}
