using System.Text.Json;

namespace Helhed.Records.Terminology;

/// <summary>
/// Makes an index of a <see href="https://hl7.org/fhir/R4/codesystem.html">CodeSystem</see> straight from its JSON, which has been checked
/// already: 100,000 concepts take a second and no record of their own.
/// </summary>
internal sealed class CodeSystemReader
{
    private const string Standard = "http://hl7.org/fhir/concept-properties#";

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    private readonly ReadOnlyMemory<byte> _json;
    private readonly bool _isCaseSensitive;
    private readonly SystemDraft _draft;
    private readonly List<DeclaredProperty> _properties = [];

    // What a property of the system is for: it may have any code, and says so by its uri.
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal)
    {
        ["notSelectable"] = "notSelectable", ["abstract"] = "notSelectable", ["inactive"] = "inactive", ["status"] = "status",
        ["parent"] = "parent", ["child"] = "child", ["subsumedBy"] = "parent", ["deprecated"] = "deprecated",
        ["effectiveDate"] = "from", ["validFrom"] = "from", ["retirementDate"] = "to", ["validTo"] = "to",
    };

    private bool IsSupplement { get; init; }

    private CodeSystemReader(ReadOnlyMemory<byte> json, bool isCaseSensitive)
    {
        _json = json;
        _isCaseSensitive = isCaseSensitive;
        _draft = new SystemDraft(isCaseSensitive);
    }

    /// <summary>What a CodeSystem resource says; null when it has no address and can therefore not be asked.</summary>
    /// <param name="json">A correct CodeSystem as JSON.</param>
    /// <param name="supplements">CodeSystems whose designations and properties are added where it has their codes.</param>
    public static SystemIndex? Read(ReadOnlyMemory<byte> json, params IReadOnlyList<ReadOnlyMemory<byte>> supplements)
    {
        var (head, properties, concepts) = ReadHead(json);
        if (head is null)
        {
            return null;
        }

        var reader = new CodeSystemReader(json, head.IsCaseSensitive) { IsSupplement = head.Content == ContentMode.Supplement };
        reader.Declare(properties);
        reader.AddConcepts(concepts);
        foreach (var supplement in supplements)
        {
            reader.Supplement(supplement);
        }

        return reader._draft.Finish(head with { Properties = reader._properties });
    }

    private void Supplement(ReadOnlyMemory<byte> json)
    {
        var (head, properties, concepts) = ReadHead(json);
        var added = new CodeSystemReader(json, _isCaseSensitive);
        added.Declare(properties);
        added.AddConcepts(concepts);
        _properties.AddRange(added._properties.Where(p => !_properties.Exists(known => known.Code == p.Code)));
        for (var i = 0; i < added._draft.Count; i++)
        {
            var concept = added._draft[i];
            if (_draft.Find(concept.Code) is >= 0 and var place)
            {
                AddDetail(place, ConceptDetail.With(_draft[place].Detail, concept.Detail, concept.Display, head?.Language));
            }
        }
    }

    private static (SystemHead? Head, Range Properties, Range Concepts) ReadHead(ReadOnlyMemory<byte> json)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var (properties, concepts, isCaseSensitive, isExperimental) = (default(Range), default(Range), false, false);
        var reader = new Utf8JsonReader(json.Span, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "concept":
                    concepts = Skip(ref reader);
                    break;
                case "property":
                    properties = Skip(ref reader);
                    break;
                case "caseSensitive":
                    isCaseSensitive = reader.TokenType == JsonTokenType.True;
                    break;
                case "experimental":
                    isExperimental = reader.TokenType == JsonTokenType.True;
                    break;
                default:
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        texts[name] = reader.GetString()!;
                    }

                    reader.Skip();
                    break;
            }
        }

        return texts.GetValueOrDefault("url") is not { Length: > 0 } url ? (null, properties, concepts) : (new SystemHead(url, texts.GetValueOrDefault("version"))
        {
            Name = texts.GetValueOrDefault("name"),
            Title = texts.GetValueOrDefault("title"),
            Status = texts.GetValueOrDefault("status") ?? "unknown",
            IsExperimental = isExperimental,
            IsCaseSensitive = isCaseSensitive, // When the resource does not say, codes of any case are accepted, as the specification asks.
            Language = texts.GetValueOrDefault("language"),
            ValueSet = texts.GetValueOrDefault("valueSet"),
            Supplements = texts.GetValueOrDefault("content") == "supplement" ? texts.GetValueOrDefault("supplements") : null,
            Content = texts.GetValueOrDefault("content") switch
            {
                "complete" => ContentMode.Complete,
                "fragment" => ContentMode.Fragment,
                "example" => ContentMode.Example,
                "supplement" => ContentMode.Supplement,
                _ => ContentMode.NotPresent,
            },
        }, properties, concepts);
    }

    private static Range Skip(ref Utf8JsonReader reader, int offset = 0)
    {
        var start = offset + (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(offset + (int)reader.BytesConsumed);
    }

    private void Declare(Range range)
    {
        foreach (var property in ObjectsOf(range))
        {
            var texts = ConceptDetail.TextMembers(_json.Span[property]);
            if (texts.GetValueOrDefault("code") is { } code)
            {
                _properties.Add(new DeclaredProperty(code, texts.GetValueOrDefault("type") ?? "string", texts.GetValueOrDefault("description")));
                if (texts.GetValueOrDefault("uri") is { } uri && uri.StartsWith(Standard, StringComparison.Ordinal)
                    && _meanings.TryGetValue(uri[Standard.Length..], out var meaning))
                {
                    _meanings[code] = meaning;
                }
            }
        }
    }

    private List<Range> ObjectsOf(Range array)
    {
        var objects = new List<Range>();
        var span = _json.Span[array];
        if (span.IsEmpty)
        {
            return objects;
        }

        var start = array.Start.Value;
        var reader = new Utf8JsonReader(span, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var from = start + (int)reader.TokenStartIndex;
            reader.Skip();
            objects.Add(from..(start + (int)reader.BytesConsumed));
        }

        return objects;
    }

    // The parser has held the depth to 128, so that nested concepts can be read by recursion.
    private void AddConcepts(Range array, int parent = -1)
    {
        foreach (var concept in ObjectsOf(array))
        {
            AddConcept(concept, parent);
        }
    }

    private void AddConcept(Range range, int parent)
    {
        var (code, display) = ((string?)null, (string?)null);
        var (definition, designations, properties, children) = (default(Range), default(Range), default(Range), default(Range));
        var start = range.Start.Value;
        var reader = new Utf8JsonReader(_json.Span[range], Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "code" when reader.TokenType == JsonTokenType.String:
                    code = reader.GetString();
                    break;
                case "display" when reader.TokenType == JsonTokenType.String:
                    display = reader.GetString();
                    break;
                case "definition":
                    definition = Skip(ref reader, start);
                    break;
                case "designation":
                    designations = Skip(ref reader, start);
                    break;
                case "property":
                    properties = Skip(ref reader, start);
                    break;
                case "concept":
                    children = Skip(ref reader, start);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (code is null)
        {
            return;
        }

        // A supplement often gives texts only, of which one shows the code where the system itself is not here.
        if (display is null && IsSupplement && ConceptDetail.Designations(ConceptDetail.Of([], _json.Span[designations], [])) is [var first, ..])
        {
            display = first.Value;
        }

        var ordinal = _draft.Find(code);
        ordinal = ordinal >= 0 ? ordinal : _draft.Add(code, display);
        if (parent >= 0)
        {
            _draft.AddEdge(ordinal, parent);
        }

        AddDetail(ordinal, ConceptDetail.Of(_json.Span[definition], _json.Span[designations], _json.Span[properties]));
        AddConcepts(children, ordinal);
    }

    private void AddDetail(int ordinal, byte[] detail)
    {
        if (detail.Length == 0)
        {
            return;
        }

        _draft.Change(ordinal, c => c with { Detail = detail });
        foreach (var designation in ConceptDetail.Designations(detail))
        {
            _draft.AddText(ordinal, designation.Value);
        }

        foreach (var property in ConceptDetail.Properties(detail))
        {
            Interpret(ordinal, property.Code, property.Text);
            if (property.Code is not ("inactive" or "notSelectable") && property.Text.Length > 0)
            {
                _draft.AddValue(ordinal, property.Code, property.Text);
            }

            if (!_properties.Exists(p => p.Code == property.Code))
            {
                _properties.Add(new DeclaredProperty(property.Code, property.Type, null));
            }
        }
    }

    private void Interpret(int ordinal, string property, string value)
    {
        switch (_meanings.GetValueOrDefault(property))
        {
            case "notSelectable" when value == "true":
                _draft.Flag(ordinal, ConceptFlags.Abstract);
                break;
            case "inactive" when value == "true":
            case "status" when value is "retired" or "inactive":
                _draft.Flag(ordinal, ConceptFlags.Inactive);
                break;
            case "status" when value == "deprecated":
            case "deprecated" when value == "true":
                _draft.Flag(ordinal, ConceptFlags.Deprecated);
                break;
            case "parent":
                _draft.AddParent(ordinal, value);
                break;
            case "child":
                _draft.AddChild(ordinal, value);
                break;
            case "from" when Days.TryRead(value, isEnd: false) is { } from:
                _draft.Change(ordinal, c => c with { From = from });
                break;
            case "to" when Days.TryRead(value, isEnd: true) is { } to:
                _draft.Change(ordinal, c => c with { To = to });
                break;
            default:
                break;
        }
    }
}
