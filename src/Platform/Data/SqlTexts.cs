using System.Collections.Concurrent;

namespace Helhed.Platform.Data;

/// <summary>
/// The texts of statements that have been made, so that the same statement is the same string: nothing is copied for it, and a connection
/// finds what it has prepared without comparing thousands of characters.
/// </summary>
internal static class SqlTexts
{
    // The code makes some hundred; lists of values of any length are all that could make more.
    private const int MostKept = 2048;

    // Longer ones hold many values and seldom come twice: together the kept ones stay under 32 MiB.
    private const int LongestKept = 8192;

    private static readonly ConcurrentDictionary<string, string> Known = new(Comparer.Instance);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> KnownChars = Known.GetAlternateLookup<ReadOnlySpan<char>>();
    private static int _kept;

    /// <summary>The text as a string, the same one as the last time.</summary>
    internal static string Of(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestKept)
        {
            return text.ToString();
        }

        if (KnownChars.TryGetValue(text, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _kept) > MostKept)
        {
            Known.Clear();
            Volatile.Write(ref _kept, 1);
        }

        var made = text.ToString();
        return Known.GetOrAdd(made, made);
    }

    /// <summary>
    /// Statements are long and few, and come from the code: some of their characters tell most of them apart, and hashing all of them would
    /// cost more than comparing with the one that is found.
    /// </summary>
    internal sealed class Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        private const int Sampled = 32;

        internal static Comparer Instance { get; } = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) => GetHashCode(text.AsSpan());

        public bool Equals(ReadOnlySpan<char> text, string other) => text.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<char> text)
        {
            var hash = (uint)text.Length;
            var step = Math.Max(1, text.Length / Sampled);
            for (var i = text.Length - 1; i >= 0; i -= step)
            {
                hash = (hash * 31) + text[i];
            }

            return (int)hash;
        }

        public string Create(ReadOnlySpan<char> text) => text.ToString();
    }
}
