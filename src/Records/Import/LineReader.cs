using Helhed.Platform;

namespace Helhed.Records.Import;

/// <summary>Reads NDJSON line by line in constant memory.</summary>
internal static class LineReader
{
    public static IEnumerable<Outcome<ImportItem>> Read(ImportSource source)
    {
        using var file = source.Open();
        using var stream = source.Content(file);
        foreach (var item in Read(stream))
        {
            source.BytesRead = file.Position;
            yield return item;
        }
    }

    /// <summary>The lines of a stream, or the problem that ends the reading.</summary>
    public static IEnumerable<Outcome<ImportItem>> Read(Stream stream)
    {
        var buffer = new byte[256 * 1024];
        var start = 0;
        var end = 0;
        for (var number = 1; ; number++)
        {
            var line = NextLine(stream, ref buffer, ref start, ref end);
            if (!line.TryGet(out var bytes, out var problem))
            {
                yield return problem;
                yield break;
            }

            if (bytes is null)
            {
                yield break;
            }

            if (bytes.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                yield return new ImportItem(bytes, number);
            }
        }
    }

    // Null at the end of the file.
    private static Outcome<byte[]?> NextLine(Stream stream, ref byte[] buffer, ref int start, ref int end)
    {
        var searched = start;
        while (true)
        {
            var at = buffer.AsSpan(searched..end).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = buffer[start..(searched + at)];
                start = searched + at + 1;
                return line;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start..end).CopyTo(buffer);
                searched -= start;
                end -= start;
                start = 0;
            }

            if (end == buffer.Length)
            {
                if (buffer.Length > ImportSource.MaxLineBytes)
                {
                    return new Problem(ProblemKind.TooLarge, $"A line is over {ImportSource.MaxLineBytes / 1024 / 1024} MB. The rest of the file was not read.");
                }

                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, ImportSource.MaxLineBytes + 1));
            }

            var read = ReadSome(stream, buffer.AsSpan(end));
            if (read < 0)
            {
                return new Problem(ProblemKind.Invalid, "The file is not gzip, or is damaged. Copy it again.");
            }

            if (read == 0)
            {
                var last = buffer[start..end];
                start = end;
                return Outcome.Ok(last.Length == 0 ? null : last);
            }

            end += read;
        }
    }

    private static int ReadSome(Stream stream, Span<byte> target)
    {
        try
        {
            return stream.Read(target);
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }
}
