using System.Runtime.InteropServices;
using System.Text;

namespace Helhed.Fhir.Terminology;

/// <summary>
/// A list of codes as UTF-8 that is searched without allocating: 4 bytes of ends and at most 16 bytes of slots for each code, beside its
/// text. Codes are added while it is built and never afterwards, so it may be read by many threads.
/// </summary>
internal sealed class CodeIndex
{
    // Setting this bit in every byte makes letters lower-case, in ASCII and in the Latin letters with accents; what else it
    // changes only makes hashes meet.
    private const ulong Lower = 0x2020202020202020;

    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // Another one in every run, so that nobody can make a list of codes that all meet.
    private static readonly ulong Seed = (ulong)HashCode.Combine(0) * Multiplier;

    private readonly ulong _fold;
    private byte[] _text;
    private int[] _ends;
    private int[] _slots;
    private int _mask;

    public CodeIndex(bool isCaseSensitive, int expected = 4)
    {
        IsCaseSensitive = isCaseSensitive;
        _fold = isCaseSensitive ? 0 : Lower;
        _text = new byte[expected * 12];
        _ends = new int[expected];
        _slots = [];
        Resize(expected);
    }

    public bool IsCaseSensitive { get; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _text.AsSpan(start, _ends[index] - start);
        }
    }

    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>Position of a code, or -1. Where case does not matter, the code that is written so goes before one that is written otherwise.</summary>
    public int Find(ReadOnlySpan<byte> code)
    {
        var other = -1;
        for (var slot = Hash(code) & _mask; ; slot = (slot + 1) & _mask)
        {
            var index = _slots[slot] - 1;
            if (index < 0)
            {
                return other;
            }

            var known = this[index];
            if (known.SequenceEqual(code))
            {
                return index;
            }

            if (!IsCaseSensitive && other < 0 && EqualsIgnoringCase(known, code))
            {
                other = index;
            }
        }
    }

    public int Find(string code)
    {
        var utf8 = code.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetMaxByteCount(code.Length)];
        return Find(utf8[..Encoding.UTF8.GetBytes(code, utf8)]);
    }

    /// <summary>Position of a code, which is put last when it is new.</summary>
    public int Add(ReadOnlySpan<byte> code)
    {
        var found = Find(code);
        if (found >= 0 && this[found].SequenceEqual(code))
        {
            return found;
        }

        if (Count == _ends.Length)
        {
            var room = Math.Max(4, Count * 2);
            Array.Resize(ref _ends, room);
            Resize(room);
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + code.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(start + code.Length, _text.Length * 2));
        }

        code.CopyTo(_text.AsSpan(start));
        _ends[Count++] = start + code.Length;
        Place(Count - 1);
        return Count - 1;
    }

    public int Add(string code) => Add(Encoding.UTF8.GetBytes(code));

    private void Resize(int codes)
    {
        var size = 8;
        while (size < codes * 2)
        {
            size *= 2;
        }

        _slots = new int[size];
        _mask = size - 1;
        for (var i = 0; i < Count; i++)
        {
            Place(i);
        }
    }

    private void Place(int index)
    {
        var slot = Hash(this[index]) & _mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _slots[slot] = index + 1;
    }

    private static bool EqualsIgnoringCase(ReadOnlySpan<byte> known, ReadOnlySpan<byte> asked) =>
        known.Length == asked.Length
        && (Ascii.EqualsIgnoreCase(known, asked)
            || (!Ascii.IsValid(known) && string.Equals(Encoding.UTF8.GetString(known), Encoding.UTF8.GetString(asked), StringComparison.OrdinalIgnoreCase)));

    private int Hash(ReadOnlySpan<byte> code)
    {
        var hash = Seed ^ (ulong)code.Length;
        if (code.Length < 8)
        {
            return Finish(hash ^ (Short(code) | _fold));
        }

        // The last eight bytes may overlap those before: that costs less than going through them one by one.
        for (var i = 0; i + 8 < code.Length; i += 8)
        {
            hash = (hash ^ (MemoryMarshal.Read<ulong>(code[i..]) | _fold)) * Multiplier;
            hash ^= hash >> 32;
        }

        return Finish(hash ^ (MemoryMarshal.Read<ulong>(code[^8..]) | _fold));
    }

    private static ulong Short(ReadOnlySpan<byte> code)
    {
        if (code.Length >= 4)
        {
            return MemoryMarshal.Read<uint>(code) | ((ulong)MemoryMarshal.Read<uint>(code[^4..]) << 32);
        }

        ulong bytes = 0;
        foreach (var b in code)
        {
            bytes = (bytes << 8) | b;
        }

        return bytes;
    }

    private static int Finish(ulong hash)
    {
        hash *= Multiplier;
        hash ^= hash >> 29;
        return (int)((hash * Multiplier) >> 33);
    }
}
