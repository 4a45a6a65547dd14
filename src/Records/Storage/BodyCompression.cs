using System.Buffers.Binary;
using System.Reflection;

namespace Helhed.Records;

/// <summary>
/// The form of a resource's bytes in the database. FHIR's JSON says much the same in every resource, so the bytes are told by what a fixed
/// text (the dictionary) and the bytes before them already hold: a run of new bytes, then a place to copy from, and so on. A body that
/// begins with a brace is stored as it is. Decision: docs/decisions/2026-11-22-bodies-are-compressed.md.
/// </summary>
/// <remarks>
/// Layout: 1 (the dictionary's number), the length of the body, then sequences. A sequence is a byte with the number of new bytes in its
/// upper half and the length of the copy less 4 in its lower half (15 means that more follows: bytes of 255, then one below), the new
/// bytes, and the distance back as two bytes, low one first. The dictionary stands before the body. The last sequence has no copy.
/// A dictionary is never changed: bodies told by it would read differently. A better one gets the next number.
/// </remarks>
internal static class BodyCompression
{
    private const byte Form = 1;
    private const int ShortestCopy = 4;
    private const int MostDistance = ushort.MaxValue;
    private const int HashBits = 14;
    private const int PerBucket = 4;
    private const int SmallestBody = 64;
    private const int LargestKept = 1 << 20;

    private static readonly byte[] Dictionary = Read("body-dictionary-1.txt");
    private static readonly int[] DictionaryPlaces = Places(Dictionary);

    [ThreadStatic]
    private static Workspace? _workspace;

    /// <summary>The bytes to store.</summary>
    public static byte[] Compress(byte[] body)
    {
        if (body.Length < SmallestBody || body[0] != (byte)'{')
        {
            return body;
        }

        var work = _workspace ??= new Workspace();
        var compressed = work.Compress(body);
        if (body.Length > LargestKept)
        {
            _workspace = null;
        }

        return compressed ?? body;
    }

    /// <summary>The bytes of the resource.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are damaged.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty || stored[0] == (byte)'{')
        {
            return stored.ToArray();
        }

        if (stored[0] != Form)
        {
            throw Damaged();
        }

        var reader = new SequenceReader(stored[1..]);
        var length = reader.Number();
        if (length > (long)stored.Length * 256)
        {
            throw Damaged();
        }

