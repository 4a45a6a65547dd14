using System.Buffers;
using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Patching;

/// <summary>
/// A resource while the operations of a FHIRPath Patch are applied: the JSON that is changed, and the document of the last state that was
/// right, in which paths are found.
/// </summary>
internal sealed class ResourceEditor(FhirDocument document, PatchLimits limits, FhirPathContext context)
{
    // Every operation reads the resource anew, at some 60 MB/s: this keeps a patch under two seconds.
    private const long MostBytesRead = 96 * 1024 * 1024;

    private readonly JsonTree _root = JsonTree.Parse(document.Json, limits, "resource");
    private readonly List<PathNode> _nodes = [];
    private TimeSpan _evaluating;
    private long _bytesRead;

    /// <summary>The resource as the last <see cref="Commit"/> left it.</summary>
    public FhirDocument Document { get; private set; } = document;

    public void Apply(PatchOperation operation)
    {
        Select(operation.Path);
        switch (operation.Type)
        {
            case "add":
                Add(operation, operation.Name!, operation.Value!);
                break;
            case "insert":
                Insert(operation, operation.Value!, operation.Index!.Value);
                break;
            case "replace":
                Replace(Single(operation.Path), operation.Value!);
                break;
            case "move":
                Move(operation, operation.Source!.Value, operation.Destination!.Value);
                break;
            default:
                if (_nodes.Count > 0)
                {
                    Delete(Single(operation.Path));
                }

                break;
        }
    }

