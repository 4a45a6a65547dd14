using System.Text;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>
/// Damages texts: half of the edits are to bytes, half to tokens (words, quoted texts and single characters), since edits to bytes alone
/// leave next to nothing that is accepted.
/// </summary>
/// <param name="seeds">What is damaged, and where pieces of others come from.</param>
/// <param name="pieces">Texts that have been trouble elsewhere.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> pieces)
{
    private const int MaxBytes = 64 * 1024;

    private readonly byte[][] _pieces = [.. pieces.Select(Encoding.UTF8.GetBytes)];
    private readonly List<Range>[] _tokens = [.. seeds.Select(Tokens)];

    /// <summary>One mutant, the same for the same random numbers.</summary>
    public byte[] Next(SeededRandom random)
    {
        var seed = random.Int(0, seeds.Count);
        var bytes = random.Chance(0.5) ? EditTokens(seed, random) : EditBytes(seeds[seed], random);
        return bytes.Length > MaxBytes ? bytes[..MaxBytes] : bytes;
    }

    private static byte[] EditBytes(byte[] original, SeededRandom random)
    {
        var bytes = original.ToList();
        for (var left = random.Int(1, 4); left > 0; left--)
        {
            var at = random.Int(0, bytes.Count + 1);
            var length = Math.Min(random.Int(1, 9), bytes.Count - at);
            switch (random.Int(0, 5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Int(0, 256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Int(0, 8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Int(0, bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Int(' ', 127));
                    break;
            }
        }

        return [.. bytes];
    }

    private byte[] EditTokens(int seed, SeededRandom random)
    {
        var tokens = _tokens[seed].Select(range => (ReadOnlyMemory<byte>)seeds[seed].AsMemory(range)).ToList();
        for (var left = random.Int(1, 4); left > 0 && tokens.Count > 0; left--)
        {
            var at = random.Int(0, tokens.Count);
            switch (random.Int(0, 6))
            {
                case 0:
                    tokens.RemoveRange(at, Math.Min(random.Int(1, 6), tokens.Count - at));
                    break;
                case 1:
                    tokens.InsertRange(at, tokens.GetRange(at, Math.Min(random.Int(1, 12), tokens.Count - at)));
                    break;
                case 2:
                    var other = random.Int(0, tokens.Count);
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                case 3:
                    tokens[at] = random.Pick(_pieces);
                    break;
                case 4:
                    tokens.Insert(at, random.Pick(_pieces));
                    break;
                default:
                    tokens[at] = TokenLike(tokens[at].Span[0], random);
                    break;
            }
        }

        return [.. tokens.SelectMany(t => t.ToArray())];
    }

    // A token of any seed that begins alike, so that a text takes the place of a text and a number that of a number.
    private ReadOnlyMemory<byte> TokenLike(byte first, SeededRandom random)
    {
        ReadOnlyMemory<byte> token = default;
        for (var tries = 0; tries < 8; tries++)
        {
            var seed = random.Int(0, seeds.Count);
            token = seeds[seed].AsMemory(random.Pick(_tokens[seed]));
            if (token.Span[0] == first || (char.IsAsciiLetterOrDigit((char)token.Span[0]) && char.IsAsciiLetterOrDigit((char)first)))
            {
                break;
            }
        }

        return token;
    }

    private static List<Range> Tokens(byte[] text)
    {
        var tokens = new List<Range>();
        for (var at = 0; at < text.Length;)
        {
            var start = at++;
            if (text[start] is (byte)'"' or (byte)'\'')
            {
                while (at < text.Length && text[at - 1] != (byte)'\\' && text[at] != text[start])
                {
                    at++;
                }

                at = Math.Min(text.Length, at + 1);
            }
            else
            {
                while (at < text.Length && IsWord(text[start]) && IsWord(text[at]))
                {
                    at++;
                }
            }

            tokens.Add(start..at);
        }

        return tokens;
    }

    private static bool IsWord(byte b) => b >= 128 || char.IsAsciiLetterOrDigit((char)b) || b == (byte)'_';
}
