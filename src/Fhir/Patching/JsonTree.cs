using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Helhed.Fhir.Patching;

/// <summary>
/// A JSON value that can be changed. A value stays the bytes it was read from until something inside it is looked at, and what is not
/// changed is written out as those bytes: numbers keep their digits, texts their escapes.
/// </summary>
internal sealed class JsonTree
{
    // More members than any type of R4 has: with more, looking one up would take long.
    private const int MostMembers = 4096;

    // The depth is checked here, for an error of our own.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly JsonWork _work;
    private ReadOnlyMemory<byte> _raw;
    private List<JsonMember>? _members;
    private List<JsonTree>? _items;

    private JsonTree(JsonTokenType kind, ReadOnlyMemory<byte> raw, JsonWork work)
    {
        Kind = kind;
        _raw = raw;
        _work = work;
    }

    /// <summary>StartObject, StartArray, String, Number, True, False or Null.</summary>
    public JsonTokenType Kind { get; }

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    /// <summary>Members of an object, in their order.</summary>
    public List<JsonMember> Members
    {
        get
        {
            Expand();
            return _members!;
        }
    }

    /// <summary>Items of an array.</summary>
    public List<JsonTree> Items
    {
        get
        {
            Expand();
            return _items!;
        }
    }

    private bool IsExpanded => _members is not null || _items is not null;

