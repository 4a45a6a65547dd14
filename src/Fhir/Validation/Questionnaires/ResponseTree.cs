using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>One item of a response.</summary>
internal sealed class ResponseItem
{
    /// <summary>The item that this one lies in, or null.</summary>
    public required ResponseItem? Parent { get; init; }

    public required NodeReader Place { get; init; }

    public required string LinkId { get; init; }

    /// <summary>The questionnaire's item; null when it has none of this linkId.</summary>
    public FormItem? Form { get; init; }

    /// <summary>The response, item or answer that it lies in directly.</summary>
    public int Scope => Place.Node.Parent;

    public List<NodeReader> Answers { get; } = [];

    /// <summary>Whether items lie directly in it, not in an answer.</summary>
    public bool HasItems { get; set; }

    /// <summary>Set when nothing inside it is to be checked: its place says nothing of what is in it.</summary>
    public bool IsSkipped { get; set; }

    /// <summary>How many of its answers have a value.</summary>
    public int Values { get; set; }

    /// <summary>Whether there is anything in it that counts as an answer to what is asked.</summary>
    public bool IsFilled => Form?.Type is QuestionType.Group ? HasItems : Values > 0;
}

/// <summary>
/// The items of a response in the order of the document, parents before their children, and where each item of the questionnaire is
/// answered. See <see href="https://hl7.org/fhir/R4/questionnaireresponse.html"/>.
/// </summary>
internal sealed class ResponseTree
{
    private readonly Dictionary<FormItem, List<ResponseItem>> _places = [];

    private ResponseTree(NodeReader response, Form form)
    {
        Response = response;
        Form = form;
    }

    public NodeReader Response { get; }

    public Form Form { get; }

    public List<ResponseItem> Items { get; } = [];

    public static ResponseTree Read(NodeReader response, Form form)
    {
        var tree = new ResponseTree(response, form);
        tree.Fill();
        return tree;
    }

    /// <summary>
    /// The place where a question is answered, seen from elsewhere: of those inside a part of the document, the last one before a position,
    /// or else the first behind it.
    /// </summary>
    public ResponseItem? Nearest(FormItem question, NodeReader part, int position)
    {
        if (!_places.TryGetValue(question, out var places))
        {
            return null;
        }

        // The places are in document order.
        var (low, high) = (0, places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = places[middle].Place.Index < position ? (middle + 1, high) : (low, middle);
        }

        if (low > 0 && IsInside(places[low - 1], part))
        {
            return places[low - 1];
        }

        return low < places.Count && IsInside(places[low], part) ? places[low] : null;
    }

    public bool IsAnsweredAnywhere(FormItem question) => _places.ContainsKey(question);

    private static bool IsInside(ResponseItem item, NodeReader part) => item.Place.Index > part.Index && item.Place.Index < part.Node.End;

    private void Fill()
    {
        var document = Response.Document;
        var (item, answer) = (document.Definitions.Find("QuestionnaireResponse.item")!.Index, document.Definitions.Find("QuestionnaireResponse.item.answer")!.Index);
        var open = new Stack<ResponseItem>();
        var end = Response.Node.End;
        for (var i = Response.Index + 1; i < end; i++)
        {
            ref readonly var node = ref document.Nodes[i];
            if (node.Kind != NodeKind.Object)
            {
                continue;
            }

            while (open.Count > 0 && open.Peek().Place.Node.End <= i)
            {
                open.Pop();
            }

            if (node.Type == item)
            {
                open.Push(Add(new NodeReader(document, i), open.Count > 0 ? open.Peek() : null));
            }
            else if (node.Type == answer && open.Count > 0)
            {
                AddAnswer(open.Peek(), new NodeReader(document, i));
            }
            else if (document.Definitions.Types[node.Type].Kind == TypeKind.Resource)
            {
                i = node.End - 1;
            }
        }
    }

    private ResponseItem Add(NodeReader place, ResponseItem? parent)
    {
        var linkId = place.TextOf("linkId"u8) ?? "";
        var item = new ResponseItem { Parent = parent, Place = place, LinkId = linkId, Form = Form.Find(linkId) };
        Items.Add(item);
        if (parent is not null && parent.Place.Index == item.Scope)
        {
            parent.HasItems = true;
        }

        if (item.Form is { } form)
        {
            if (!_places.TryGetValue(form, out var places))
            {
                _places[form] = places = [];
            }

            places.Add(item);
        }

        return item;
    }

    private static void AddAnswer(ResponseItem item, NodeReader answer)
    {
        item.Answers.Add(answer);
        item.Values += answer.Choice("value") is null ? 0 : 1;
    }
}
