using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>One <c>enableWhen</c>: the answer of a question compared with a value.</summary>
internal sealed record FormCondition(NodeReader Place, string Question, string Operator, NodeReader? Answer);

/// <summary>One item of a questionnaire.</summary>
internal sealed class FormItem
{
    private Dictionary<string, NodeReader>? _options;

    /// <summary>Position among all items, parents before their children.</summary>
    public required int Index { get; init; }

    /// <summary>The item that this one lies in, or null.</summary>
    public required FormItem? Parent { get; init; }

    public required NodeReader Place { get; init; }

    /// <summary>Position behind the last item inside this one.</summary>
    public int End { get; set; }

    public string LinkId { get; set; } = "";

    public string? Text { get; set; }

    public QuestionType Type { get; set; }

    public bool IsRequired { get; set; }

    public bool Repeats { get; set; }

    public bool IsReadOnly { get; set; }

    /// <summary>Longest text in characters, or -1.</summary>
    public int MaxLength { get; set; } = -1;

    public NodeReader? ValueSet { get; set; }

    public bool? NeedsAll { get; set; }

    public List<FormCondition> Conditions { get; } = [];

    public List<NodeReader> Options { get; } = [];

    public List<NodeReader> Initial { get; } = [];

    public List<NodeReader> Extensions { get; } = [];

    /// <summary>The items directly inside this one that must be answered.</summary>
    public List<FormItem> Required { get; } = [];

    /// <summary>What its extensions say of its answers, read at the first use.</summary>
    public FormLimits Limits => field ??= new FormLimits(this);

    /// <summary>The value of the option that is the same as an answer, or null.</summary>
    public NodeReader? FindOption(NodeReader value) => (_options ??= IndexOptions()).TryGetValue(AnswerValues.Key(value), out var option) ? option : null;

    /// <summary>How it is named in findings.</summary>
    public string Name => Text is null ? $"'{LinkId}'" : $"'{LinkId}' ({(Text.Length > 60 ? Text[..60] + "…" : Text)})";

    /// <summary>Whether this item is another or lies in it.</summary>
    public bool IsWithin(FormItem other) => other.Index <= Index && Index < other.End;

    private Dictionary<string, NodeReader> IndexOptions()
    {
        var index = new Dictionary<string, NodeReader>(StringComparer.Ordinal);
        foreach (var option in Options)
        {
            if (option.Choice("value") is { } value)
            {
                index.TryAdd(AnswerValues.Key(value), value);
            }
        }

        return index;
    }
}

/// <summary>A questionnaire with its items. See <see href="https://hl7.org/fhir/R4/questionnaire.html"/>.</summary>
internal sealed class Form(NodeReader place, IReadOnlyList<FormItem> items, IReadOnlyList<FormItem> required)
{
    private readonly Dictionary<string, FormItem> _byLinkId = Index(items);

    public NodeReader Place { get; } = place;

    public IReadOnlyList<FormItem> Items { get; } = items;

    /// <summary>The outermost items that must be answered.</summary>
    public IReadOnlyList<FormItem> Required { get; } = required;

    public FormItem? Find(string linkId) => _byLinkId.GetValueOrDefault(linkId);

    // que-2 tells when a linkId stands twice; then the first is meant.
    private static Dictionary<string, FormItem> Index(IReadOnlyList<FormItem> items)
    {
        var index = new Dictionary<string, FormItem>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            index.TryAdd(item.LinkId, item);
        }

        return index;
    }
}
