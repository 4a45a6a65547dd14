using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>The text of a page while it is made, in memory that is used again for the next one.</summary>
internal sealed class PageText : TextWriter
{
    private const int AtFirst = 32 * 1024;

    private char[] _text = ArrayPool<char>.Shared.Rent(AtFirst);
    private int _length;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (_length == _text.Length)
        {
            Grow(1);
        }

        _text[_length++] = value;
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.Length > _text.Length - _length)
        {
            Grow(buffer.Length);
        }

        buffer.CopyTo(_text.AsSpan(_length));
        _length += buffer.Length;
    }

    /// <summary>Sends the text as UTF-8, with its length.</summary>
    public async Task SendTo(HttpResponse response, CancellationToken ct)
    {
        var length = Encoding.GetByteCount(_text, 0, _length);
        response.ContentLength = length;
        Encoding.GetBytes(_text.AsSpan(0, _length), response.BodyWriter);
        await response.BodyWriter.FlushAsync(ct);
    }

    protected override void Dispose(bool disposing)
    {
        ArrayPool<char>.Shared.Return(_text);
        _text = [];
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_text.Length * 2, _length + more));
        _text.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_text);
        _text = larger;
    }
}
