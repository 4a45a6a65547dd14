using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Decides whether an item belongs to a slice: the slice's definition and the item are walked together along each discriminator's path.
/// See <see href="https://hl7.org/fhir/R4/profiling.html#discriminator"/>.
/// </summary>
internal sealed class Discriminators(ValidationRun run)
{
    private readonly FhirDocument _document = run.Document;

    public bool Match(ProfileElement slice, Slicing slicing, int item, Profile profile)
    {
        if ((slice.Key ??= SliceKey.Of(slice, slicing, run.Validator.Profiles)) is { IsComplete: true } key)
        {
            return key.Matches(_document, item);
        }

        foreach (var (type, path) in slicing.Discriminators)
        {
            if (!Walk(new Place([slice], run, item), DiscriminatorPath.Parse(path), 0, type, profile))
            {
                return false;
            }
        }

        return slicing.Discriminators.Count > 0;
    }

    // A place in the definitions (all of them hold) and in the item; the run knows the document, which a reference may change.
    private sealed record Place(IReadOnlyList<ProfileElement> Definitions, ValidationRun Run, int Node);

    private static bool Walk(Place place, IReadOnlyList<PathStep> path, int at, string kind, Profile profile)
    {
        if (at == path.Count)
        {
            return Test(place, kind, profile);
        }

        var step = path[at];
        var definitions = Descend(place, step);
        var found = false;
        foreach (var next in Nodes(place, step))
        {
            found = true;
            if (Walk(new Place(definitions, next.Run, next.Node), path, at + 1, kind, profile))
            {
                return true;
            }
        }

        if (!found && step.Kind == StepKind.Resolve && kind == "type" && at == path.Count - 1)
        {
            // A target that is not at hand still names its type.
            return place.Run.References.TypeNamed(place.Node) is { } named && definitions.Any(d => d.Types?.Any(t => t.Code == named.Name) == true);
        }

        return !found && at == path.Count - 1 && IsAbsenceWanted(definitions, kind);
    }

    // What is not there fits where the slice says that it is not there.
    private static bool IsAbsenceWanted(List<ProfileElement> definitions, string kind)
    {
        foreach (var definition in definitions)
        {
            if (definition.Max == 0)
            {
                return true;
            }
        }

        return kind == "exists" && definitions.Count > 0 && !definitions.Any(d => d.Min > 0);
    }

    private static bool Test(Place place, string kind, Profile profile) => kind switch
    {
        "exists" => !place.Definitions.Any(d => d.Max == 0) && place.Definitions.Any(d => d.Min > 0),
        "type" => TestType(place),
        "profile" => TestProfile(place),
        _ => TestValue(place, profile),
    };

    private static bool TestType(Place place)
    {
        var type = place.Run.Definitions.Types[place.Run.Document.Nodes[place.Node].Type];
        var said = false;
        foreach (var definition in place.Definitions)
        {
            var types = definition.Types ?? (definition is { IsChoice: true, SliceName: null, Slices.Count: > 0 } ? [.. definition.Slices.SelectMany(s => s.Types ?? [])] : null);
            if (types is null)
            {
                if (definition.Type is { } only && definition.Children.Count + (definition.IsChoice ? 1 : 0) > 0)
                {
                    said = true;
                    if (!type.Is(only.Name))
                    {
                        return false;
                    }
                }

                continue;
            }

            said = true;
            if (!types.Any(t => type.Is(t.Code)))
            {
                return false;
            }
        }

        return said;
    }

    private static bool TestProfile(Place place)
    {
        var said = false;
        foreach (var definition in place.Definitions)
        {
            var profiles = definition.Types?.SelectMany(t => t.Profiles).ToList();
            if (profiles is not { Count: > 0 })
            {
                continue;
            }

            said = true;
            if (!profiles.Any(p => place.Run.Follows(p, place.Node) == true))
            {
                return false;
            }
        }

        // A reference's target is known by the slice's own definition of the target: it has no types of its own.
        return said || (place.Definitions.Count > 0 && place.Definitions.All(d => FollowsElement(place, d)));
    }

    private static bool FollowsElement(Place place, ProfileElement definition)
    {
        var before = place.Run.Log.BeginTrial();
        place.Run.Elements.Check(definition, place.Node, Anonymous(place, definition));
        return place.Run.Log.EndTrial(before);
    }

    private static Profile Anonymous(Place place, ProfileElement root) => new()
    {
        Url = root.Id, Version = "", Type = root.Type ?? place.Run.Definitions.Types[place.Run.Document.Nodes[place.Node].Type], Root = root, IsAbstract = false,
        Contexts = [], ContextInvariants = [], Problems = [],
    };

    private static bool TestValue(Place place, Profile profile)
    {
        var said = false;
        foreach (var definition in place.Definitions)
        {
            var isDirect = definition.Fixed is not null || definition.Pattern is not null || definition.Binding is { Strength: BindingStrength.Required };
            if (!isDirect && !SaysAnything(definition))
            {
                continue;
            }

            said = true;
            var before = place.Run.Log.BeginTrial();
            if (isDirect)
            {
                place.Run.Elements.CheckValue(definition, place.Node, profile);
            }
            else
            {
                place.Run.Elements.Check(definition, place.Node, profile);
            }

            if (!place.Run.Log.EndTrial(before))
            {
                return false;
            }
        }

        return said;
    }

    private static bool SaysAnything(ProfileElement definition) =>
        definition.Children.Any(c => c.Fixed is not null || c.Pattern is not null || c.Min > 0 || c.Binding is not null || SaysAnything(c) || c.Slices.Any(SaysAnything))
        || definition.Types is { } types && types.Any(t => t.Profiles.Count > 0);

