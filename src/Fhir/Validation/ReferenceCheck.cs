using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Follows references, and checks what they may point at. See <see href="https://hl7.org/fhir/R4/references.html"/>.</summary>
internal sealed class ReferenceCheck(ValidationRun run)
{
    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;
    private BundleIndex? _bundle;

    /// <summary>The entries of the document, which is a Bundle.</summary>
    public BundleIndex Bundle => _bundle ??= new BundleIndex(_document);

    /// <summary>The resource that a Reference, or a canonical, at this node points at; null when it is not at hand.</summary>
    public (FhirDocument Document, int Node)? Resolve(int node)
    {
        var text = TextOf(node);
        return text.Length == 0 ? null : Resolve(text, node);
    }

    public (FhirDocument Document, int Node)? Resolve(string reference, int from)
    {
        if (reference.Length == 0)
        {
            return null;
        }

        if (reference[0] == '#')
        {
            return Contained(reference[1..], from) is var at && at >= 0 ? (_document, at) : null;
        }

        if (_document.TypeName == "Bundle" && Bundle.Find(reference, from) is var entry && entry >= 0)
        {
            return (_document, entry);
        }

        return run.Validator.Options.Resolve?.Invoke(reference) is { } other ? (other, 0) : null;
    }

    /// <summary>The reference text of a Reference object or of a primitive; empty when there is none.</summary>
    public string TextOf(int node)
    {
        if (_document.Nodes[node].Kind == NodeKind.String)
        {
            return _document.Text(node);
        }

        return _document.Nodes[node].Kind == NodeKind.Object && new NodeReader(_document, node).Child("reference"u8) is { Node.Kind: NodeKind.String } text ? text.Text() : "";
    }

    /// <summary>Type of the resource that a Reference leads to, when that is at hand.</summary>
    public TypeDefinition? TargetAtHand(int node)
    {
        if (!MayBeAtHand(node))
        {
            return null;
        }

        return Resolve(node) is { } target ? run.Definitions.Types[target.Document.Nodes[target.Node].Type] : null;
    }

    /// <summary>The resource type that a reference itself names, by its <c>type</c> or its address; or null.</summary>
    public TypeDefinition? TypeNamed(int node)
    {
        var reader = new NodeReader(_document, node);
        if (_document.Nodes[node].Kind == NodeKind.Object && reader.Child("type"u8) is { Node.Kind: NodeKind.String } type)
        {
            var name = type.Text();
            return run.Definitions.FindResource(name[(name.LastIndexOf('/') + 1)..]);
        }

        var address = _document.Nodes[node].Kind == NodeKind.String ? node : reader.Child("reference"u8) is { Node.Kind: NodeKind.String } text ? text.Index : -1;
        return address < 0 ? null : TypeIn(_document.Plain(address));
    }

    // Patient/1, https://…/Patient/1, perhaps with /_history/2, a query or a fragment behind it.
    private TypeDefinition? TypeIn(ReadOnlySpan<byte> address)
    {
        var end = address.IndexOfAny((byte)'?', (byte)'#');
        address = end >= 0 ? address[..end] : address;
        var history = address.IndexOf("/_history/"u8);
        address = history >= 0 ? address[..history] : address;
        var id = address.LastIndexOf((byte)'/');
        if (id <= 0)
        {
            return null;
        }

        var type = address[(address[..id].LastIndexOf((byte)'/') + 1)..id];
        if (type.Length > 64)
        {
            return null;
        }

        Span<char> name = stackalloc char[type.Length];
        return Encoding.Latin1.GetChars(type, name) > 0 && run.Definitions.Find(name) is { Kind: TypeKind.Resource, IsAbstract: false } found ? found : null;
    }

    /// <summary>
    /// True for an http address that ends as those of resources do, […]/[type]/[id], but whose [type] is none of R4's. An address of another
    /// form may be anything.
    /// </summary>
    public bool NamesNoType(int node)
    {
        var address = _document.Nodes[node].Kind == NodeKind.Object && new NodeReader(_document, node).Child("reference"u8) is { Node.Kind: NodeKind.String } text ? _document.Plain(text.Index) : default;
        var scheme = address.StartsWith("http://"u8) ? 7 : address.StartsWith("https://"u8) ? 8 : 0;
        if (scheme == 0 || address.IndexOfAny((byte)'?', (byte)'#') >= 0)
        {
            return false;
        }

        var path = address[scheme..].TrimEnd((byte)'/');
        return path.Count((byte)'/') >= 2 && TypeIn(address) is null;
    }

