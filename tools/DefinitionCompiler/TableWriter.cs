using System.Text;

namespace Helhed.DefinitionCompiler;

/// <summary>
/// Writes the compact table file. Layout (all integers LEB128, all names indexes into the string table): magic "HFD1", strings,
/// types with elements and constraints, search parameters, compartments, value sets. Read by Helhed.Fhir.Definitions.TableReader.
/// </summary>
internal sealed class TableWriter : IDisposable
{
    private static readonly string[] Kinds = ["primitive", "complex", "backbone", "resource"];
    private static readonly string[] Strengths = ["required", "extensible", "preferred", "example"];
    private static readonly string[] ParameterTypes = ["number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"];

    private readonly Dictionary<string, int> strings = new(StringComparer.Ordinal);
    private readonly MemoryStream body = new();

    public static byte[] Write(Model model)
    {
        using var writer = new TableWriter();
        writer.Body(model);
        using var file = new MemoryStream();
        file.Write("HFD1"u8);
        Number(file, writer.strings.Count);
        foreach (var text in writer.strings.Keys)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Number(file, bytes.Length);
            file.Write(bytes);
        }

        writer.body.WriteTo(file);
        return file.ToArray();
    }

    public void Dispose() => body.Dispose();

    private void Body(Model model)
    {
        var typeIndex = model.Types.Select((t, i) => (t.Name, i)).ToDictionary(x => x.Name, x => x.i);
        List(model.Types, type =>
        {
            Name(type.Name);
            Number(Array.IndexOf(Kinds, type.Kind) | (type.Abstract ? 8 : 0));
            Number(type.Base is { } b && typeIndex.TryGetValue(b, out var index) ? index + 1 : 0);
            List(type.Elements, e => Write(e, typeIndex));
            List(type.Constraints, Write);
        });
        List(model.SearchParameters, p =>
        {
            Name(p.Url);
            Name(p.Code);
            Number(Array.IndexOf(ParameterTypes, p.Type));
            List(p.Bases, Name);
            Name(p.Expression);
            List(p.Targets, Name);
            List(p.Components, c =>
            {
                Name(c.Definition);
                Name(c.Expression);
            });
        });
        List(model.Compartments, c =>
        {
            Name(c.Code);
            List(c.Members, m =>
            {
                Name(m.Type);
                List(m.Parameters, Name);
            });
        });
        List(model.ValueSets, v =>
        {
            Name(v.Url);
            List(v.Codes, c =>
            {
                Name(c.System);
                Name(c.Code);
            });
        });
    }

    private void Write(Element e, Dictionary<string, int> typeIndex)
    {
        Name(e.Name);
        Name(e.Path);
        Number(e.Min);
        Number(e.Max == int.MaxValue ? 0 : e.Max);
        Number(typeIndex[e.Type]);
        Name(e.Choice ?? "");
        Number((e.Summary ? 1 : 0) | (e.Modifier ? 2 : 0) | (e.Binding is null ? 0 : 4));
        if (e.Binding is { } binding)
        {
            Number(Array.IndexOf(Strengths, binding.Strength));
            Name(binding.ValueSet);
        }

        List(e.Targets, Name);
        List(e.Constraints, Write);
    }

    private void Write(Constraint c)
    {
        Name(c.Key);
        Number(c.Severity == "error" ? 0 : 1);
        Name(c.Human);
        Name(c.Expression);
    }

    private void List<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }

    private void Name(string text)
    {
        if (!strings.TryGetValue(text, out var index))
        {
            strings[text] = index = strings.Count;
        }

        Number(index);
    }

    private void Number(int value) => Number(body, value);

    private static void Number(Stream stream, int value)
    {
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            stream.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        stream.WriteByte((byte)rest);
    }
}
