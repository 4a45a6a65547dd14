using System.Globalization;
using System.Text;

namespace Helhed.Citizen;

/// <summary>A font as it is used in one document: its glyphs, with the characters they stand for.</summary>
internal sealed class PdfFont(TrueType font, string name)
{
    private readonly SortedDictionary<ushort, char> _used = [];

    public double Width(string text, double size)
    {
        var width = 0;
        foreach (var c in text)
        {
            width += font.Width(font.Glyph(c));
        }

        return width * size / 1000;
    }

    /// <summary>The text as glyphs, for the operator Tj. What the font has no glyph for is a question mark.</summary>
    public string Show(string text)
    {
        var hex = new StringBuilder(text.Length * 4);
        foreach (var c in text)
        {
            var shown = font.Glyph(c) == 0 ? '?' : c;
            var glyph = font.Glyph(shown);
            _used[glyph] = shown;
            hex.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        return $"<{hex}> Tj";
    }

    /// <summary>Writes the font: embedded, by glyph numbers, with the characters for those who search, copy or listen.</summary>
    public int Write(PdfFile file)
    {
        var data = font.ForPdf();
        var embedded = file.AddStream(string.Create(CultureInfo.InvariantCulture, $"/Length1 {data.Length}"), data);
        var descriptor = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 32 /FontBBox [-200 {font.Descent} 1200 {font.Ascent}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight 700 /StemV 80 /FontFile2 {embedded} 0 R >>"));
        var widths = string.Join(' ', _used.Keys.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g} [{font.Width(g)}]")));
        var descendant = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R /W [{widths}] >>"));
        var characters = file.AddStream("", Encoding.ASCII.GetBytes(Characters()));
        return file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {characters} 0 R >>"));
    }

    private string Characters()
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Helhed def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var some in _used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{some.Length} beginbfchar\n");
            foreach (var (glyph, c) in some)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{(int)c:X4}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