    // Most references lead out of the document, and there is nobody to ask.
    private bool MayBeAtHand(int node) =>
        run.Validator.Options.Resolve is not null || _document.TypeName == "Bundle"
        || (_document.Nodes[node].Kind == NodeKind.Object && new NodeReader(_document, node).Child("reference"u8) is { } text && _document.Plain(text.Index) is [(byte)'#', ..]);

    /// <summary>Checks a Reference against the profiles that its target may follow.</summary>
    public void CheckTargets(IReadOnlyList<string> targets, IReadOnlyList<string> aggregation, int node)
    {
        if (aggregation.Count > 0 && TextOf(node) is { Length: > 0 } given)
        {
            CheckAggregation(aggregation, given, node);
        }

        if (!MayBeAtHand(node) || Resolve(node) is not { } target)
        {
            CheckNamedType(targets, node);
            return;
        }

        if (run.Into(target.Document) is { } inner && !FollowsAny(inner, target.Node, targets))
        {
            var type = run.Definitions.Types[target.Document.Nodes[target.Node].Type].Name;
            var list = string.Join(", ", targets);
            _log.Error(
                node, "structure", $"The reference '{TextOf(node)}' leads to a {type} that follows none of {list}.", $"Referencen '{TextOf(node)}' fører til en {type}, som ikke følger nogen af {list}.");
        }
    }

    // A profile that is not known here cannot be the ground for a refusal, if the type fits.
    private static bool FollowsAny(ValidationRun inner, int node, IReadOnlyList<string> targets)
    {
        foreach (var url in targets)
        {
            if (inner.Follows(url, node) ?? true)
            {
                return true;
            }
        }

        return targets.Count == 0;
    }

    private void CheckNamedType(IReadOnlyList<string> targets, int node)
    {
        if (TypeNamed(node) is not { } type)
        {
            return;
        }

        for (var i = 0; i < targets.Count; i++)
        {
            if (Profiles.BaseType(run.Definitions, targets[i]) is { } allowed ? type.Is(allowed.Name) : run.Validator.Profiles.Find(targets[i]) is not { } profile || type.Is(profile.Type.Name))
            {
                return;
            }
        }

        if (targets.Count > 0)
        {
            var list = string.Join(", ", targets.Select(t => t[(t.LastIndexOf('/') + 1)..]));
            _log.Error(node, "structure", $"The reference is to a {type.Name}; it may be to: {list}.", $"Referencen er til en {type.Name}; den må være til: {list}.");
        }
    }

    private void CheckAggregation(IReadOnlyList<string> modes, string text, int node)
    {
        if (modes.Count == 0)
        {
            return;
        }

        var isContained = text[0] == '#';
        var isBundled = !isContained && _document.TypeName == "Bundle" && Bundle.Find(text, node) >= 0;
        if (!(isContained ? modes.Contains("contained") : isBundled ? modes.Contains("bundled") || modes.Contains("referenced") : modes.Contains("referenced")))
        {
            var how = isContained ? "contained" : isBundled ? "bundled" : "referenced";
            _log.Error(
                node, "structure", $"The target is {how}; it must be {string.Join(" or ", modes)}.", $"Målet er {how}; det skal være {string.Join(" eller ", modes)}.");
        }
    }

    // Ids of contained resources are unique within the outermost resource that contains them.
    private int Contained(string id, int from)
    {
        var container = Container(from);
        if (id.Length == 0)
        {
            return container;
        }

        for (var i = container + 1; i < _document.Nodes[container].End; i = _document.Nodes[i].End)
        {
            if (_document.Nodes[i].Kind == NodeKind.Object && run.Definitions.Types[_document.Nodes[container].Type].Elements[_document.Nodes[i].Ordinal].Name == "contained"
                && new NodeReader(_document, i).Child("id"u8)?.Text() == id)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The resource that stands on its own (root, entry of a bundle, value of a parameter) around a node.</summary>
    public int Container(int node)
    {
        for (var i = node; ; i = _document.Nodes[i].Parent)
        {
            if (_document.Nodes[i].Parent < 0)
            {
                return i;
            }

            if (run.Definitions.Types[_document.Nodes[i].Type].Kind == TypeKind.Resource
                && run.Definitions.Types[_document.Nodes[_document.Nodes[i].Parent].Type].Elements[_document.Nodes[i].Ordinal].Name != "contained")
            {
                return i;
            }
        }
    }
}
