using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Checks extensions against their definitions, and where they stand. See <see href="https://hl7.org/fhir/R4/defining-extensions.html#context"/>.</summary>
internal sealed class ExtensionCheck(ValidationRun run)
{
    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;

    public void Check(int node)
    {
        var reader = new NodeReader(_document, node);
        if (reader.Child("url"u8) is not { Node.Kind: NodeKind.String } address)
        {
            return;
        }

        var url = address.Text();
        var parent = _document.Nodes[node].Parent;
        var isModifier = run.Definitions.Types[_document.Nodes[parent].Type].Elements[_document.Nodes[node].Ordinal].Name == "modifierExtension";
        if (!IsAbsolute(url))
        {
            CheckRelative(url, parent, address.Index);
            return;
        }

        if (url.Contains('|', StringComparison.Ordinal))
        {
            _log.Error(address.Index, "value", "The url of an extension has no version ('|…').", "En udvidelses url har ingen version ('|…').");
            return;
        }

        if (run.Validator.Profiles.Find(url) is not { } profile)
        {
            ReportUnknown(url, isModifier, address.Index);
            return;
        }

        if (profile.Type.Name != "Extension")
        {
            _log.Error(address.Index, "structure", $"{url} is a profile of {profile.Type.Name}, not an extension.", $"{url} er en profil af {profile.Type.Name}, ikke en udvidelse.");
            return;
        }

        if (profile.Contexts.Count > 0 && !profile.Contexts.Any(c => Fits(c, parent)))
        {
            var allowed = string.Join(", ", profile.Contexts.Select(c => c.Expression));
            _log.Error(
                node, "extension", $"The extension {url} may not stand on {PlaceName(parent)}; it may stand on: {allowed}.", $"Udvidelsen {url} må ikke stå på {PlaceName(parent)}; den må stå på: {allowed}.");
        }

        CheckContextInvariants(profile, parent, node);
        run.CheckProfile(profile, node);
    }

    private static bool IsAbsolute(string url) => url.Contains(':', StringComparison.Ordinal);

    private void CheckRelative(string url, int parent, int node)
    {
        if (run.Definitions.Types[_document.Nodes[parent].Type].Name != "Extension")
        {
            _log.Error(node, "value", $"The url '{url}' of an extension must be absolute.", $"Url'en '{url}' på en udvidelse skal være absolut.");
        }
        else if (Definition(parent) is { } definition && definition.Root.Child("extension") is not { Slicing.Rules: SlicingRules.Closed } && !(definition.Root.Child("extension")?.Slices.Exists(s => IsFor(s, url)) ?? false))
        {
            _log.Error(
                node, "extension", $"'{url}' is not a part of the extension {definition.Url}: {Parts(definition)}.", $"'{url}' er ikke en del af udvidelsen {definition.Url}: {Parts(definition)}.");
        }
    }

    // Known only for an extension that stands by itself: the parts of a part are in the outer definition.
    private Profile? Definition(int extension) =>
        new NodeReader(_document, extension).Child("url"u8) is { Node.Kind: NodeKind.String } url && IsAbsolute(url.Text()) ? run.Validator.Profiles.Find(url.Text()) : null;

    private static bool IsFor(ProfileElement slice, string url) => slice.SliceName == url || slice.Child("url")?.Fixed is { } value && value.Document.Text(value.Node) == url;

    private static string Parts(Profile definition) => string.Join(", ", definition.Root.Child("extension")?.Slices.Select(s => s.SliceName) ?? []);

    private void ReportUnknown(string url, bool isModifier, int node)
    {
        if (isModifier)
        {
            _log.Error(
                node, "extension", $"The modifier extension {url} is not known here, and it may change the meaning of the resource. Load its definition.",
                $"Modifier-udvidelsen {url} kendes ikke her, og den kan ændre ressourcens betydning. Indlæs dens definition.");
        }
        else if (url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal))
        {
            _log.Warning(
                node, "extension", $"{url} is not an extension that R4 defines; later ones come in packages of their own. It was not checked.",
                $"{url} er ikke en udvidelse, som R4 definerer; senere kommer i egne pakker. Den er ikke kontrolleret.");
        }
        else
        {
            _log.Add(
                node, run.Validator.Options.UnknownExtensions, "extension", $"The extension {url} is not known here, so it cannot be checked. Load its definition.",
                $"Udvidelsen {url} kendes ikke her og kan derfor ikke kontrolleres. Indlæs dens definition.");
        }
    }

    private bool Fits((string Type, string Expression) context, int parent)
    {
        switch (context.Type)
        {
            case "extension":
                return IsExtension(parent, context.Expression) || (_document.Nodes[parent].Parent is var above && above >= 0 && IsExtension(above, context.Expression));
            case "fhirpath":
                return FhirPathExpression.TryCompile(context.Expression, out var expression, out _) && run.Expressions.Selects(expression, parent);
            default:
                return IsElement(context.Expression, parent);
        }
    }

    // The extension itself, or its value.
    private bool IsExtension(int node, string url) =>
        run.Definitions.Types[_document.Nodes[node].Type].Name == "Extension"
        && new NodeReader(_document, node).Child("url"u8) is { Node.Kind: NodeKind.String } address && address.Text() == url;

    private bool IsElement(string expression, int parent)
    {
        var hash = expression.IndexOf('#', StringComparison.Ordinal);
        var path = hash >= 0 ? expression[(hash + 1)..] : expression;
        path = path[(path.LastIndexOf('/') + 1)..];
        if (path is "Element" or "*" || IsType(path, parent))
        {
            return true;
        }

        ref readonly var node = ref _document.Nodes[parent];
        if (node.Parent < 0)
        {
            return false;
        }

        var owner = run.Definitions.Types[_document.Nodes[node.Parent].Type];
        var element = owner.Elements[node.Ordinal];
        if (path == element.Path || path == element.Path.Replace("[x]", "", StringComparison.Ordinal) || path == $"{owner.Name}.{element.Name}")
        {
            return true;
        }

        for (var type = owner.BaseType; type is not null; type = type.BaseType)
        {
            if (path == $"{type.Name}.{element.Name}")
            {
                return true;
            }
        }

        return false;
    }

    // The twin of a primitive has the type Element; the primitive's own type is what the element says.
    private bool IsType(string name, int parent)
    {
        ref readonly var node = ref _document.Nodes[parent];
        var type = (node.Flags & NodeFlags.Companion) != 0
            ? run.Definitions.Types[_document.Nodes[node.Parent].Type].Elements[node.Ordinal].Type : run.Definitions.Types[node.Type];
        return type.Is(name) || (type.Kind == TypeKind.Resource && name == "CanonicalResource" && type.Find("url") is not null);
    }

    private string PlaceName(int parent)
    {
        ref readonly var node = ref _document.Nodes[parent];
        return node.Parent < 0 ? run.Definitions.Types[node.Type].Name : run.Definitions.Types[_document.Nodes[node.Parent].Type].Elements[node.Ordinal].Path;
    }

    private void CheckContextInvariants(Profile profile, int parent, int node)
    {
        foreach (var text in profile.ContextInvariants)
        {
            if (FhirPathExpression.TryCompile(text, out var expression, out _) && run.Expressions.IsTrue(expression, parent) == false)
            {
                _log.Error(node, "invariant", $"The extension {profile.Url} may only stand where this holds: {text}", $"Udvidelsen {profile.Url} må kun stå, hvor dette gælder: {text}");
            }
        }
    }
}
