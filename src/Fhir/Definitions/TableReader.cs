using System.Runtime.CompilerServices;
using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>Reads the table file that <c>tools/DefinitionCompiler</c> writes; the layout is stated there.</summary>
internal sealed unsafe class TableReader
{
    private readonly byte* _bytes;
    private readonly string[] _strings;
    private int _position;

    private TableReader(byte* bytes)
    {
        _bytes = bytes;
        if (!new ReadOnlySpan<byte>(_bytes, 4).SequenceEqual("HFD1"u8))
        {
            throw new InvalidDataException("The embedded definitions are not a table file of this version: run tools/DefinitionCompiler.");
        }

        _position = 4;
        _strings = ReadStrings();
    }

    public static R4Definitions Load()
    {
        using var stream = (UnmanagedMemoryStream)typeof(TableReader).Assembly.GetManifestResourceStream("r4.definitions")!;
        return new TableReader(stream.PositionPointer).Read();
    }

    // Compiled once and well: as a loop over 20,000 strings it would else be compiled twice while it runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string[] ReadStrings()
    {
        var strings = new string[Number()];
        for (var i = 0; i < strings.Length; i++)
        {
            var length = Number();
            strings[i] = Encoding.UTF8.GetString(_bytes + _position, length);
            _position += length;
        }

        return strings;
    }

    private R4Definitions Read()
    {
        var types = ReadTypes();
        var parameters = new SearchParameterDefinition[Number()];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new(i, Name(), Name(), (SearchParameterType)Number(), Names(), Name(), Names(), List(() => Corrected(new SearchComponent(Name(), Name()))));
        }

        var compartments = new Dictionary<string, Dictionary<string, string[]>>();
        for (var left = Number(); left > 0; left--)
        {
            var members = compartments[Name()] = [];
            for (var types1 = Number(); types1 > 0; types1--)
            {
                members[Name()] = Names();
            }
        }

        var valueSets = new Dictionary<string, (string, string)[]>();
        for (var left = Number(); left > 0; left--)
        {
            valueSets[Name()] = List(() => (Name(), Name()));
        }

        return new R4Definitions(types, parameters, compartments, valueSets);
    }

    // R4 publishes DocumentReference's composite "relationship" with the expressions of its two parts exchanged: the part defined by the
    // reference "relatesto" is said to be at "code", and the one defined by the code "relation" at "target". Nothing could ever be found
    // so. The definitions stand, since they say what kind of value a client gives: relationship=DocumentReference/1$replaces.
    private static SearchComponent Corrected(SearchComponent component) => component switch
    {
        { Definition: "http://hl7.org/fhir/SearchParameter/DocumentReference-relatesto", Expression: "code" } => component with { Expression = "target" },
        { Definition: "http://hl7.org/fhir/SearchParameter/DocumentReference-relation", Expression: "target" } => component with { Expression = "code" },
        _ => component,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TypeDefinition[] ReadTypes()
    {
        // Elements point at types further on: a first pass makes the types, a second fills them.
        var start = _position;
        var types = new TypeDefinition[Number()];
        for (var i = 0; i < types.Length; i++)
        {
            var name = Name();
            var kind = Number();
            types[i] = new TypeDefinition(i, name, (TypeKind)(kind & 3), (kind & 8) != 0);
            Number();
            SkipElements();
            List(ReadInvariant);
        }

        _position = start;
        Number();
        foreach (var type in types)
        {
            Name();
            Number();
            type.BaseType = Number() is > 0 and var b ? types[b - 1] : null;
            var elements = new ElementDefinition[Number()];
            for (var ordinal = 0; ordinal < elements.Length; ordinal++)
            {
                elements[ordinal] = ReadElement(ordinal, type, types);
            }

            type.Elements = elements;
            type.Invariants = List(ReadInvariant);
            type.Seal();
        }

        return types;
    }

    private ElementDefinition ReadElement(int ordinal, TypeDefinition owner, TypeDefinition[] types)
    {
        var name = Name();
        var path = Name();
        var min = Number();
        var max = Number();
        var type = types[Number()];
        var choice = Name();
        var flags = Number();
        return new ElementDefinition(ordinal, name)
        {
            Path = path,
            Min = min,
            Max = max == 0 ? int.MaxValue : max,
            Type = type,
            Choice = choice,
            IsSummary = (flags & 1) != 0,
            IsModifier = (flags & 2) != 0,
            Binding = (flags & 4) != 0 ? new Binding((BindingStrength)Number(), Name()) : null,
            Targets = Names(),
            Invariants = List(ReadInvariant),
            IsAttribute = (name == "id" && owner.Kind != TypeKind.Resource) || (name == "url" && owner.Name == "Extension"),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SkipElements()
    {
        for (var left = Number(); left > 0; left--)
        {
            for (var i = 0; i < 6; i++)
            {
                Number();
            }

            if ((Number() & 4) != 0)
            {
                Number();
                Number();
            }

            for (var targets = Number(); targets > 0; targets--)
            {
                Number();
            }

            for (var invariants = Number() * 4; invariants > 0; invariants--)
            {
                Number();
            }
        }
    }

    private Invariant ReadInvariant() => new(Name(), Number() == 0, Name(), Name());

    private string[] Names() => List(Name);

    private T[] List<T>(Func<T> read)
    {
        var count = Number();
        if (count == 0)
        {
            return [];
        }

        var list = new T[count];
        for (var i = 0; i < count; i++)
        {
            list[i] = read();
        }

        return list;
    }

    private string Name() => _strings[Number()];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Number()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _bytes[_position++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }
}
