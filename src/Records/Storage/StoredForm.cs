using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Fhir.Json;

namespace Helhed.Records;

/// <summary>
/// The bytes of a resource as they are stored and served: compact, with <c>resourceType</c>, <c>id</c> and <c>meta</c> first, and
/// everything else as it came, digits and order included. Only version and time are filled in when it is written.
/// </summary>
internal sealed class StoredForm
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // The parser has already held the depth to its own, lower limit.
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    private readonly byte[] _head;

    private StoredForm(byte[] head, byte[] tail)
    {
        _head = head;
        Tail = tail;
    }

    /// <summary>Everything behind <c>lastUpdated</c>: equal tails are equal contents.</summary>
    public byte[] Tail { get; }

    public static StoredForm Of(FhirDocument document, string id)
    {
        var head = Encoding.UTF8.GetBytes($"{{\"resourceType\":\"{document.TypeName}\",\"id\":\"{id}\",\"meta\":{{\"versionId\":\"");
        var tail = new ArrayBufferWriter<byte>(document.Json.Length);
        var json = document.Json.Span;
        var meta = FindMeta(json);
        CopyMembers(json[meta], tail, static (ref Utf8JsonReader r) => r.ValueTextEquals("versionId"u8) || r.ValueTextEquals("lastUpdated"u8), leadingComma: true);
        tail.Write("}"u8);
        CopyMembers(json, tail, static (ref Utf8JsonReader r) => r.ValueTextEquals("resourceType"u8) || r.ValueTextEquals("id"u8) || r.ValueTextEquals("meta"u8), leadingComma: true);
        tail.Write("}"u8);
        return new StoredForm(head, tail.WrittenSpan.ToArray());
    }

    /// <summary>The bytes of one version.</summary>
    public byte[] Body(int version, DateTimeOffset updated)
    {
        var middle = string.Create(CultureInfo.InvariantCulture, $"{version}\",\"lastUpdated\":\"{updated.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}\"");
        var body = new byte[_head.Length + middle.Length + Tail.Length];
        _head.CopyTo(body, 0);
        Encoding.ASCII.GetBytes(middle, body.AsSpan(_head.Length));
        Tail.CopyTo(body, _head.Length + middle.Length);
        return body;
    }

    /// <summary>True when a stored body holds the same content.</summary>
    public bool IsContentOf(ReadOnlySpan<byte> body)
    {
        // versionId and lastUpdated stand between head and tail and hold no quote that could hide a difference.
        return body.Length > _head.Length + Tail.Length && body.StartsWith(_head) && body.EndsWith(Tail)
            && body[_head.Length..^Tail.Length].Count((byte)'"') == 5;
    }

    private delegate bool MemberFilter(ref Utf8JsonReader reader);

    private static Range FindMeta(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeta = reader.ValueTextEquals("meta"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMeta)
            {
                return start..(int)reader.BytesConsumed;
            }
        }

        return 0..0;
    }

    private static void CopyMembers(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> output, MemberFilter leaveOut, bool leadingComma)
    {
        if (json.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var skip = leaveOut(ref reader);
            reader.Read();
            reader.Skip();
            if (!skip)
            {
                if (leadingComma)
                {
                    output.Write(","u8);
                }

                leadingComma = true;
                Compact(json[start..(int)reader.BytesConsumed], output);
            }
        }
    }

    // Copies everything but the white space between tokens.
    private static void Compact(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> output)
    {
        var target = output.GetSpan(json.Length);
        var written = 0;
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            if (b == (byte)'"')
            {
                var end = EndOfString(json, i);
                json[i..end].CopyTo(target[written..]);
                written += end - i;
                i = end - 1;
            }
            else if (b > (byte)' ')
            {
                target[written++] = b;
            }
        }

        output.Advance(written);
    }

    private static int EndOfString(ReadOnlySpan<byte> json, int start)
    {
        var i = start + 1;
        while (true)
        {
            i += json[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[i] == (byte)'"')
            {
                return i + 1;
            }

            i += 2;
        }
    }
}
