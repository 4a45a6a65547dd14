using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>What R4 adds, and the functions on the tree. See <see href="https://hl7.org/fhir/R4/fhirpath.html#functions"/>.</summary>
internal static class FhirFunctions
{
    private const string BaseProfiles = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly PathSteps ToExtension = new("extension");
    private static readonly PathSteps ToModifier = new("modifierExtension");

    public static FunctionDefinition[] All { get; } =
    [
        ListTerm.Define("children", 0, 0, Children, (_, _, _) => Shape.Unknown with { IsUnordered = true }),
        ListTerm.Define("descendants", 0, 0, Descendants, (_, _, _) => Shape.Unknown with { IsUnordered = true }),
        ListTerm.Define("extension", 1, 1, Extension, (c, at, input) => CheckExtension(c, at)),
        ListTerm.Define("getValue", 0, 0, GetValue, (_, _, input) => input.IsKnown && input.Types.Length == 1 ? Shape.Of(PathType.Of(input.Types[0].Converted)) : Shape.Unknown),
        ListTerm.Define("resolve", 0, 0, Resolve, ListTerm.Unknown),
        ListTerm.Define("pathname", 0, 1, PathName, PathType.String),
        ListTerm.Define("checkModifiers", 1, int.MaxValue, CheckModifiers, ListTerm.Same),
        ListTerm.Define("elementDefinition", 0, 0, ElementDefinition, PathType.OfFhir("ElementDefinition")!),
        ListTerm.Define("slice", 2, 2, Slice, ListTerm.Same),
        ScalarTerm.Define("conformsTo", 1, 1, ConformsTo, new ScalarSignature(ItemKind.None, PathType.Boolean, ItemKind.String)),
        ScalarTerm.Define("htmlChecks", 0, 0, HtmlChecks, new ScalarSignature(ItemKind.String, PathType.Boolean)),
    ];

    private static bool Children(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        for (var i = start; i < end; i++)
        {
            if (m[i].Kind != ItemKind.Node)
            {
                continue;
            }

            var (document, index) = m[i].Node;
            var before = m.Count;
            foreach (var child in new ElementChildren(document, index))
            {
                m.Push(PathItem.OfNode(document, child));
            }

            if (!m.Spend(1 + m.Count - before, at))
            {
                return false;
            }
        }

        m.Remove(start, end);
        return true;
    }

    // Everything inside an element lies behind it in the table.
    private static bool Descendants(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        for (var i = start; i < end; i++)
        {
            if (m[i].Kind != ItemKind.Node)
            {
                continue;
            }

            var (document, index) = m[i].Node;
            var holder = ElementChildren.Holder(document, index);
            var last = holder < 0 ? 0 : document.Nodes[holder].End;
            if (!m.Spend(1 + Math.Max(0, last - holder), at))
            {
                return false;
            }

            for (var node = holder + 1; node < last; node++)
            {
                if (ElementChildren.IsElement(document, node))
                {
                    m.Push(PathItem.OfNode(document, node));
                }
            }
        }

        m.Remove(start, end);
        return true;
    }

    private static Shape CheckExtension(Checker c, FunctionTerm at)
    {
        c.CheckKind(at, c.CheckOperand(at.Arguments[0]), ItemKind.String, "extension()");
        return Shape.Of(PathType.OfFhir("Extension")!);
    }

    private static bool Extension(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        if (!m.Argument(at.Arguments[0], out var url))
        {
            return false;
        }

        for (var i = start; i < end && url.Kind != ItemKind.None; i++)
        {
            var from = m.Count;
            var item = m[i];
            if (!ToExtension.Push(m, item, at))
            {
                return false;
            }

            var kept = from;
            for (var k = from; k < m.Count; k++)
            {
                var extension = m[k];
                if (new NodeReader(extension.Document, extension.Index).Child("url"u8) is { } own && Equality.Equal(PathItem.OfNode(extension.Document, own.Index), url) == Truth.True)
                {
                    m.Set(kept++, extension);
                }
            }

            m.Drop(kept);
        }

        m.Remove(start, end);
        return true;
    }

    private static bool GetValue(Machine m, FunctionTerm at, int start)
    {
        var value = m.Count - start == 1 ? SystemValue.Of(m[start]) : default;
        var isValue = m.Count - start == 1 && (m[start].Kind != ItemKind.Node || SystemValue.HasValue(m[start]));
        m.Drop(start);
        if (isValue && value.Kind != ItemKind.None)
        {
            m.Push(value.Kind == ItemKind.Node ? PathItem.Of(SystemValue.Text(value)) : value);
        }

        return true;
    }

    private static bool Resolve(Machine m, FunctionTerm at, int start)
    {
        var kept = start;
        for (var i = start; i < m.Count; i++)
        {
            if (References.Resolve(m, m[i]) is { } target)
            {
                m.Set(kept++, PathItem.OfNode(target));
            }

            if (!m.Spend(10, at))
            {
                return false;
            }
        }

        m.Drop(kept);
        return true;
    }