        var body = GC.AllocateUninitializedArray<byte>(length);
        Fill(body, ref reader);
        return body;
    }

    /// <summary>The bytes of the resource; none where the stored ones are damaged: for those who look for damage.</summary>
    public static byte[] DecompressOrNothing(ReadOnlySpan<byte> stored)
    {
        try
        {
            return Decompress(stored);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static void Fill(Span<byte> body, ref SequenceReader reader)
    {
        for (var at = 0; ;)
        {
            var token = reader.Byte();
            var fresh = reader.Take(reader.Length(token >> 4));
            if (fresh.Length > body.Length - at)
            {
                throw Damaged();
            }

            fresh.CopyTo(body[at..]);
            at += fresh.Length;
            if (reader.IsAtEnd)
            {
                if (at != body.Length)
                {
                    throw Damaged();
                }

                return;
            }

            var distance = reader.Distance();
            var length = reader.Length(token & 15) + ShortestCopy;
            if (length > body.Length - at)
            {
                throw Damaged();
            }

            Copy(body, at, distance, length);
            at += length;
        }
    }

    private static void Copy(Span<byte> body, int at, int distance, int length)
    {
        var from = at - distance;
        if (from < 0)
        {
            // It begins in the dictionary, and may go on into the body.
            var place = Dictionary.Length + from;
            if (place < 0)
            {
                throw Damaged();
            }

            var part = Math.Min(length, -from);
            Dictionary.AsSpan(place, part).CopyTo(body[at..]);
            (from, at, length) = (0, at + part, length - part);
        }

        if (at - from >= length)
        {
            body.Slice(from, length).CopyTo(body[at..]);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            body[at + i] = body[from + i]; // it repeats what it has just made
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return [.. text.ToArray().Where(b => b != (byte)'\n')];
    }

    // Up to four places for each hash, the first ones: it is searched by many threads and never changed.
    private static int[] Places(byte[] dictionary)
    {
        var places = new int[PerBucket << HashBits];
        Array.Fill(places, -1);
        for (var i = 0; i <= dictionary.Length - ShortestCopy; i++)
        {
            var bucket = places.AsSpan(Hash(dictionary, i) * PerBucket, PerBucket);
            var free = bucket.IndexOf(-1);
            if (free >= 0)
            {
                bucket[free] = i;
            }
        }

        return places;
    }

    private static int Hash(byte[] bytes, int at) => (int)((Load(bytes, at) * 2_654_435_761u) >> (32 - HashBits));

    private static uint Load(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at, 4));

    private static InvalidDataException Damaged() => new("A stored resource is damaged: its compressed bytes do not hold together. Run ./dev verify, and restore it from a backup.");

    private ref struct SequenceReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public int Byte() => Take(1)[0];

        public int Distance() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

        public ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length)
            {
                throw Damaged();
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        public int Length(int half)
        {
            var length = half;
            for (var more = half == 15 ? 255 : 0; more == 255 && length < int.MaxValue - 512; length += more)
            {
                more = Byte();
            }

            return length;
        }

        public int Number()
        {
            var number = 0;
            for (var shift = 0; shift < 32; shift += 7)
            {
                var part = Byte();
                number |= (part & 127) << shift;
                if (part < 128)
                {
                    return number >= 0 ? number : throw Damaged();
                }
            }

            throw Damaged();
        }
    }

    /// <summary>What one thread compresses in: the dictionary with the body behind it, and where the body has said what.</summary>
    private sealed class Workspace
    {
        private readonly int[] _places = new int[1 << HashBits];
        private byte[] _text = new byte[Dictionary.Length + 4096];
        private byte[] _output = new byte[4096];
        private int _written;
        private int _epoch; // places below it are of bodies before this one

        public Workspace() => Dictionary.CopyTo(_text, 0);

        /// <returns>The compressed bytes; null when they would not save an eighth.</returns>
        public byte[]? Compress(byte[] body)
        {
            Prepare(body);
            var end = Dictionary.Length + body.Length;
            var from = Dictionary.Length;
            for (var at = from; at <= end - ShortestCopy;)
            {
                var (place, length) = Longest(at, end);
                Remember(at);
                if (length < ShortestCopy)
                {
                    at += 1 + ((at - from) >> 6); // what does not compress is gone through faster and faster
                    continue;
                }

                while (at > from && place > 0 && _text[at - 1] == _text[place - 1])
                {
                    (at, place, length) = (at - 1, place - 1, length + 1);
                }

                Write(from, at, at - place, length);
                RememberInside(at, length, end);
                at += length;
                from = at;
            }

            Write(from, end, 0, 0);
            _epoch += end;
            return _written < body.Length - (body.Length >> 3) ? _output.AsSpan(0, _written).ToArray() : null;
        }

        private void Prepare(byte[] body)
        {
            if (_text.Length < Dictionary.Length + body.Length)
            {
                _text = new byte[Dictionary.Length + (body.Length * 2)];
                Dictionary.CopyTo(_text, 0);
            }

            body.CopyTo(_text, Dictionary.Length);
            if (_epoch > int.MaxValue - Dictionary.Length - body.Length - 1 || _epoch == 0)
            {
                Array.Clear(_places);
                _epoch = 1;
            }

            var most = body.Length + (body.Length / 255) + 32;
            if (_output.Length < most)
            {
                _output = new byte[most * 2];
            }

            _output[0] = Form;
            _written = 1;
            for (var rest = (uint)body.Length; ; rest >>= 7)
            {
                _output[_written++] = (byte)(rest < 128 ? rest : (rest & 127) | 128);
                if (rest < 128)
                {
                    return;
                }
            }
        }

        private (int Place, int Length) Longest(int at, int end)
        {
            var hash = Hash(_text, at);
            var best = (Place: 0, Length: 0);
            var near = _places[hash] - _epoch;
            if (near >= 0 && at - near <= MostDistance)
            {
                best = (near, Common(near, at, end));
            }

            if (at <= MostDistance)
            {
                foreach (var place in DictionaryPlaces.AsSpan(hash * PerBucket, PerBucket))
                {
                    if (place < 0)
                    {
                        break;
                    }

                    // A longer one must go on where the best one so far ends.
                    if ((best.Length == 0 || (at + best.Length < end && _text[place + best.Length] == _text[at + best.Length])) && Common(place, at, end) is var length && length > best.Length)
                    {
                        best = (place, length);
                    }
                }
            }

            return best;
        }

        private int Common(int place, int at, int end)
        {
            var text = _text.AsSpan();
            return text[at..end].CommonPrefixLength(text.Slice(place, end - at));
        }

        private void Remember(int at) => _places[Hash(_text, at)] = at + _epoch;

        // Every other place of what was copied is enough to find it again.
        private void RememberInside(int at, int length, int end)
        {
            var last = Math.Min(at + length, end - ShortestCopy);
            for (var i = at + 1; i < last; i += 2)
            {
                Remember(i);
            }
        }

        private void Write(int from, int to, int distance, int length)
        {
            var fresh = to - from;
            var copied = distance == 0 ? 0 : length - ShortestCopy;
            _output[_written++] = (byte)((Math.Min(fresh, 15) << 4) | Math.Min(copied, 15));
            WriteRest(fresh);
            _text.AsSpan(from, fresh).CopyTo(_output.AsSpan(_written));
            _written += fresh;
            if (distance != 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_output.AsSpan(_written), (ushort)distance);
                _written += 2;
                WriteRest(copied);
            }
        }

        private void WriteRest(int length)
        {
            if (length < 15)
            {
                return;
            }

            for (length -= 15; length >= 255; length -= 255)
            {
                _output[_written++] = 255;
            }

            _output[_written++] = (byte)length;
        }
    }
}
