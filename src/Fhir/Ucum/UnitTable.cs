using System.Collections.Frozen;

namespace Helhed.Fhir.Ucum;

/// <summary>The prefixes and units of UCUM, read once from the table in the assembly (330 lines, under 1 ms).</summary>
internal sealed class UnitTable
{
    private static readonly Lazy<UnitTable> Shared = new(Load);

    private readonly FrozenDictionary<string, UnitAtom>.AlternateLookup<ReadOnlySpan<char>> _atoms;
    private readonly FrozenDictionary<string, UnitPrefix>.AlternateLookup<ReadOnlySpan<char>> _prefixes;

    private UnitTable(List<UnitAtom> atoms, List<UnitPrefix> prefixes)
    {
        Atoms = atoms;
        Prefixes = prefixes;
        _atoms = atoms.ToFrozenDictionary(a => a.Code).GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixes = prefixes.ToFrozenDictionary(p => p.Code).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static UnitTable Default => Shared.Value;

    public IReadOnlyList<UnitAtom> Atoms { get; }

    public IReadOnlyList<UnitPrefix> Prefixes { get; }

    /// <summary>A unit, or a prefix and a metric unit. A whole unit goes first: cd is the candela, not the centiday.</summary>
    public bool TryFind(ReadOnlySpan<char> symbol, out UnitPrefix? prefix, out UnitAtom? atom)
    {
        prefix = null;
        if (_atoms.TryGetValue(symbol, out atom))
        {
            return true;
        }

        for (var length = 1; length <= 2 && length < symbol.Length; length++)
        {
            if (_prefixes.TryGetValue(symbol[..length], out prefix) && _atoms.TryGetValue(symbol[length..], out atom) && atom.IsMetric)
            {
                return true;
            }
        }

        prefix = null;
        atom = null;
        return false;
    }

    private static UnitTable Load()
    {
        using var stream = typeof(UnitTable).Assembly.GetManifestResourceStream("ucum.table")
            ?? throw new InvalidDataException("The table of units is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var atoms = new List<UnitAtom>(320);
        var prefixes = new List<UnitPrefix>(24);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                Add(line.Split('\t'), atoms, prefixes);
            }
        }

        return new UnitTable(atoms, prefixes);
    }

    private static void Add(string[] columns, List<UnitAtom> atoms, List<UnitPrefix> prefixes)
    {
        if (columns is not [var kind, var code, var flags, var value, var unit, var function, var name] || !Ratio.TryParse(value, out var number))
        {
            throw new InvalidDataException($"The table of units has a line that cannot be read: {string.Join(' ', columns)}");
        }

        if (kind == "p")
        {
            prefixes.Add(new UnitPrefix(code, name, number));
            return;
        }

        var traits = (flags.Contains('m', StringComparison.Ordinal) ? UnitTraits.Metric : 0)
            | (flags.Contains('s', StringComparison.Ordinal) ? UnitTraits.Special : 0)
            | (flags.Contains('a', StringComparison.Ordinal) ? UnitTraits.Arbitrary : 0)
            | (kind == "b" ? UnitTraits.Base : 0);
        atoms.Add(new UnitAtom(code, name, traits, new UnitFormula(number, unit, ScaleFunctions.Named(function))));
    }
}
