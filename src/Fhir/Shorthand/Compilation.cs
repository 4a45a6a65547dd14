using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>Builds the definitions of files that are read together, each when it is first needed.</summary>
internal sealed class Compilation
{
    // Of parents and types that need each other to be built.
    private const int MostDeep = 50;

    private readonly Dictionary<Entity, StructureBuilder?> _built = [];
    private int _depth;

    public Compilation(R4Definitions definitions, ProblemLog problems)
    {
        Definitions = definitions;
        Problems = problems;
        Names = new NameTable(definitions, problems);
    }

    public R4Definitions Definitions { get; }

    public ProblemLog Problems { get; }

    public NameTable Names { get; }

    /// <summary>The definition, or null when it cannot be made (which has been told) or is being made.</summary>
    public StructureBuilder? Build(Entity entity)
    {
        if (_built.TryGetValue(entity, out var known))
        {
            return known;
        }

        _built[entity] = null;
        if (_depth >= MostDeep)
        {
            Problems.Add(entity.File, entity.Position, $"{entity.Name} stands behind more than {MostDeep} definitions that need each other: shorten the chain of parents.");
            return null;
        }

        _depth++;
        _built[entity] = Make(entity);
        _depth--;
        return _built[entity];
    }

    private StructureBuilder? Make(Entity entity)
    {
        var parentName = entity.Item("Parent") ?? (entity.Kind == EntityKind.Extension ? "Extension" : null);
        if (parentName is null)
        {
            Problems.Add(entity.File, entity.Position, $"The profile {entity.Name} needs Parent: with a type or a profile.");
            return null;
        }

        var parent = Names.Find(parentName, EntityKind.Profile, EntityKind.Extension) is { } named ? Build(named) : null;
        var url = Names.Definition(parentName);
        var type = parent?.Type ?? (url is null ? null : Names.TypeOf(url));
        if (url is null || type is null)
        {
            Problems.Add(entity.File, entity.PositionOf("Parent"), $"{parentName} is not a type of R4, a definition of these files or a profile of R4, or it is derived from itself.");
            return null;
        }

        var builder = new StructureBuilder(this, entity, type, url, parent);
        builder.ApplyRules();
        return builder;
    }
}

/// <summary>Makes one StructureDefinition.</summary>
internal sealed class StructureBuilder
{
    private readonly Compilation _compilation;
    private readonly Entity _entity;
    private readonly ElementTree _tree;
    private readonly JsonObject _structure;

    public StructureBuilder(Compilation compilation, Entity entity, TypeDefinition type, string parentUrl, StructureBuilder? parent)
    {
        _compilation = compilation;
        _entity = entity;
        Type = type;
        _tree = new ElementTree(type, parent?._tree, parent is not null || compilation.Names.IsBaseType(parentUrl), (at, message) => compilation.Problems.Add(entity.File, at, message));
        _structure = new JsonObject { ["resourceType"] = "StructureDefinition", ["id"] = entity.Id, ["url"] = entity.Url };
        if (entity.File.Version.Length > 0)
        {
            _structure["version"] = entity.File.Version;
        }

        _structure["name"] = entity.Name;
        foreach (var (keyword, property) in new[] { ("Title", "title"), ("Description", "description") })
        {
            if (entity.Item(keyword) is { } text)
            {
                _structure[property] = text;
            }
        }

        _structure["status"] = "active";
        _structure["fhirVersion"] = "4.0.1";
        _structure["kind"] = type.Kind == TypeKind.Resource ? "resource" : "complex-type";
        _structure["abstract"] = false;
        if (Contexts() is { Count: > 0 } contexts)
        {
            _structure["context"] = contexts;
        }

        _structure["type"] = type.Name;
        _structure["baseDefinition"] = parentUrl;
        _structure["derivation"] = "constraint";
    }

    public TypeDefinition Type { get; }

    public ElementNode Root => _tree.Root;

    public void ApplyRules()
    {
        new RuleReader(_compilation, _entity, _tree, _structure).Apply(_entity.Rules);
        if (_entity.Kind == EntityKind.Extension)
        {
            CompleteExtension();
        }

        foreach (var node in Root.InOrder())
        {
            if (node.Slices.Count > 0 && !node.IsSliced && _tree.IsParentSeen && node.SliceName is null)
            {
                _compilation.Problems.Add(
                    _entity.File, _entity.Position, $"{_entity.Name} divides {node.Id} into slices without saying how they are told apart: add ^slicing.discriminator.type, ^slicing.discriminator.path and ^slicing.rules.");
            }
        }
    }

    public JsonObject Json()
    {
        var elements = new JsonArray();
        foreach (var node in Root.InOrder())
        {
            if (node.Json.Count > 0 || (node.SliceName is not null && node.Children.Count > 0))
            {
                elements.Add(Element(node));
            }
        }

        if (elements.Count == 0)
        {
            elements.Add(Element(Root));
        }

        var structure = (JsonObject)_structure.DeepClone();
        structure["differential"] = new JsonObject { ["element"] = elements };
        return structure;
    }

    private static JsonObject Element(ElementNode node)
    {
        var element = new JsonObject { ["id"] = node.Id, ["path"] = node.Path };
        if (node.SliceName is { } slice)
        {
            element["sliceName"] = slice;
        }

        foreach (var (name, value) in node.Json)
        {
            element[name] = value?.DeepClone();
        }

        return element;
    }

    // An extension has a value or extensions of its own, and its address.
    private void CompleteExtension()
    {
        var at = _entity.Position;
        if (_tree.Find("url", at) is { } url && !url.Json.ContainsKey("fixedUri"))
        {
            url.Json["fixedUri"] = _entity.Url;
        }

        var hasParts = Root.Children.Any(c => c.Name == "extension" && c.Slices.Count > 0);
        if (_tree.Find(hasParts ? "value[x]" : "extension", at) is { } other && !other.Json.ContainsKey("max"))
        {
            other.Json["max"] = "0";
        }
    }

    private JsonArray Contexts()
    {
        var contexts = new JsonArray();
        if (_entity.Kind == EntityKind.Extension && !_entity.Items.ContainsKey("Context"))
        {
            contexts.Add(new JsonObject { ["type"] = "element", ["expression"] = "Element" });
        }

        foreach (var token in _entity.Items.GetValueOrDefault("Context") ?? [])
        {
            var extension = token.Kind == TokenKind.Word ? _compilation.Names.Find(token.Text, EntityKind.Extension) : null;
            contexts.Add(new JsonObject
            {
                ["type"] = token.Kind == TokenKind.Text ? "fhirpath" : extension is null ? "element" : "extension",
                ["expression"] = extension?.Url ?? token.Text,
            });
        }

        return contexts;
    }
}
