using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Makes a <see cref="Profile"/> of a StructureDefinition: the sparse tree of its base profile with its own differential laid over it.
/// See <see href="https://hl7.org/fhir/R4/profiling.html"/>.
/// </summary>
internal sealed class ProfileCompiler
{
    private readonly R4Definitions _definitions;
    private readonly FhirDocument _document;
    private readonly string _url;
    private readonly List<string> _problems = [];

    private ProfileCompiler(R4Definitions definitions, FhirDocument document, string url)
    {
        _definitions = definitions;
        _document = document;
        _url = url;
    }

    /// <param name="document">A StructureDefinition with derivation constraint.</param>
    /// <param name="find">Gives the profile that it is derived from, or null when there is none but the type.</param>
    public static Profile? Compile(R4Definitions definitions, FhirDocument document, Func<string, Profile?> find)
    {
        var root = document.Root;
        var typeName = root.Child("type"u8)?.Text() ?? "";
        var url = root.Child("url"u8)?.Text() ?? "";
        var type = definitions.Find(typeName[(typeName.LastIndexOf('/') + 1)..]);
        if (type is null || url.Length == 0)
        {
            return null;
        }

        var baseUrl = root.Child("baseDefinition"u8)?.Text();
        var parent = baseUrl is null ? null : find(baseUrl);
        var compiler = new ProfileCompiler(definitions, document, url);
        var tree = parent?.Root.Copy() ?? new ProfileElement { Name = type.Name, Id = type.Name };
        tree.Type = type;
        var isBaseUnknown = parent is null && baseUrl is not null && !Profiles.IsBaseType(definitions, baseUrl);
        compiler.Apply(tree, isBaseUnknown);
        if (isBaseUnknown)
        {
            compiler._problems.Add($"The profile that it is derived from, {baseUrl}, is not known here.");
        }

        return new Profile
        {
            Url = url,
            Version = root.Child("version"u8)?.Text() ?? "",
            Type = type,
            Root = tree,
            Base = parent,
            IsAbstract = root.Child("abstract"u8)?.Node.Kind == NodeKind.True,
            Contexts = [.. DefinitionReader.All(root, "context"u8).Select(c => (c.Child("type"u8)?.Text() ?? "", c.Child("expression"u8)?.Text() ?? ""))],
            ContextInvariants = [.. DefinitionReader.All(root, "contextInvariant"u8).Select(c => c.Text())],
            Problems = compiler._problems,
        };
    }

    // The differential says what the author meant; a snapshot is used where there is no differential, or where it cannot be laid over its base.
    private void Apply(ProfileElement tree, bool isBaseUnknown)
    {
        var differential = _document.Root.Child("differential"u8);
        var snapshot = _document.Root.Child("snapshot"u8);
        var source = isBaseUnknown ? snapshot ?? differential : differential ?? snapshot;
        if (source is not { } list)
        {
            return;
        }

        var place = new PlaceFinder(_definitions, tree);
        foreach (var element in DefinitionReader.All(list, "element"u8))
        {
            var path = element.Child("path"u8)?.Text() ?? "";
            var sliceName = element.Child("sliceName"u8)?.Text();
            if (place.Find(path, element.Child("id"u8)?.Text(), sliceName) is { } target)
            {
                Overlay(target, element);
            }
            else
            {
                _problems.Add($"{path} is not an element of {tree.Type!.Name}.");
            }
        }
    }

    private void Overlay(ProfileElement target, NodeReader source)
    {
        target.Sources.Add(new DefinedValue(_document, source.Index));
        foreach (var child in source.Children)
        {
            if ((child.Node.Flags & NodeFlags.Companion) != 0)
            {
                continue;
            }

            var element = _definitions.Types[source.Node.Type].Elements[child.Node.Ordinal];
            switch (element.Choice.Length > 0 ? element.Choice : element.Name)
            {
                case "min":
                    target.Min = child.Integer();
                    break;
                case "max":
                    target.Max = child.Text() is var max && max == "*" ? int.MaxValue : int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : -1;
                    break;
                case "fixed":
                    target.Fixed = new DefinedValue(_document, child.Index);
                    break;
                case "pattern":
                    target.Pattern = new DefinedValue(_document, child.Index);
                    break;
                case "minValue":
                    target.MinValue = new DefinedValue(_document, child.Index);
                    break;
                case "maxValue":
                    target.MaxValue = new DefinedValue(_document, child.Index);
                    break;
                case "maxLength":
                    target.MaxLength = child.Integer();
                    break;
                case "binding":
                    ReadBinding(target, child);
                    break;
                case "slicing":
                    target.Slicing = DefinitionReader.Slicing(child);
                    break;
                case "extension" when child.Child("url"u8)?.Text() == "http://hl7.org/fhir/StructureDefinition/minLength" && child.Child("valueInteger"u8) is { } least:
                    target.MinLength = least.Integer();
                    break;
                default:
                    break;
            }
        }

        ReadTypes(target, source);
        ReadConstraints(target, source);
    }

