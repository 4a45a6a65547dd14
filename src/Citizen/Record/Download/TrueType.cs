using System.Buffers.Binary;
using System.Text;

namespace Helhed.Citizen;

/// <summary>
/// The tables of a TrueType font that a PDF needs: which glyph a character has and how wide it is, and the font without the tables that
/// only typesetting programs use. https://learn.microsoft.com/typography/opentype/spec/otff
/// </summary>
internal sealed class TrueType
{
    private static readonly string[] Needed = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    private readonly byte[] _file;
    private readonly Dictionary<string, (int At, int Length)> _tables = new(StringComparer.Ordinal);
    private readonly int _unitsPerEm;
    private readonly int _metrics;
    private readonly int _cmap;

    public TrueType(byte[] file)
    {
        _file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(file, at, 4)] = (S32(at + 8), S32(at + 12));
        }

        _unitsPerEm = U16(_tables["head"].At + 18);
        _metrics = U16(_tables["hhea"].At + 34);
        Ascent = Scaled((short)U16(_tables["hhea"].At + 4));
        Descent = Scaled((short)U16(_tables["hhea"].At + 6));
        _cmap = UnicodeMap();
    }

    /// <summary>Height above the line, in thousandths of the size.</summary>
    public int Ascent { get; }

    /// <summary>Depth below the line, in thousandths of the size; negative.</summary>
    public int Descent { get; }

    /// <summary>The glyph of a character of the basic plane; 0 when the font has none.</summary>
    public ushort Glyph(char c)
    {
        var segments = U16(_cmap + 6) / 2;
        var (ends, starts) = (_cmap + 14, _cmap + 16 + (segments * 2));
        for (var i = 0; i < segments; i++)
        {
            if (c > U16(ends + (2 * i)))
            {
                continue;
            }

            var start = U16(starts + (2 * i));
            if (c < start)
            {
                return 0;
            }

            var (delta, offsetAt) = (U16(starts + ((segments + i) * 2)), starts + (((segments * 2) + i) * 2));
            var offset = U16(offsetAt);
            return offset == 0 ? (ushort)(c + delta) : U16(offsetAt + offset + (2 * (c - start))) is var glyph and not 0 ? (ushort)(glyph + delta) : (ushort)0;
        }

        return 0;
    }

    /// <summary>How wide a glyph is, in thousandths of the size.</summary>
    public int Width(ushort glyph) => Scaled(U16(_tables["hmtx"].At + (4 * Math.Min(glyph, _metrics - 1))));

    /// <summary>The font with the tables alone that a PDF shows it by.</summary>
    public byte[] ForPdf()
    {
        var kept = Needed.Where(_tables.ContainsKey).ToList();
        using var output = new MemoryStream();
        var at = 12 + (16 * kept.Count);
        output.Write([0, 1, 0, 0, 0, (byte)kept.Count, 0, 128, 0, 3, 0, (byte)((kept.Count * 16) - 128)]);
        Span<byte> entry = stackalloc byte[16];
        foreach (var name in kept)
        {
            var (from, length) = _tables[name];
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(from, length));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], length);
            output.Write(entry);
            at += (length + 3) & ~3;
        }

        foreach (var name in kept)
        {
            var (from, length) = _tables[name];
            output.Write(_file, from, length);
            output.Write(new byte[(4 - (length & 3)) & 3]);
        }

        return output.ToArray();
    }

    // The table of segments (format 4) for Unicode, which every font of today has.
    private int UnicodeMap()
    {
        var cmap = _tables["cmap"].At;
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var at = cmap + S32(cmap + 4 + (8 * i) + 4);
            if (U16(at) == 4)
            {
                return at;
            }
        }

        throw new InvalidDataException("The font has no table of characters in segments (cmap format 4).");
    }

    private uint Checksum(int from, int length)
    {
        var sum = 0u;
        for (var i = 0; i < length; i += 4)
        {
            for (var k = 0; k < 4; k++)
            {
                sum += i + k < length ? (uint)_file[from + i + k] << (24 - (8 * k)) : 0;
            }
        }

        return sum;
    }

    private int Scaled(int units) => units * 1000 / _unitsPerEm;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int S32(int at) => BinaryPrimitives.ReadInt32BigEndian(_file.AsSpan(at));
}
