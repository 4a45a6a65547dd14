using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>
/// One pass over the bytes of a resource, driven by the type tables: checks names, types, cardinality and primitives, and lays every
/// value down as a <see cref="Node"/>. See <see href="https://hl7.org/fhir/R4/json.html"/>.
/// </summary>
internal ref struct ResourceParser
{
    private readonly R4Definitions _definitions;
    private readonly ReadOnlyMemory<byte> _json;
    private readonly ParseOptions _options;
    private List<Issue>? _issues;
    private Utf8JsonReader _reader;
    private Node[] _nodes;
    private int _count;
    private int _errors;
    private int _warnings;

    // Position in its array of the value that is being parsed; -1 outside of one. Read before anything inside the value is parsed.
    private int _item = -1;

    // Whether the object that is being parsed has properties of the form _name, or nulls in an array of primitives.
    private bool _hasTwins;
    private bool _isBroken;

    public ResourceParser(R4Definitions definitions, ReadOnlyMemory<byte> json, ParseOptions options)
    {
        _definitions = definitions;
        _json = json;
        _options = options;
        _nodes = ArrayPool<Node>.Shared.Rent(Math.Max(64, json.Length / 16));
    }

    // Errors alone end the reading: what is only remarked on is read to its end.
    private readonly bool IsFull => _errors >= _options.MaxIssues;

    public ParseResult Parse()
    {
        var bytes = _json.Span;
        if (bytes.StartsWith("\uFEFF"u8))
        {
            Report("structure", "The content begins with a byte order mark; FHIR JSON is UTF-8 without one.", null, 0);
            return End(null);
        }

        if (!Utf8.IsValid(bytes))
        {
            Report("structure", "The content is not valid UTF-8. Send it as UTF-8.", null, 0);
            return End(null);
        }

        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = _options.MaxDepth });
        try
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                Report("structure", "A resource is a JSON object that begins with '{'.", null, (int)_reader.TokenStartIndex);
            }
            else
            {
                ParseResource(-1, -1, NodeFlags.First, default);
                _reader.Read(); // Anything behind the resource is a syntax error.
            }
        }
        catch (JsonException e)
        {
            if (IsFull)
            {
                _issues!.RemoveAt(_issues.FindLastIndex(i => i.Severity == IssueSeverity.Error)); // What ends the reading is told in any case.
            }

            _isBroken = true;
            (_issues ??= []).Add(new Issue(IssueSeverity.Error, "structure", $"The JSON is broken: {Reason(e)}", null, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1));
        }
        catch (InvalidOperationException)
        {
            _isBroken = true;
            // Thrown when an escaped name, or the resource's type, is taken out of the JSON.
            Report("structure", "A name has half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.", null, (int)_reader.TokenStartIndex);
        }

        return End(_isBroken || IsFull || _count == 0 ? null : new FhirDocument(_definitions, _json, _nodes.AsSpan(0, _count).ToArray(), _count));
    }

    // The table grows in a borrowed array; the document keeps one of its exact size.
    private ParseResult End(FhirDocument? document)
    {
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = [];
        return new ParseResult(_errors > 0 || _isBroken ? null : document, _issues is null ? [] : _issues) { Draft = document };
    }

    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end > 0 ? e.Message[..end] : e.Message).Replace(" which is not supported in this mode. Change the reader options.", ".", StringComparison.Ordinal);
    }

    private void ParseResource(int parent, int ordinal, NodeFlags flags, ReadOnlySpan<byte> name)
    {
        var start = (int)_reader.TokenStartIndex;
        var typeName = FindResourceType();
        var type = typeName is null ? null : _definitions.FindResource(typeName);
        if (type is null)
        {
            Report(
                "structure",
                typeName is null ? "A resource needs a 'resourceType' with the name of its type." : $"'{Shorten(typeName)}' is not a resource type of R4.",
                parent < 0 ? typeName ?? "resourceType" : ValuePath(parent, name), start);
            _reader.Skip();
            return;
        }

        ParseObject(type, parent, ordinal, flags, name);
    }

    // resourceType is usually first, but may stand anywhere in its object: a copy of the reader looks ahead.
    private readonly string? FindResourceType()
    {
        var ahead = _reader;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueTextEquals("resourceType"u8);
            ahead.Read();
            if (isType)
            {
                return ahead.TokenType == JsonTokenType.String ? ahead.GetString() : null;
            }

            ahead.Skip();
        }

        return null;
    }

    private void ParseObject(TypeDefinition type, int parent, int ordinal, NodeFlags flags, ReadOnlySpan<byte> name)
    {
        var self = Add(type, parent, ordinal, flags, NodeKind.Object, (int)_reader.TokenStartIndex, 0);
        Span<ulong> seen = stackalloc ulong[SeenElements.Words(type)];
        seen.Clear();
        var hasContent = false;
        var outerHasTwins = _hasTwins;
        _hasTwins = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsFull)
            {
                SkipRest();
                break;
            }

            hasContent = true;
            ParseProperty(type, self, seen);
        }

        if (!hasContent)
        {
            Report("structure", "An object must have content: leave the property out instead.", Path(self), _nodes[self].Start);
        }

        _nodes[self].Length = (int)_reader.BytesConsumed - _nodes[self].Start;
        _nodes[self].End = _count;
        if (_hasTwins)
        {
            new TwinLinker(_nodes, self).Link();
            ReportLoneNulls(self);
        }

        _hasTwins = outerHasTwins;
        if (!IsFull && (flags & NodeFlags.Companion) == 0)
        {
            ReportMissing(type, self, seen);
        }
    }

    private void ParseProperty(TypeDefinition type, int self, scoped Span<ulong> seen)
    {
        // A name with escapes is legal JSON, but no FHIR name needs one: compare what it stands for.
        var name = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(_reader.GetString()!) : _reader.ValueSpan;
        var at = (int)_reader.TokenStartIndex;
        if (type.Kind == TypeKind.Resource && name.SequenceEqual("resourceType"u8))
        {
            _reader.Read();
            if (!SeenElements.MarkResourceType(type, seen))
            {
                Report("structure", "The property 'resourceType' stands twice.", Path(self), at);
            }

            return;
        }

        var companion = name.Length > 1 && name[0] == (byte)'_';
        _hasTwins |= companion;
        var element = type.Find(companion ? name[1..] : name);
        if (element is null || (companion && !element.HasCompanion))
        {
            Report("structure", $"'{Shorten(Encoding.UTF8.GetString(name))}' is not an element of {type.Name}.{Suggest(type, name)}", PathOf(self, name), at);
            _reader.Read();
            _reader.Skip();
            return;
        }

        switch (SeenElements.Mark(type, seen, element, companion))
        {
            case SeenElements.Result.Twice:
                Report("structure", $"The property '{Encoding.UTF8.GetString(name)}' stands twice.", PathOf(self, name), at);
                break;
            case SeenElements.Result.OtherChoice:
                Report("structure", $"Only one type of {element.Choice}[x] may be given.", PathOf(self, name), at);
                break;
            default:
                break;
        }

        _reader.Read();
        ParseElement(element, self, companion, name);
    }

    private void ParseElement(ElementDefinition element, int self, bool companion, ReadOnlySpan<byte> name)
    {
        var flags = companion ? NodeFlags.Companion : NodeFlags.None;
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            if (element.IsList && _reader.TokenType != JsonTokenType.Null)
            {
                Report("structure", $"{element.Path} may repeat, so its value is an array: [ … ].", PathOf(self, name), (int)_reader.TokenStartIndex);
            }

            _item = -1;
            ParseValue(element, self, flags | NodeFlags.First, name);
            return;
        }

        var at = (int)_reader.TokenStartIndex;
        if (!element.IsList)
        {
            Report("structure", $"{element.Path} does not repeat, so its value is not an array.", PathOf(self, name), at);
            _reader.Skip();
            return;
        }

        var items = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray && !IsFull)
        {
            _item = items;
            ParseValue(element, self, flags | NodeFlags.Item | (items == 0 ? NodeFlags.First : NodeFlags.None), name);
            items++;
        }

        if (items == 0)
        {
            Report("structure", "An array must have items: leave the property out instead.", PathOf(self, name), at);
        }
        else if (items > element.Max)
        {
            Report("structure", $"{element.Path} may stand at most {element.Max} times, not {items}.", PathOf(self, name), at);
        }
    }

    private void ParseValue(ElementDefinition element, int self, NodeFlags flags, ReadOnlySpan<byte> name)
    {
        var type = element.Type;
        var isPrimitive = type.Kind == TypeKind.Primitive && (flags & NodeFlags.Companion) == 0;
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject when isPrimitive:
                Report("structure", $"{element.Path} is a {type.Name}, not an object.", ValuePath(self, name), (int)_reader.TokenStartIndex);
                _reader.Skip();
                break;
            case JsonTokenType.StartObject when type.Name == "Resource":
                ParseResource(self, element.Ordinal, flags, name);
                break;
            case JsonTokenType.StartObject:
                ParseObject((flags & NodeFlags.Companion) != 0 ? ElementType : type, self, element.Ordinal, flags, name);
                break;
            case JsonTokenType.StartArray:
                Report("structure", "An array may not stand directly in an array.", ValuePath(self, name), (int)_reader.TokenStartIndex);
                _reader.Skip();
                break;
            case JsonTokenType.Null when type.Kind == TypeKind.Primitive && (flags & NodeFlags.Item) != 0:
                _hasTwins = true;
                Add(type, self, element.Ordinal, flags, NodeKind.Null, (int)_reader.TokenStartIndex, 4);
                break;
            case JsonTokenType.Null:
                Report("structure", "null is not a value: leave the property out instead.", ValuePath(self, name), (int)_reader.TokenStartIndex);
                break;
            default:
                ParsePrimitive(element, self, flags, name, isPrimitive);
                break;
        }
    }

    private void ParsePrimitive(ElementDefinition element, int self, NodeFlags flags, ReadOnlySpan<byte> name, bool isPrimitive)
    {
        var at = (int)_reader.TokenStartIndex;
        if (!isPrimitive)
        {
            Report("structure", $"{element.Path} is a {((flags & NodeFlags.Companion) != 0 ? "set of extensions" : element.Type.Name)}, so its value is an object: {{ … }}.", ValuePath(self, name), at);
            return;
        }

        var kind = _reader.TokenType switch
        {
            JsonTokenType.String => NodeKind.String,
            JsonTokenType.Number => NodeKind.Number,
            JsonTokenType.True => NodeKind.True,
            _ => NodeKind.False,
        };
        var value = _reader.ValueSpan;
        if (kind == NodeKind.String && _reader.ValueIsEscaped)
        {
            flags |= NodeFlags.Escaped;
            value = Unescape(self, name, at);
        }

        if ((PrimitiveRules.Check(element.Type.Primitive, kind, value, _options.MaxStringBytes) ?? PrimitiveRules.CheckElementId(element, value)) is { } problem)
        {
            Report("value", problem, ValuePath(self, name), at);
            if (!PrimitiveRules.IsKind(element.Type.Primitive, kind))
            {
                return;
            }
        }

        Add(element.Type, self, element.Ordinal, flags, kind, kind == NodeKind.String ? at + 1 : at, _reader.ValueSpan.Length);
        _nodes[_count - 1].End = _count;
    }

    private ReadOnlySpan<byte> Unescape(int self, ReadOnlySpan<byte> name, int at)
    {
        try
        {
            return Encoding.UTF8.GetBytes(_reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            Report("value", "The text has half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.", ValuePath(self, name), at);
            return "?"u8;
        }
    }

    private readonly TypeDefinition ElementType => _definitions.Find("Element")!;

    private int Add(TypeDefinition type, int parent, int ordinal, NodeFlags flags, NodeKind kind, int start, int length)
    {
        if (_count == _nodes.Length)
        {
            var larger = ArrayPool<Node>.Shared.Rent(_count * 2);
            _nodes.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<Node>.Shared.Return(_nodes);
            _nodes = larger;
        }

        _nodes[_count] = new Node { Ordinal = ordinal, Type = type.Index, Start = start, Length = length, Parent = parent, End = _count + 1, Kind = kind, Flags = flags };
        return _count++;
    }

    private void ReportMissing(TypeDefinition type, int self, scoped ReadOnlySpan<ulong> seen)
    {
        foreach (var (required, ordinals) in type.Required)
        {
            if (!SeenElements.Any(seen, ordinals))
            {
                Report("required", $"{type.Name}.{required} is missing; it must be given.", Path(self), _nodes[self].Start, _options.Missing);
            }
        }
    }

    // A null in an array keeps the place of an extension; where there is none, it stands for nothing.
    private void ReportLoneNulls(int self)
    {
        for (var i = self + 1; i < _nodes[self].End; i = _nodes[i].End)
        {
            ref readonly var node = ref _nodes[i];
            if (node.Kind == NodeKind.Null && (node.Twin == 0 || _nodes[node.Twin].Kind == NodeKind.Null) && ((node.Flags & NodeFlags.Companion) == 0 || node.Twin == 0))
            {
                Report("structure", "null without an extension beside it is not a value: leave the item out.", Path(i), node.Start);
            }
        }
    }

    private void SkipRest()
    {
        var depth = _reader.CurrentDepth;
        while (_reader.CurrentDepth >= depth && _reader.Read())
        {
        }
    }

    internal static string Suggest(TypeDefinition type, ReadOnlySpan<byte> name)
    {
        var wanted = Encoding.UTF8.GetString(name).TrimStart('_');
        var near = type.Elements.FirstOrDefault(e => string.Equals(e.Name, wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(e.Choice, wanted, StringComparison.OrdinalIgnoreCase));
        return near is null ? "" : $" Did you mean '{near.Name}'?";
    }

    internal static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private readonly string Path(int node) => new DocumentPath(_definitions, _nodes).Of(node);

    private readonly string PathOf(int parent, ReadOnlySpan<byte> name) => parent < 0 ? Encoding.UTF8.GetString(name) : $"{Path(parent)}.{Encoding.UTF8.GetString(name)}";

    private readonly string ValuePath(int parent, ReadOnlySpan<byte> name) =>
        _item < 0 ? PathOf(parent, name) : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{PathOf(parent, name)}[{_item}]");

    private void Report(string code, string message, string? expression, int at, IssueSeverity severity = IssueSeverity.Error)
    {
        if (severity == IssueSeverity.Error ? _errors++ < _options.MaxIssues : _warnings++ < _options.MaxIssues)
        {
            var (line, column) = TextPosition.Of(_json.Span, at);
            (_issues ??= []).Add(new Issue(severity, code, message, expression, line, column));
        }
    }
}
