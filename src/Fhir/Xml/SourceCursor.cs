using System.Buffers;
using System.Text;

namespace Helhed.Fhir.Xml;

/// <summary>
/// Where a line and a column of <see cref="System.Xml.XmlReader"/> (which counts UTF-16 units, and ends a line at \n, \r\n or \r) lie in
/// the UTF-8 source. It only moves on, so finding every place of a document reads the document once; going back begins anew.
/// </summary>
internal sealed class SourceCursor(ReadOnlyMemory<byte> source)
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private int _line = 1;
    private int _column = 1;
    private int _offset;
    private int _lineStart;

    /// <summary>Offset in bytes of the character at a line and column, both from 1.</summary>
    public int Offset(int line, int column)
    {
        if (line < _line || (line == _line && column < _column))
        {
            (_line, _column, _offset, _lineStart) = (1, 1, 0, 0);
        }

        var text = source.Span;
        while (_line < line)
        {
            var end = text[_offset..].IndexOfAny(LineEnds);
            if (end < 0)
            {
                break;
            }

            _offset += end + (text[_offset..][end..].StartsWith("\r\n"u8) ? 2 : 1);
            _lineStart = _offset;
            _line++;
            _column = 1;
        }

        while (_column < column && _offset < text.Length)
        {
            var ascii = text[_offset..Math.Min(text.Length, _offset + column - _column)].IndexOfAnyExceptInRange((byte)0, (byte)127);
            ascii = ascii < 0 ? Math.Min(text.Length - _offset, column - _column) : ascii;
            if (ascii > 0)
            {
                _offset += ascii;
                _column += ascii;
                continue;
            }

            Rune.DecodeFromUtf8(text[_offset..], out var rune, out var length);
            _offset += length;
            _column += rune.Utf16SequenceLength;
        }

        return _offset;
    }

    /// <summary>The column in bytes, from 1, of a line and column of the reader.</summary>
    public int ByteColumn(int line, int column)
    {
        var offset = Offset(line, column);
        return offset - _lineStart + 1;
    }
}
