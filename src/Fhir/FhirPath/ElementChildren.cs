using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// The elements directly in an element, each once: a primitive that has a value and a <c>_name</c> twin is one, at the value's node; one
/// that has only a twin is at the twin's. A primitive's own elements (id, extension) are those of its twin.
/// </summary>
internal ref struct ElementChildren
{
    private readonly FhirDocument _document;
    private readonly int _end;
    private int _next;

    public ElementChildren(FhirDocument document, int parent)
    {
        _document = document;
        var holder = Holder(document, parent);
        _next = holder < 0 ? 0 : holder + 1;
        _end = holder < 0 ? 0 : document.Nodes[holder].End;
        Current = -1;
    }

    public int Current { get; private set; }

    public readonly ElementChildren GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_next < _end)
        {
            Current = _next;
            _next = _document.Nodes[_next].End;
            if (IsElement(_document, Current))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The node under which an element's own elements are, or -1.</summary>
    public static int Holder(FhirDocument document, int index)
    {
        ref readonly var node = ref document.Nodes[index];
        return node.Kind == NodeKind.Object ? index
            : node.Twin > 0 && (node.Flags & NodeFlags.Companion) == 0 && document.Nodes[node.Twin].Kind == NodeKind.Object ? node.Twin
            : -1;
    }

    /// <summary>False for a twin whose value stands for both, and for a null that stands for nothing.</summary>
    public static bool IsElement(FhirDocument document, int index)
    {
        ref readonly var node = ref document.Nodes[index];
        return (node.Flags & NodeFlags.Companion) != 0
            ? node.Twin == 0 && node.Kind != NodeKind.Null
            : node.Kind != NodeKind.Null || (node.Twin > 0 && document.Nodes[node.Twin].Kind != NodeKind.Null);
    }
}