    // What was calculated, or is in another document, has no path in this one.
    private static bool PathName(Machine m, FunctionTerm at, int start)
    {
        PathItem isShort = default;
        if (at.Arguments.Length == 1 && !m.Argument(at.Arguments[0], out isShort))
        {
            return false;
        }

        var kept = start;
        for (var i = start; i < m.Count; i++)
        {
            var item = m[i];
            if (item.Kind == ItemKind.Node && ReferenceEquals(item.Document, m.Focus.Document))
            {
                var path = PathNames.Of(item.Document, item.Index, Machine.TruthOf(isShort) == Truth.True);
                m.Set(kept++, PathItem.Of(path));
                if (!Texts.Spend(m, at, path.Length * 8))
                {
                    return false;
                }
            }
        }

        m.Drop(kept);
        return true;
    }

    // What R4 says of each element; what was calculated is no element.
    private static bool ElementDefinition(Machine m, FunctionTerm at, int start)
    {
        var kept = start;
        for (var i = start; i < m.Count; i++)
        {
            if (m[i].Kind == ItemKind.Node && Validation.TypeSnapshots.Of(m[i].Node) is { } definition)
            {
                m.Set(kept++, PathItem.OfNode(definition));
            }

            if (!m.Spend(10, at))
            {
                return false;
            }
        }

        m.Drop(kept);
        return true;
    }

    // Those of the input that are in the slice.
    private static bool Slice(Machine m, FunctionTerm at, int start)
    {
        if (!m.Argument(at.Arguments[0], out var profile) || !m.Argument(at.Arguments[1], out var name))
        {
            return false;
        }

        if (profile.Kind == ItemKind.None || name.Kind == ItemKind.None)
        {
            m.Drop(start);
            return true;
        }

        if (!SystemValue.IsText(profile) || !SystemValue.IsText(name))
        {
            return m.Fail(at, "slice() takes the address of a profile and the name of a slice.");
        }

        var (url, slice) = (SystemValue.Text(profile), SystemValue.Text(name));
        var kept = start;
        for (var i = start; i < m.Count; i++)
        {
            if (!m.Spend(10, at))
            {
                return false;
            }

            if (m[i].Kind != ItemKind.Node)
            {
                continue;
            }

            switch (m.Context.IsInSlice(new FhirPathValue(m[i]), url, slice))
            {
                case null:
                    return m.Fail(at, $"The profile {url} with a slice {slice} is not known.");
                case true:
                    m.Set(kept++, m[i]);
                    break;
                default:
                    break;
            }
        }

        m.Drop(kept);
        return true;
    }

    // The input is given back when every modifier extension on it is among the known ones.
    private static bool CheckModifiers(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        foreach (var argument in at.Arguments)
        {
            if (!m.Argument(argument, out var url))
            {
                return false;
            }

            m.Push(url);
        }

        var known = m.Count;
        for (var i = start; i < end; i++)
        {
            var item = m[i];
            if (!ToModifier.Push(m, item, at))
            {
                return false;
            }

            for (var k = known; k < m.Count; k++)
            {
                var url = new NodeReader(m[k].Document, m[k].Index).Child("url"u8);
                if (url is null || !Distinct.Contains(m, end, known, PathItem.OfNode(m[k].Document, url.Value.Index)))
                {
                    return m.Fail(at, $"The element has the modifier extension {url?.Text()}, which is not known here.");
                }
            }

            m.Drop(known);
        }

        m.Drop(end);
        return true;
    }

    private static bool ConformsTo(Machine m, ref ScalarCall call)
    {
        if (!Texts.Argument(m, ref call, 0, out var profile))
        {
            return false;
        }

        bool? conforms = null;
        if (call.Focus.Kind == ItemKind.Node)
        {
            var type = profile.StartsWith(BaseProfiles, StringComparison.Ordinal) ? PathType.OfFhir(profile[BaseProfiles.Length..]) : null;
            conforms = type is { Definition.Kind: not Definitions.TypeKind.Backbone }
                ? call.Focus.Node.Type.Is(type.Name) && (m.Context.ConformsTo(new FhirPathValue(call.Focus), profile) ?? true)
                : m.Context.ConformsTo(new FhirPathValue(call.Focus), profile);
        }

        call.Result = PathItem.Of(conforms ?? false);
        return conforms is not null || m.Fail(call.At, $"The profile {profile} is not known.");
    }

    private static bool HtmlChecks(Machine m, ref ScalarCall call)
    {
        if (!Texts.Focus(m, ref call, out var text))
        {
            return false;
        }

        call.Result = PathItem.Of(NarrativeRules.Check(System.Text.Encoding.UTF8.GetBytes(text)) is null);
        return true;
    }
}
