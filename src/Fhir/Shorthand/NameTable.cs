using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>What names in shorthand stand for: aliases, the definitions read together by name, id or address, R4's types and profiles.</summary>
internal sealed class NameTable(R4Definitions definitions, ProblemLog problems)
{
    private const string BaseTypes = "http://hl7.org/fhir/StructureDefinition/";

    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entity> _entities = new(StringComparer.Ordinal);

    public void AddAlias(ShorthandFile file, Token name, string value)
    {
        if (!_aliases.TryAdd(name.Text, value) && _aliases[name.Text] != value)
        {
            problems.Add(file, name.Position, $"The alias {name.Text} stands for {_aliases[name.Text]} already; take another name.");
        }
    }

    public void Add(Entity entity)
    {
        var isAddressed = entity.Kind is EntityKind.Profile or EntityKind.Extension or EntityKind.ValueSet;
        foreach (var key in isAddressed ? new HashSet<string> { entity.Name, entity.Id, entity.Url } : [entity.Name])
        {
            if (!_entities.TryAdd(key, entity))
            {
                problems.Add(entity.File, entity.Position, $"{key} is defined already, in {_entities[key].File.Name}; take another name.");
            }
        }
    }

    public Entity? Find(string name, params ReadOnlySpan<EntityKind> kinds) =>
        _entities.GetValueOrDefault(Alias(name)) is { } entity && kinds.Contains(entity.Kind) ? entity : null;

    /// <summary>What an alias stands for; anything else is itself. A version behind <c>|</c> stays.</summary>
    public string Alias(string name)
    {
        var bar = name.IndexOf('|', StringComparison.Ordinal);
        return _aliases.TryGetValue(bar < 0 ? name : name[..bar], out var value) ? value + (bar < 0 ? "" : name[bar..]) : name;
    }

    /// <summary>The address of a profile, an extension or a type; null when the name is none.</summary>
    public string? Definition(string name) =>
        Find(name, EntityKind.Profile, EntityKind.Extension)?.Url ?? (definitions.Find(name) is not null ? BaseTypes + name : Address(name));

    /// <summary>The address of a value set; null when the name is none.</summary>
    public string? ValueSet(string name) => Find(name, EntityKind.ValueSet)?.Url ?? Address(name);

    /// <summary>An address, written out or as an alias; null when the name is neither.</summary>
    public string? Address(string name) => Alias(name) is var text && IsAddress(text) ? text : null;

    /// <summary>The type that a profile constrains, or that a type's address names; null when it is not known here.</summary>
    public TypeDefinition? TypeOf(string url)
    {
        if (url.StartsWith(BaseTypes, StringComparison.Ordinal) && definitions.Find(url[BaseTypes.Length..]) is { } type)
        {
            return type;
        }

        return R4Profiles.TypeOf(url) is { } name ? definitions.Find(name) : null;
    }

    public bool IsBaseType(string url) => url.StartsWith(BaseTypes, StringComparison.Ordinal) && definitions.Find(url[BaseTypes.Length..]) is not null;

    private static bool IsAddress(string text) =>
        text.StartsWith("http:", StringComparison.Ordinal) || text.StartsWith("https:", StringComparison.Ordinal) || text.StartsWith("urn:", StringComparison.Ordinal);
}
