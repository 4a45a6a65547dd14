using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Helhed.Fhir.Ucum;

/// <summary>Units that have been read. A system's messages use some hundred; a flood of made-up ones empties the cache and costs no memory.</summary>
internal static class UnitCache
{
    private const int MostUnits = 4096;

    private static readonly ConcurrentDictionary<string, UcumUnit> Units = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, UcumUnit>.AlternateLookup<ReadOnlySpan<char>> BySpan = Units.GetAlternateLookup<ReadOnlySpan<char>>();
    private static int _added;

    public static bool TryGet(ReadOnlySpan<char> code, [NotNullWhen(true)] out UcumUnit? unit, [NotNullWhen(false)] out string? error)
    {
        if (BySpan.TryGetValue(code, out unit))
        {
            error = null;
            return true;
        }

        unit = UcumUnit.Read(code, out error);
        if (unit is null)
        {
            error ??= "";
            return false;
        }

        if (Interlocked.Increment(ref _added) > MostUnits)
        {
            Units.Clear();
            Interlocked.Exchange(ref _added, 1);
        }

        Units[unit.Code] = unit;
        error = null;
        return true;
    }

    /// <summary>The unit of UTF-8 bytes, or null. Only ASCII can be one.</summary>
    public static UcumUnit? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > UnitParser.MostLength)
        {
            return null;
        }

        Span<char> code = stackalloc char[utf8.Length];
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] >= 0x80)
            {
                return null;
            }

            code[i] = (char)utf8[i];
        }

        return TryGet(code, out var unit, out _) ? unit : null;
    }
}