    /// <summary>Reads the changed resource. What is missing may still come, unless <paramref name="options"/> say that it was the last change.</summary>
    public ParseResult Commit(ParseOptions options)
    {
        var output = new ArrayBufferWriter<byte>(Document.Json.Length + 256);
        _root.WriteTo(output);
        _bytesRead += output.WrittenCount;
        if (output.WrittenCount > limits.MaxBytes || _bytesRead > MostBytesRead)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, "The patch has too many operations for a resource of this size: send it in several parts.");
        }

        var result = FhirDocument.Parse(output.WrittenSpan.ToArray(), options);
        Document = result.Document ?? Document;
        return result;
    }

    private void Add(PatchOperation operation, string name, PatchValue value)
    {
        var node = Single(operation.Path);
        var type = node.Type;
        var element = ValueBuilder.Element(type, name, value);
        var owner = Owner(node);
        var slots = new ElementSlots(owner, element);
        var taken = element.Choice.Length > 0
            ? type.Elements.FirstOrDefault(e => e.Choice == element.Choice && new ElementSlots(owner, e).Items.Count > 0)
            : !element.IsList && slots.Items.Count > 0 ? element : null;
        if (taken is not null)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"{operation.Path} already has {taken.Name}, which stands once: replace it.");
        }

        slots.Items.Add(ValueBuilder.Build(element, value));
        slots.Store();
    }

    private void Insert(PatchOperation operation, PatchValue value, int index)
    {
        var (slots, element) = List(operation);
        if (index > slots.Items.Count)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"Index {index} lies behind the end of {operation.Path}, which has {slots.Items.Count} items.");
        }

        slots.Items.Insert(index, ValueBuilder.Build(element, value));
        slots.Store();
    }

    private void Move(PatchOperation operation, int source, int destination)
    {
        var (slots, _) = List(operation);
        if (Math.Max(source, destination) >= slots.Items.Count)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"Index {Math.Max(source, destination)} lies behind the last item of {operation.Path}, which has {slots.Items.Count}.");
        }

        var item = slots.Items[source];
        slots.Items.RemoveAt(source);
        slots.Items.Insert(destination, item);
        slots.Store();
    }

    private void Replace(PathNode node, PatchValue value)
    {
        var (owner, type, old, index) = Place(node);
        var slots = new ElementSlots(owner, old);
        var element = old.Choice.Length > 0 ? ValueBuilder.Element(type, old.Choice, value) : old;
        var built = ValueBuilder.Build(element, value);
        if (element != old)
        {
            slots.Items.Clear();
            slots.Store();
            slots = new ElementSlots(owner, element);
            slots.Items.Add(built);
        }
        else
        {
            slots.Items[index] = built;
        }

        slots.Store();
    }

    private void Delete(PathNode node)
    {
        var (owner, _, element, index) = Place(node);
        var slots = new ElementSlots(owner, element);
        slots.Items.RemoveAt(index);
        slots.Store();
        Prune(node.Node.Parent, owner);
    }

    // An object without content may not stand in a resource: it goes with its last element.
    private void Prune(int node, JsonTree tree)
    {
        if (tree.Members.Count > 0 || Document.Nodes[node].Parent < 0)
        {
            return;
        }

        var (owner, _, element, index) = Place(new PathNode(Document, node));
        var slots = new ElementSlots(owner, element);
        var isCompanion = (Document.Nodes[node].Flags & NodeFlags.Companion) != 0;
        slots.Items[index] = isCompanion ? (slots.Items[index].Value, null) : (null, slots.Items[index].Companion);
        slots.Store();
        Prune(Document.Nodes[node].Parent, owner);
    }

    private void Select(string path)
    {
        _nodes.Clear();
        Evaluate(path);
    }

    private void Evaluate(string path)
    {
        var isPath = FhirPathExpression.TryCompile(path, out var expression, out var error) || FhirPathExpression.TryCompile(PatchPath.Delimited(path), out expression, out _);
        var started = context.Clock.GetTimestamp();
        var outcome = isPath ? expression!.Evaluate(Document, context) : null;
        _evaluating += context.Clock.GetElapsedTime(started);
        if (_evaluating.TotalMilliseconds > limits.MaxMilliseconds)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, $"The paths take more than {limits.MaxMilliseconds} ms to evaluate: use simpler ones.");
        }

        error = isPath ? outcome!.Error : error;
        if (error is not null)
        {
            throw new PatchRefusedException(
                error.Kind == FhirPathErrorKind.Execution ? PatchErrorKind.Target : PatchErrorKind.Invalid,
                string.Create(CultureInfo.InvariantCulture, $"The path cannot be evaluated: {error.Message} (character {error.Position + 1})"));
        }

        foreach (var value in outcome!.Values)
        {
            _nodes.Add(value.IsElement && value.Item.Node.Document == Document ? value.Item.Node : throw new PatchRefusedException(
                PatchErrorKind.Target, "The path leads to a value or another resource, not to an element of this one."));
        }
    }

    private PathNode Single(string path) => _nodes.Count switch
    {
        1 => _nodes[0],
        0 => throw new PatchRefusedException(PatchErrorKind.Target, $"Nothing is found at {path}: add the element that should be there first."),
        _ => throw new PatchRefusedException(PatchErrorKind.Target, $"{_nodes.Count} elements are found at {path}; an operation is on one: name it by its index, as in [0]."),
    };

    // The whole list that a path leads to. One that is empty has no element to find: its owner is found instead.
    private (ElementSlots Slots, ElementDefinition Element) List(PatchOperation operation)
    {
        if (_nodes.Count == 0)
        {
            return EmptyList(operation);
        }

        var (owner, _, element, _) = Place(_nodes[0]);
        var slots = new ElementSlots(owner, element);
        if (!element.IsList || _nodes.Count != slots.Items.Count || _nodes.Exists(n => n.Node.Parent != _nodes[0].Node.Parent || n.Node.Ordinal != _nodes[0].Node.Ordinal))
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"{operation.Path} is not one whole list, as '{operation.Type}' needs, such as Patient.name.");
        }

        return (slots, element);
    }

    private (ElementSlots Slots, ElementDefinition Element) EmptyList(PatchOperation operation)
    {
        var dot = operation.Path.LastIndexOf('.');
        var name = operation.Path[(dot + 1)..].Trim();
        if (dot > 0 && operation.Value is not null && name.All(char.IsAsciiLetterOrDigit))
        {
            Evaluate(operation.Path[..dot]);
            if (_nodes is [var node] && node.Type.Find(name) is { IsList: true } element)
            {
                return (new ElementSlots(Owner(node), element), element);
            }
        }

        throw new PatchRefusedException(PatchErrorKind.Target, $"No list is found at {operation.Path}.");
    }

    // Where an element stands: the JSON object it is in, and which occurrence it is.
    private (JsonTree Owner, TypeDefinition Type, ElementDefinition Element, int Index) Place(PathNode place)
    {
        ref readonly var node = ref place.Node;
        if (node.Parent < 0)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, "The operation is on an element of the resource, not on the resource itself.");
        }

        var type = Document.Definitions.Types[Document.Nodes[node.Parent].Type];
        return (Tree(node.Parent), type, type.Elements[node.Ordinal], IndexOf(place.Index));
    }

    // The JSON object that takes an element's children: for a primitive its twin, made when there is none.
    private JsonTree Owner(PathNode place)
    {
        if (place.Type.Kind != TypeKind.Primitive)
        {
            return Tree(place.Index);
        }

        var (owner, _, element, index) = Place(place);
        var slots = new ElementSlots(owner, element);
        var companion = slots.Items[index].Companion ?? JsonTree.Object();
        slots.Items[index] = (slots.Items[index].Value, companion);
        slots.Store();
        return companion;
    }

    private JsonTree Tree(int index)
    {
        ref readonly var node = ref Document.Nodes[index];
        if (node.Parent < 0)
        {
            return _root;
        }

        var name = Document.Definitions.Types[Document.Nodes[node.Parent].Type].Elements[node.Ordinal].Utf8Name;
        var value = Tree(node.Parent).Find((node.Flags & NodeFlags.Companion) == 0 ? name : [(byte)'_', .. name])!;
        return value.IsArray ? value.Items[IndexOf(index)] : value;
    }

    private int IndexOf(int index)
    {
        ref readonly var node = ref Document.Nodes[index];
        var count = 0;
        for (var i = node.Parent + 1; i < index; i = Document.Nodes[i].End)
        {
            ref readonly var other = ref Document.Nodes[i];
            count += other.Ordinal == node.Ordinal && ((other.Flags ^ node.Flags) & NodeFlags.Companion) == 0 ? 1 : 0;
        }

        return count;
    }
}
