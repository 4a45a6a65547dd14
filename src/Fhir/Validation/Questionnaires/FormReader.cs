using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Reads a questionnaire out of its document in one walk over the table, so that no depth of nesting is too much.</summary>
internal sealed class FormReader(NodeReader questionnaire)
{
    private readonly FhirDocument _document = questionnaire.Document;
    private readonly List<FormItem> _items = [];
    private readonly List<FormItem> _required = [];
    private readonly Stack<FormItem> _open = new();

    public Form Read()
    {
        var item = _document.Definitions.Find("Questionnaire.item")!.Index;
        var end = questionnaire.Node.End;
        for (var i = questionnaire.Index + 1; i < end; i++)
        {
            ref readonly var node = ref _document.Nodes[i];
            if (node.Kind != NodeKind.Object)
            {
                continue;
            }

            if (node.Type == item)
            {
                Open(i);
            }
            else if (_document.Definitions.Types[node.Type].Kind == TypeKind.Resource)
            {
                i = node.End - 1;
            }
        }

        CloseBefore(int.MaxValue);
        return new Form(questionnaire, _items, _required);
    }

    private void Open(int node)
    {
        CloseBefore(node);
        var parent = _open.Count > 0 ? _open.Peek() : null;
        var item = new FormItem { Index = _items.Count, Parent = parent, Place = new NodeReader(_document, node) };
        Fill(item);
        _items.Add(item);
        _open.Push(item);
        if (item.IsRequired || item.Limits.MinOccurs > 0)
        {
            (parent?.Required ?? _required).Add(item);
        }
    }

    private void CloseBefore(int node)
    {
        while (_open.Count > 0 && _open.Peek().Place.Node.End <= node)
        {
            _open.Pop().End = _items.Count;
        }
    }

    private static void Fill(FormItem item)
    {
        var elements = item.Place.Document.Definitions.Types[item.Place.Node.Type].Elements;
        foreach (var child in item.Place.Children)
        {
            if (child.Node.Kind == NodeKind.Null || (child.Node.Flags & NodeFlags.Companion) != 0)
            {
                continue;
            }

            switch (elements[child.Node.Ordinal].Name)
            {
                case "extension":
                    item.Extensions.Add(child);
                    break;
                case "enableWhen":
                    item.Conditions.Add(Condition(child));
                    break;
                case "answerOption":
                    item.Options.Add(child);
                    break;
                case "initial":
                    item.Initial.Add(child);
                    break;
                case "answerValueSet":
                    item.ValueSet = child;
                    break;
                case var name:
                    FillPrimitive(item, name, child);
                    break;
            }
        }
    }

    private static void FillPrimitive(FormItem item, string name, NodeReader value)
    {
        switch (name)
        {
            case "linkId":
                item.LinkId = value.Text();
                break;
            case "text":
                item.Text = value.Text();
                break;
            case "type":
                item.Type = QuestionTypes.Of(value.Text());
                break;
            case "required":
                item.IsRequired = value.Boolean();
                break;
            case "repeats":
                item.Repeats = value.Boolean();
                break;
            case "readOnly":
                item.IsReadOnly = value.Boolean();
                break;
            case "maxLength":
                item.MaxLength = (int)Math.Clamp(value.Decimal().Value, -1, int.MaxValue);
                break;
            case "enableBehavior":
                item.NeedsAll = value.Text() == "all";
                break;
            default:
                break;
        }
    }

    private static FormCondition Condition(NodeReader place) => new(place, place.TextOf("question"u8) ?? "", place.TextOf("operator"u8) ?? "", place.Choice("answer"));
}