    private static List<ProfileElement> Descend(Place place, PathStep step)
    {
        var below = new List<ProfileElement>();
        foreach (var definition in place.Definitions)
        {
            switch (step.Kind)
            {
                case StepKind.Resolve:
                    AddTargets(below, place, definition);
                    break;
                case StepKind.OfType:
                    below.Add(definition);
                    below.AddRange(definition.Slices.Where(s => s.Types is { } t && t.Any(x => x.Code == step.Name)));
                    break;
                default:
                    AddChild(below, definition, step);
                    foreach (var root in Roots(place, definition.Types?.SelectMany(t => t.Profiles)))
                    {
                        AddChild(below, root, step);
                    }

                    break;
            }
        }

        return below;
    }

    private static void AddChild(List<ProfileElement> below, ProfileElement parent, PathStep step)
    {
        if (parent.Child(step.Kind == StepKind.Extension ? "extension" : step.Name) is not { } child)
        {
            return;
        }

        if (step.Kind == StepKind.Extension)
        {
            below.AddRange(child.Slices.Where(s => s.SliceName is not null && (s.Types?.Any(t => t.Profiles.Contains(step.Name)) == true || IsFixedUrl(s, step.Name))));
            return;
        }

        below.Add(child);
    }

    private static bool IsFixedUrl(ProfileElement slice, string url) => slice.Child("url")?.Fixed is { } value && value.Document.Text(value.Node) == url;

    // Several targets are alternatives, so they become one definition that allows each of their types.
    private static void AddTargets(List<ProfileElement> below, Place place, ProfileElement definition)
    {
        var urls = definition.Types?.SelectMany(t => t.TargetProfiles).ToList() ?? [];
        if (urls.Count == 1)
        {
            below.AddRange(Roots(place, urls));
        }
        else if (urls.Count > 1)
        {
            below.Add(new ProfileElement { Name = "", Id = definition.Id, Types = [.. Roots(place, urls).SelectMany(r => r.Types!)] });
        }
    }

    private static IEnumerable<ProfileElement> Roots(Place place, IEnumerable<string>? urls)
    {
        foreach (var url in urls ?? [])
        {
            if (place.Run.Validator.Profiles.Find(url) is { } profile)
            {
                yield return profile.AsValue;
            }
            else if (Profiles.IsBaseType(place.Run.Definitions, url))
            {
                var type = Profiles.TypeName(url);
                yield return new ProfileElement { Name = type, Id = type, Type = place.Run.Definitions.Find(type), Types = [new ProfileType(type, [], [], [])] };
            }
        }
    }

    private static IEnumerable<(ValidationRun Run, int Node)> Nodes(Place place, PathStep step)
    {
        var document = place.Run.Document;
        switch (step.Kind)
        {
            case StepKind.Resolve:
                if (place.Run.References.Resolve(place.Node) is { } target && place.Run.Into(target.Document) is { } inner)
                {
                    yield return (inner, target.Node);
                }

                yield break;
            case StepKind.OfType:
                if (place.Run.Definitions.Types[document.Nodes[place.Node].Type].Is(step.Name))
                {
                    yield return (place.Run, place.Node);
                }

                yield break;
            default:
                break;
        }

        var holder = document.Nodes[place.Node].Kind == NodeKind.Object ? place.Node : document.Nodes[place.Node].Twin;
        if (holder == 0 && place.Node != 0)
        {
            yield break;
        }

        for (var i = holder + 1; i < document.Nodes[holder].End; i = document.Nodes[i].End)
        {
            var element = place.Run.Definitions.Types[document.Nodes[holder].Type].Elements[document.Nodes[i].Ordinal];
            if (!place.Run.Elements.IsElement(i))
            {
                continue;
            }

            if (step.Kind == StepKind.Extension
                ? element.Name == "extension" && new NodeReader(document, i).Child("url"u8)?.Text() == step.Name
                : element.Name == step.Name || (element.Choice.Length > 0 && element.Choice == step.Name))
            {
                yield return (place.Run, i);
            }
        }
    }
}

internal enum StepKind
{
    Child,
    Extension,
    OfType,
    Resolve,
}

internal readonly record struct PathStep(StepKind Kind, string Name);

/// <summary>The small part of FHIRPath that discriminators are written in.</summary>
internal static class DiscriminatorPath
{
    public static IReadOnlyList<PathStep> Parse(string path)
    {
        var steps = new List<PathStep>();
        foreach (var part in Split(path))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            var argument = open < 0 ? "" : part[(open + 1)..].TrimEnd(')').Trim().Trim('\'', '"');
            switch (open < 0 ? part : part[..open])
            {
                case "$this" or "":
                    break;
                case "resolve" when open >= 0:
                    steps.Add(new PathStep(StepKind.Resolve, ""));
                    break;
                case "extension" when open >= 0:
                    steps.Add(new PathStep(StepKind.Extension, argument));
                    break;
                case "ofType" or "as" when open >= 0:
                    steps.Add(new PathStep(StepKind.OfType, argument));
                    break;
                default:
                    steps.Add(new PathStep(StepKind.Child, part.Replace("[x]", "", StringComparison.Ordinal)));
                    break;
            }
        }

        return steps;
    }

    // Dots inside quotes belong to an address.
    private static IEnumerable<string> Split(string path)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '\'')
            {
                quoted = !quoted;
            }
            else if (path[i] == '.' && !quoted)
            {
                yield return path[start..i].Trim();
                start = i + 1;
            }
        }

        yield return path[start..].Trim();
    }
}
