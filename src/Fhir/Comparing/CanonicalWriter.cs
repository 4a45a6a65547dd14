using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>
/// Writes the one JSON form that equal resources share, for signatures and digests:
/// <see href="https://hl7.org/fhir/R4/json.html#canonical">https://hl7.org/fhir/R4/json.html#canonical</see>. Properties stand in
/// alphabetical order (by character code), there is no white space but single blanks within values, texts have no escape that JSON does not
/// demand, and numbers keep their digits, since 1.50 is not 1.5 in FHIR. What a form leaves out is left out of the resource itself, not of
/// resources inside it.
/// </summary>
public static class CanonicalWriter
{
    private const string Address = "http://hl7.org/fhir/canonicalization/json";

    /// <summary>The canonical UTF-8 bytes of a resource.</summary>
    public static byte[] Write(FhirDocument document, CanonicalForm form = CanonicalForm.Everything)
    {
        ArgumentNullException.ThrowIfNull(document);
        var output = new ArrayBufferWriter<byte>(document.Json.Length);
        new CanonicalOutput(document, form, output).Object(0);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The address that names a form in <c>Signature.targetFormat</c> and elsewhere.</summary>
    public static string AddressOf(CanonicalForm form) => form switch
    {
        CanonicalForm.Data => Address + "#data",
        CanonicalForm.Static => Address + "#static",
        CanonicalForm.Narrative => Address + "#narrative",
        CanonicalForm.Document => Address + "#document",
        _ => Address,
    };

    /// <summary>The form that an address names.</summary>
    public static bool TryForm(string address, [NotNullWhen(true)] out CanonicalForm? form)
    {
        form = Enum.GetValues<CanonicalForm>().Where(f => AddressOf(f) == address).Select(f => (CanonicalForm?)f).FirstOrDefault();
        return form is not null;
    }
}

/// <summary>One run over a document.</summary>
internal readonly struct CanonicalOutput(FhirDocument document, CanonicalForm form, ArrayBufferWriter<byte> output)
{
    public void Object(int node)
    {
        var type = document.Definitions.Types[document.Nodes[node].Type];
        var properties = Properties(node, type);
        output.Write("{"u8);
        var first = true;
        foreach (var property in properties)
        {
            output.Write(first ? "\""u8 : ",\""u8);
            Encoding.UTF8.GetBytes(property.Name, output);
            output.Write("\":"u8);
            Value(property.First, type);
            first = false;
        }

        output.Write("}"u8);
    }

    // The properties of an object by name; -1 stands for resourceType, which is no node.
    private List<(string Name, int First)> Properties(int node, TypeDefinition type)
    {
        var properties = new List<(string Name, int First)>();
        if (type.Kind == TypeKind.Resource)
        {
            properties.Add(("resourceType", -1));
        }

        foreach (var child in new ChildEnumerator(document, node))
        {
            var element = type.Elements[child.Node.Ordinal];
            if (child.IsFirst && Covers(node, child.Index, element))
            {
                properties.Add(((child.Node.Flags & NodeFlags.Companion) != 0 ? "_" + element.Name : element.Name, child.Index));
            }
        }

        properties.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return properties;
    }

    private bool Covers(int parent, int node, ElementDefinition element) => form switch
    {
        CanonicalForm.Data => parent != 0 || element.Name != "text",
        CanonicalForm.Static => parent != 0 || element.Name is not ("text" or "meta"),
        CanonicalForm.Document => parent != 0 || document.TypeName != "Bundle" || element.Name is not ("id" or "meta"),
        CanonicalForm.Narrative => IsOrHoldsNarrative(node) || IsWithinNarrative(parent)
            || (element.Name == "id" && document.Definitions.Types[document.Nodes[parent].Type].Kind == TypeKind.Resource),
        _ => true,
    };

    private bool IsOrHoldsNarrative(int first)
    {
        var isList = (document.Nodes[first].Flags & NodeFlags.Item) != 0;
        foreach (var item in new ItemEnumerator(document, first))
        {
            for (var node = item.Index; node < item.Node.End; node++)
            {
                if (document.Definitions.Types[document.Nodes[node].Type] is { Name: "Narrative" } or { Kind: TypeKind.Resource })
                {
                    return true;
                }
            }

            if (!isList)
            {
                break;
            }
        }

        return false;
    }

    private bool IsWithinNarrative(int node)
    {
        for (; node >= 0; node = document.Nodes[node].Parent)
        {
            if (document.Definitions.Types[document.Nodes[node].Type].Name == "Narrative")
            {
                return true;
            }
        }

        return false;
    }

    private void Value(int first, TypeDefinition type)
    {
        if (first < 0)
        {
            Text(type.Name);
            return;
        }

        if ((document.Nodes[first].Flags & NodeFlags.Item) == 0)
        {
            Single(first);
            return;
        }

        var separator = "["u8;
        foreach (var item in new ItemEnumerator(document, first))
        {
            output.Write(separator);
            Single(item.Index);
            separator = ","u8;
        }

        output.Write("]"u8);
    }

    private void Single(int node)
    {
        switch (document.Nodes[node].Kind)
        {
            case NodeKind.Object:
                Object(node);
                break;
            case NodeKind.String:
                Text(document.Text(node));
                break;
            default:
                output.Write(document.Raw(node));
                break;
        }
    }

    private void Text(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        var blank = false;
        foreach (var c in text)
        {
            var isBlank = c is ' ' or '\t' or '\n' or '\r';
            if (!isBlank)
            {
                Append(written, c);
            }
            else if (!blank)
            {
                written.Append(' ');
            }

            blank = isBlank;
        }

        Encoding.UTF8.GetBytes(written.Append('"').ToString(), output);
    }

    private static void Append(StringBuilder text, char c) => _ = c switch
    {
        '"' => text.Append("\\\""),
        '\\' => text.Append("\\\\"),
        '\b' => text.Append("\\b"),
        '\f' => text.Append("\\f"),
        < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
        _ => text.Append(c),
    };
}
