using System.Buffers.Binary;
using System.Numerics;

namespace Helhed.Records.Terminology;

/// <summary>
/// A set of a code system's concepts: one bit for each, by their place in the system. 500,000 concepts are 62 kB, so that whole sets are
/// joined, cut and counted in microseconds. As bytes a set takes the shortest of three forms.
/// </summary>
internal sealed class Ordinals
{
    private const byte Gaps = 1;
    private const byte Runs = 2;
    private const byte Bitmap = 3;

    private readonly ulong[] _words;

    public Ordinals(int size)
    {
        Size = size;
        _words = new ulong[(size + 63) / 64];
    }

    private Ordinals(int size, ulong[] words)
    {
        Size = size;
        _words = words;
    }

    /// <summary>How many concepts the system has.</summary>
    public int Size { get; }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public bool this[int ordinal] => (uint)ordinal < (uint)Size && (_words[ordinal >> 6] & (1UL << ordinal)) != 0;

    public static Ordinals All(int size)
    {
        var all = new Ordinals(size);
        Array.Fill(all._words, ulong.MaxValue);
        if (size % 64 != 0)
        {
            all._words[^1] = (1UL << size) - 1;
        }

        return all;
    }

    public static Ordinals Of(int size, IEnumerable<int> ordinals)
    {
        var set = new Ordinals(size);
        foreach (var ordinal in ordinals)
        {
            set.Add(ordinal);
        }

        return set;
    }

    public Ordinals Copy() => new(Size, (ulong[])_words.Clone());

    public void Add(int ordinal) => _words[ordinal >> 6] |= 1UL << ordinal;

    public void Remove(int ordinal) => _words[ordinal >> 6] &= ~(1UL << ordinal);

    public void And(Ordinals other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= other._words[i];
        }
    }

    public void Or(Ordinals other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    public void Without(Ordinals other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    public void Invert()
    {
        var all = All(Size);
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] = ~_words[i] & all._words[i];
        }
    }

    /// <summary>Members in order, after <paramref name="skip"/> of them.</summary>
    public IEnumerable<int> From(int skip = 0)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            var word = _words[i];
            var here = BitOperations.PopCount(word);
            if (skip >= here)
            {
                skip -= here;
                continue;
            }

            for (; word != 0; word &= word - 1)
            {
                if (skip > 0)
                {
                    skip--;
                }
                else
                {
                    yield return (i * 64) + BitOperations.TrailingZeroCount(word);
                }
            }
        }
    }

    /// <summary>The bytes of a set whose members are given in order, each once.</summary>
    public static byte[] Encode(ReadOnlySpan<int> sorted, int size)
    {
        var (gaps, runs) = (new ByteList(sorted.Length + 8), new ByteList(16));
        gaps.Add(Gaps);
        runs.Add(Runs);
        var (last, end) = (-1, -1);
        for (var i = 0; i < sorted.Length; i++)
        {
            gaps.AddNumber(sorted[i] - last - 1);
            last = sorted[i];
            var first = i;
            while (i + 1 < sorted.Length && sorted[i + 1] == sorted[i] + 1)
            {
                i++;
                gaps.AddNumber(0);
                last = sorted[i];
            }

            runs.AddNumber(sorted[first] - end - 1);
            runs.AddNumber(i - first);
            end = sorted[i];
        }

        var shortest = runs.Count < gaps.Count ? runs : gaps;
        var bitmap = ((size + 63) / 64 * 8) + 1;
        return shortest.Count <= bitmap ? shortest.ToArray() : AsBitmap(sorted, bitmap);
    }

    /// <summary>Adds the members of an encoded set.</summary>
    public void Or(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty)
        {
            return;
        }

        var rest = encoded[1..];
        switch (encoded[0])
        {
            case Gaps:
                for (var last = -1; !rest.IsEmpty;)
                {
                    last += ByteList.ReadNumber(ref rest) + 1;
                    Add(last);
                }

                break;
            case Runs:
                for (var end = -1; !rest.IsEmpty;)
                {
                    var first = end + 1 + ByteList.ReadNumber(ref rest);
                    end = first + ByteList.ReadNumber(ref rest);
                    AddRun(first, end);
                }

                break;
            default:
                for (var i = 0; i < _words.Length; i++)
                {
                    _words[i] |= BinaryPrimitives.ReadUInt64LittleEndian(rest[(i * 8)..]);
                }

                break;
        }
    }

    private void AddRun(int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if ((i & 63) == 0 && i + 63 <= last)
            {
                _words[i >> 6] = ulong.MaxValue;
                i += 63;
            }
            else
            {
                Add(i);
            }
        }
    }

    private static byte[] AsBitmap(ReadOnlySpan<int> sorted, int length)
    {
        var bytes = new byte[length];
        bytes[0] = Bitmap;
        foreach (var ordinal in sorted)
        {
            bytes[1 + (ordinal >> 3)] |= (byte)(1 << (ordinal & 7));
        }

        return bytes;
    }
}

/// <summary>Bytes in the making, with numbers of seven bits a byte.</summary>
internal sealed class ByteList(int room)
{
    private byte[] _bytes = new byte[room];

    public int Count { get; private set; }

    public void Add(byte value)
    {
        if (Count == _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(16, Count * 2));
        }

        _bytes[Count++] = value;
    }

    public void AddNumber(int number)
    {
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            Add((byte)(rest | 0x80));
        }

        Add((byte)rest);
    }

    public byte[] ToArray() => _bytes.AsSpan(0, Count).ToArray();

    public static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        uint number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[0];
            bytes = bytes[1..];
            number |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (int)number;
            }
        }
    }

    /// <summary>Numbers that were added one after the other.</summary>
    public static List<int> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var numbers = new List<int>();
        while (!bytes.IsEmpty)
        {
            numbers.Add(ReadNumber(ref bytes));
        }

        return numbers;
    }
}