    private static void ReadBinding(ProfileElement target, NodeReader binding)
    {
        var set = binding.Child("valueSet"u8)?.Text();
        var strength = binding.Child("strength"u8)?.Text() switch
        {
            "required" => BindingStrength.Required,
            "extensible" => BindingStrength.Extensible,
            "preferred" => BindingStrength.Preferred,
            _ => BindingStrength.Example,
        };
        target.Binding = set is null ? null : new Binding(strength, set);
        target.MaxValueSet = DefinitionReader.All(binding, "extension"u8)
            .FirstOrDefault(e => e.Child("url"u8)?.Text() == "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet") is { Document: not null } max
            ? (max.Child("valueCanonical"u8) ?? max.Child("valueUri"u8))?.Text() : null;
    }

    private void ReadTypes(ProfileElement target, NodeReader source)
    {
        var types = DefinitionReader.All(source, "type"u8).Select(DefinitionReader.Type).ToList();
        if (types.Count == 0)
        {
            return;
        }

        target.Types = types;
        if (types.Count == 1 && _definitions.Find(types[0].Code) is { } only && only.Kind != TypeKind.Primitive)
        {
            // A backbone keeps its own type: the definition names only its base, BackboneElement.
            target.Type = only.IsAbstract && target.Type is not null ? target.Type : only;
        }
        else if (types.Count > 1 && target.IsChoice)
        {
            target.Type = null;
        }
    }

    private void ReadConstraints(ProfileElement target, NodeReader source)
    {
        foreach (var constraint in DefinitionReader.All(source, "constraint"u8))
        {
            var key = constraint.Child("key"u8)?.Text() ?? "";
            var expression = constraint.Child("expression"u8)?.Text();
            if (expression is null || IsBaseConstraint(constraint, key))
            {
                continue;
            }

            target.Invariants.RemoveAll(i => i.Key == key);
            target.Invariants.Add(new ProfileInvariant(
                key, constraint.Child("severity"u8)?.Text() != "warning", constraint.Child("human"u8)?.Text() ?? "", expression,
                constraint.Child("source"u8)?.Text() ?? _url));
        }
    }

    // Snapshots repeat the invariants of the base types, which are checked everywhere already.
    private bool IsBaseConstraint(NodeReader constraint, string key) =>
        key is "ele-1" or "ext-1"
        || (constraint.Child("source"u8)?.Text() is { } source && Profiles.IsBaseType(_definitions, source) && source != _url)
        || _definitions.Find(_document.Root.Child("type"u8)?.Text() ?? "") is { } type && type.Invariants.Any(i => i.Key == key);
}

/// <summary>Reads parts of definitions out of their documents.</summary>
internal static class DefinitionReader
{
    public static List<NodeReader> All(NodeReader node, ReadOnlySpan<byte> name)
    {
        var found = new List<NodeReader>();
        var ordinal = node.Document.Definitions.Types[node.Node.Type].Find(name)?.Ordinal ?? -2;
        foreach (var child in node.Children)
        {
            if (child.Node.Ordinal == ordinal && (child.Node.Flags & NodeFlags.Companion) == 0 && child.Node.Kind != NodeKind.Null)
            {
                found.Add(child);
            }
        }

        return found;
    }

    public static Slicing Slicing(NodeReader slicing) => new(
        [.. All(slicing, "discriminator"u8).Select(d => (d.Child("type"u8)?.Text() ?? "value", d.Child("path"u8)?.Text() ?? "$this"))],
        slicing.Child("rules"u8)?.Text() switch { "closed" => SlicingRules.Closed, "openAtEnd" => SlicingRules.OpenAtEnd, _ => SlicingRules.Open },
        slicing.Child("ordered"u8)?.Node.Kind == NodeKind.True);

    public static ProfileType Type(NodeReader type)
    {
        var code = type.Child("code"u8)?.Text() ?? "";
        return new ProfileType(
            code.StartsWith("http://hl7.org/fhirpath/System.", StringComparison.Ordinal) ? ProfileType.SystemType : code[(code.LastIndexOf('/') + 1)..],
            [.. All(type, "profile"u8).Select(p => p.Text())], [.. All(type, "targetProfile"u8).Select(p => p.Text())],
            [.. All(type, "aggregation"u8).Select(p => p.Text())]);
    }
}

/// <summary>Finds, or makes, the place in a profile's tree that a path of a differential names.</summary>
internal sealed class PlaceFinder(R4Definitions definitions, ProfileElement root)
{
    // The slice that paths without slice names in their id continue in: path → slice names seen last.
    private readonly Dictionary<string, string> _open = [];

    public ProfileElement? Find(string path, string? id, string? sliceName)
    {
        var steps = path.Split('.');
        var slices = SlicesOf(steps, path, id, sliceName);
        var place = root;
        if (slices[0] is { } ofRoot && steps.Length == 1)
        {
            _ = ofRoot; // A name on the root names the profile, not a slice.
        }

        for (var i = 1; i < steps.Length; i++)
        {
            if (Child(place, steps[i]) is not { } child)
            {
                return null;
            }

            place = slices[i] is { } slice ? Slice(child, slice) : child;
        }

        return place;
    }

