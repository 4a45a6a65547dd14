using System.Buffers;
using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Puts texts together without a string of each part: begun on the caller's stack, continued in a rented array.</summary>
internal ref struct TextBuffer(Span<char> start)
{
    private Span<char> _buffer = start;
    private char[]? _rented;

    public int Length { get; private set; }

    public void Append(in PathItem text)
    {
        if (text.Kind == ItemKind.Node && (text.Raw.Flags & NodeFlags.Escaped) == 0)
        {
            var bytes = text.Document.Raw(text.Index);
            Reserve(bytes.Length);
            Length += Encoding.UTF8.GetChars(bytes, _buffer[Length..]);
        }
        else if (text.Kind != ItemKind.None)
        {
            Append(SystemValue.Text(text));
        }
    }

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer[Length..]);
        Length += text.Length;
    }

    /// <summary>The text; the buffer is given back and not to be used again.</summary>
    public string Take()
    {
        var text = new string(_buffer[..Length]);
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        return text;
    }

    private void Reserve(int length)
    {
        if (Length + length <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<char>.Shared.Rent(Math.Max(Length + length, _buffer.Length * 2));
        _buffer[..Length].CopyTo(larger);
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        _buffer = _rented = larger;
    }
}