    /// <summary>Reads one JSON value; throws <see cref="PatchRefusedException"/> where it is none, or beyond the limits.</summary>
    public static JsonTree Parse(ReadOnlyMemory<byte> json, PatchLimits limits, string what)
    {
        if (json.Length > limits.MaxBytes)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, $"The {what} has {json.Length} bytes; at most {limits.MaxBytes} are allowed.");
        }

        if (!Utf8.IsValid(json.Span))
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"The {what} is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(json.Span, AnyDepth);
        try
        {
            reader.Read();
            var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
            var end = Check(ref reader, limits.MaxDepth, what);
            return new JsonTree(kind, json[start..end], new JsonWork());
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0];
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"The {what} is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {reason}");
        }
        catch (InvalidOperationException)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"The {what} has half of a surrogate pair (\\uD800 to \\uDFFF) at byte {reader.TokenStartIndex}, which is no character.");
        }
    }

    public static JsonTree OfText(string text) => OfRaw(JsonTokenType.String, Quoted(text));

    public static JsonTree Null => OfRaw(JsonTokenType.Null, "null"u8.ToArray());

    /// <summary>A value by the bytes that it was written with, which are known to be right.</summary>
    public static JsonTree OfRaw(JsonTokenType kind, ReadOnlyMemory<byte> raw) => new(kind, raw, new JsonWork());

    public static JsonTree Object() => new(JsonTokenType.StartObject, default, new JsonWork()) { _members = [] };

    public static JsonTree Array() => new(JsonTokenType.StartArray, default, new JsonWork()) { _items = [] };

    /// <summary>The member's value, or null.</summary>
    public JsonTree? Find(ReadOnlySpan<byte> name)
    {
        var at = IndexOf(name);
        return at < 0 ? null : Members[at].Value;
    }

    /// <summary>Where a member stands, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        var members = Members;
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Name.Span.SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Sets a member: in its place when it is there, otherwise behind the others.</summary>
    public void Set(ReadOnlySpan<byte> name, JsonTree value)
    {
        var at = IndexOf(name);
        var member = at < 0 ? JsonMember.Of(name) : Members[at];
        member = member with { Value = value };
        if (at < 0)
        {
            Members.Add(member);
        }
        else
        {
            Members[at] = member;
        }
    }

    /// <summary>The text of a string.</summary>
    public string Text()
    {
        var reader = new Utf8JsonReader(_raw.Span);
        reader.Read();
        return reader.GetString()!;
    }

    public bool TryInteger(out int value) =>
        int.TryParse(_raw.Span, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out value);

    /// <summary>An independent copy. What has not been looked at is shared.</summary>
    public JsonTree Copy(JsonWork work)
    {
        var copy = new JsonTree(Kind, _raw, work);
        if (!IsExpanded)
        {
            return copy;
        }

        work.Spend(values: 1 + (_members?.Count ?? _items!.Count));
        if (_members is not null)
        {
            copy._members = new List<JsonMember>(_members.Count);
            foreach (var member in _members)
            {
                copy._members.Add(member with { Value = member.Value.Copy(work) });
            }
        }
        else
        {
            copy._items = new List<JsonTree>(_items!.Count);
            foreach (var item in _items)
            {
                copy._items.Add(item.Copy(work));
            }
        }

        return copy;
    }

    /// <summary>How many bytes the value has when it is written.</summary>
    public long Size()
    {
        if (!IsExpanded)
        {
            return _raw.Length;
        }

        var size = 2L;
        foreach (var member in _members ?? [])
        {
            size += member.RawName.Length + 2 + member.Value.Size();
        }

        foreach (var item in _items ?? [])
        {
            size += 1 + item.Size();
        }

        return size;
    }

    public void WriteTo(ArrayBufferWriter<byte> output)
    {
        if (!IsExpanded)
        {
            output.Write(_raw.Span);
            return;
        }

        output.Write(IsObject ? "{"u8 : "["u8);
        var first = true;
        foreach (var member in _members ?? [])
        {
            output.Write(first ? default : ","u8);
            output.Write(member.RawName.Span);
            output.Write(":"u8);
            member.Value.WriteTo(output);
            first = false;
        }

        foreach (var item in _items ?? [])
        {
            output.Write(first ? default : ","u8);
            item.WriteTo(output);
            first = false;
        }

        output.Write(IsObject ? "}"u8 : "]"u8);
    }

    /// <summary>Equal as JSON values: members in any order, texts by their characters, numbers by their value (1.0 equals 1).</summary>
    public bool Equal(JsonTree other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        switch (Kind)
        {
            case JsonTokenType.StartObject:
                return EqualMembers(other);
            case JsonTokenType.StartArray:
                return Items.Count == other.Items.Count && Items.Zip(other.Items).All(pair => pair.First.Equal(pair.Second));
            case JsonTokenType.String:
                return _raw.Span.SequenceEqual(other._raw.Span) || Text() == other.Text();
            case JsonTokenType.Number:
                return JsonNumber.Equal(_raw.Span, other._raw.Span);
            default:
                return true;
        }
    }

    private bool EqualMembers(JsonTree other)
    {
        if (Members.Count != other.Members.Count)
        {
            return false;
        }

        for (var i = 0; i < Members.Count; i++)
        {
            // Nearly always in the same order.
            var name = Members[i].Name.Span;
            var theirs = other.Members[i];
            var value = theirs.Name.Span.SequenceEqual(name) ? theirs.Value : other.Find(name);
            if (value is null || !Members[i].Value.Equal(value))
            {
                return false;
            }
        }

        return true;
    }

    internal static byte[] Quoted(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    // Reads to the end of the value, so that nothing is left to throw later: broken JSON, halves of characters.
    private static int Check(ref Utf8JsonReader reader, int maxDepth, string what)
    {
        var end = 0;
        do
        {
            if (reader.CurrentDepth >= maxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                throw new PatchRefusedException(PatchErrorKind.Limit, $"The {what} is nested more than {maxDepth} deep.");
            }

            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                _ = reader.GetString();
            }

            end = (int)reader.BytesConsumed;
        }
        while (reader.Read());
        return end;
    }

    private void Expand()
    {
        if (IsExpanded)
        {
            return;
        }

        _work.Spend(bytes: _raw.Length);
        var reader = new Utf8JsonReader(_raw.Span, AnyDepth);
        reader.Read();
        if (IsObject)
        {
            ExpandMembers(ref reader);
        }
        else
        {
            _items = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                _items.Add(Child(ref reader));
            }
        }

        _raw = default;
    }

    private void ExpandMembers(ref Utf8JsonReader reader)
    {
        var members = new List<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var length = reader.ValueSpan.Length + 2;
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"An object has the member '{name}' twice.");
            }

            if (names.Count > MostMembers)
            {
                throw new PatchRefusedException(PatchErrorKind.Limit, $"An object has more than {MostMembers} members.");
            }

            var raw = _raw.Slice(start, length);
            var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(name) : raw[1..^1];
            reader.Read();
            members.Add(new JsonMember(raw, text, Child(ref reader)));
        }

        _members = members;
    }

    private JsonTree Child(ref Utf8JsonReader reader)
    {
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        reader.Skip();
        return new JsonTree(kind, _raw[start..(int)reader.BytesConsumed], _work);
    }
}

/// <summary>A member of an object.</summary>
/// <param name="RawName">The name as it stands in the JSON, with its quotes.</param>
/// <param name="Name">The name in UTF-8, without escapes.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonMember(ReadOnlyMemory<byte> RawName, ReadOnlyMemory<byte> Name, JsonTree Value)
{
    public static JsonMember Of(ReadOnlySpan<byte> name) => new(JsonTree.Quoted(Encoding.UTF8.GetString(name)), name.ToArray(), null!);
}

/// <summary>
/// What is left of the work on one document. Looking into a value reads its bytes once for each level around it: without a bound, a large
/// document that is nested deep would cost seconds.
/// </summary>
internal sealed class JsonWork
{
    private long _bytes = 64 * 1024 * 1024;
    private int _values = 1_000_000;

    public void Spend(int values = 0, int bytes = 0)
    {
        _values -= values;
        _bytes -= bytes;
        if (_values < 0 || _bytes < 0)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, "The patch takes too much work: send it in several parts.");
        }
    }
}