    private string?[] SlicesOf(string[] steps, string path, string? id, string? sliceName)
    {
        var slices = new string?[steps.Length];
        var parts = id?.Split('.');
        if (parts?.Length == steps.Length && Fits(parts, steps))
        {
            for (var i = 1; i < parts.Length; i++)
            {
                slices[i] = parts[i].IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 ? parts[i][(colon + 1)..] : null;
            }
        }
        else
        {
            for (var i = 1; i < steps.Length; i++)
            {
                slices[i] = _open.GetValueOrDefault(string.Join('.', steps[..(i + 1)]));
            }

            slices[^1] = null;
        }

        foreach (var passed in _open.Keys.Where(k => k == path || k.StartsWith(path + ".", StringComparison.Ordinal)).ToList())
        {
            _open.Remove(passed);
        }

        if (sliceName is not null && steps.Length > 1)
        {
            slices[^1] = sliceName;
            _open[path] = sliceName;
        }

        return slices;
    }

    private static bool Fits(string[] parts, string[] steps)
    {
        for (var i = 1; i < parts.Length; i++)
        {
            var name = parts[i].Split(':')[0];
            if (name != steps[i] && !(name.EndsWith("[x]", StringComparison.Ordinal) && steps[i].StartsWith(name[..^3], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    private ProfileElement? Child(ProfileElement parent, string step)
    {
        var isChoice = step.EndsWith("[x]", StringComparison.Ordinal);
        var name = isChoice ? step[..^3] : step;
        var type = parent.Type ?? FirstType(parent) ?? parent.ChoiceTypes.FirstOrDefault(t => t.Elements.Any(e => e.Name == name || (e.Choice.Length > 0 && e.Choice == name)));
        if (parent.Child(name) is { } known && (known.IsChoice == isChoice || !known.IsChoice))
        {
            return known;
        }

        var element = type?.Elements.FirstOrDefault(e => isChoice ? e.Choice == name : e.Name == name)
            ?? (isChoice ? type?.Elements.FirstOrDefault(e => e.Name == name) : null);
        if (element is null)
        {
            return null;
        }

        if (element.Choice.Length > 0 && !isChoice)
        {
            // valueQuantity: the slice of value[x] for that type.
            var choice = Child(parent, element.Choice + "[x]")!;
            choice.Slicing ??= new Slicing([("type", "$this")], SlicingRules.Open, false);
            var slice = choice.Slices.FirstOrDefault(s => s.Types is [var only] && only.Code == element.Type.Name) ?? Slice(choice, name);
            slice.Types ??= [new ProfileType(element.Type.Name, [], [], [])];
            slice.Type ??= element.Type.Kind == TypeKind.Primitive ? null : element.Type;
            return slice;
        }

        var count = isChoice ? type!.Elements.Count(e => e.Choice == name) : 1;
        var child = new ProfileElement
        {
            Name = name,
            IsChoice = element.Choice.Length > 0,
            Id = $"{parent.Id}.{step}",
            // What a profile says of a primitive's inside is about its id and extensions.
            Type = count > 1 ? null : element.Type.Kind != TypeKind.Primitive ? element.Type : definitions.Find("Element"),
            ChoiceTypes = count == 1 ? [] : [.. type!.Elements.Where(e => e.Choice == name).Select(e => e.Type)],
        };
        parent.Children.Add(child);
        return child;
    }

    private TypeDefinition? FirstType(ProfileElement element) =>
        element.Types is { Count: > 0 } types ? definitions.Find(types[0].Code) : null;

    private ProfileElement Slice(ProfileElement element, string name)
    {
        // A reslice a/b is a slice of the slice a.
        var slash = name.LastIndexOf('/');
        if (slash > 0 && Find(element, name[..slash]) is { } outer)
        {
            element = outer;
        }

        var slice = element.Slices.Find(s => s.SliceName == name);
        if (slice is null)
        {
            slice = new ProfileElement { Name = element.Name, IsChoice = element.IsChoice, Id = $"{element.Id.Split(':')[0]}:{name}", SliceName = name, Type = element.Type, ChoiceTypes = element.ChoiceTypes };
            if (slice.Type is null && element.IsChoice && TypeInName(element, name) is { } byName)
            {
                slice.Type = byName.Kind == TypeKind.Primitive ? null : byName;
                slice.Types = [new ProfileType(byName.Name, [], [], [])];
            }

            element.Slices.Add(slice);
        }

        return slice;
    }

    // A slice of value[x] that is named valueQuantity is about that type even where it does not say so.
    private TypeDefinition? TypeInName(ProfileElement element, string name) =>
        name.StartsWith(element.Name, StringComparison.Ordinal) && name.Length > element.Name.Length
            ? definitions.Find(name[element.Name.Length..]) ?? definitions.Find(char.ToLowerInvariant(name[element.Name.Length]) + name[(element.Name.Length + 1)..])
            : null;

    private static ProfileElement? Find(ProfileElement element, string name)
    {
        foreach (var slice in element.Slices)
        {
            if (slice.SliceName == name || (name.StartsWith(slice.SliceName + "/", StringComparison.Ordinal) && Find(slice, name) is not null))
            {
                return slice.SliceName == name ? slice : Find(slice, name);
            }
        }

        return null;
    }
}
