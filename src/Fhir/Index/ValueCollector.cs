using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>One walk over one document. What each type of element gives a parameter is the table of R4's search page.</summary>
internal readonly struct ValueCollector(FhirDocument document, IndexPlan plan, IndexValues values, TimeZoneInfo local)
{
    private static readonly TypeDefinition HumanName = R4Definitions.Default.Find("HumanName")!;
    private static readonly int FamilyOrdinal = HumanName.Find("family"u8)!.Ordinal;
    private static readonly int TextOrdinal = HumanName.Find("text"u8)!.Ordinal;

    /// <summary>Node of the resource: 0, or that of a resource in a bundle's entry.</summary>
    public int Resource { get; init; }

    public void Walk(int index, PlanNode place)
    {
        foreach (var (parameter, filter) in place.Emits)
        {
            if (Passes(index, filter))
            {
                Emit(index, parameter);
            }
        }

        foreach (var composite in place.Composites)
        {
            new CompositeCollector(document, plan, values, local).Collect(composite, index, Resource);
        }

        if (!place.HasChildren)
        {
            return;
        }

        foreach (var child in new ChildEnumerator(document, index))
        {
            ref readonly var node = ref child.Node;
            if ((node.Flags & NodeFlags.Companion) != 0 || node.Kind == NodeKind.Null || place.Children[node.Ordinal] is not { } next)
            {
                continue;
            }

            foreach (var (filter, step) in next)
            {
                if (Passes(index, filter))
                {
                    Walk(child.Index, step);
                }
            }
        }
    }

    public void Finish()
    {
        foreach (var (parameter, at) in plan.ExistsAndNotFalse.DistinctBy(e => e.Parameter))
        {
            _ = at;
            values.Tokens.Add(new TokenValue(parameter, default, HasTrue(parameter) ? "true"u8.ToArray() : "false"u8.ToArray()));
        }

        var resource = new NodeReader(document, Resource);
        if (resource.TypeName == "Patient" && resource.Child("id"u8) is { } id)
        {
            AddOnce(values.Subjects, document.Utf8(id.Index));
            AddOnce(values.Compartments, document.Utf8(id.Index));
        }

        foreach (var subject in values.Subjects)
        {
            AddOnce(values.Compartments, subject);
        }
    }

    private bool HasTrue(SearchParameterDefinition parameter)
    {
        var places = plan.ExistsAndNotFalse;
        foreach (var child in new ChildEnumerator(document, Resource))
        {
            if (plan.Root.Children[child.Node.Ordinal] is { } next && child.Node.Kind != NodeKind.False
                && next.Exists(n => places.Exists(p => p.Parameter == parameter && p.At == n.Next)))
            {
                return true;
            }
        }

        return false;
    }

    private bool Passes(int index, PathFilter? filter) => filter is null || new FilterCheck(document, Resource).Passes(index, filter);

    public void Emit(int index, SearchParameterDefinition parameter)
    {
        var node = new NodeReader(document, index);
        switch (parameter.Type)
        {
            case SearchParameterType.String:
                EmitString(node, parameter);
                break;
            case SearchParameterType.Token:
                EmitToken(node, parameter);
                break;
            case SearchParameterType.Reference:
                EmitReference(node, parameter);
                break;
            case SearchParameterType.Date:
                EmitDate(node, parameter);
                break;
            case SearchParameterType.Number:
                EmitNumber(node, parameter);
                break;
            case SearchParameterType.Quantity:
                EmitQuantity(node, parameter);
                break;
            case SearchParameterType.Special when node.TypeName == "Location.position" && node.Child("latitude"u8) is { } latitude && node.Child("longitude"u8) is { } longitude:
                values.Positions.Add(new PositionValue(parameter, NumberText.Value(document.Raw(latitude.Index)), NumberText.Value(document.Raw(longitude.Index))));
                break;
            case SearchParameterType.Uri when node.Node.Kind == NodeKind.String:
                values.Uris.Add(new UriValue(parameter, document.Utf8(index)));
                break;
            default:
                break;
        }
    }

    /// <summary>A computed value, which is no element of the document.</summary>
    public void EmitText(byte[] text, SearchParameterDefinition parameter)
    {
        switch (parameter.Type)
        {
            case SearchParameterType.String:
                values.Strings.Add(new StringValue(parameter, text));
                break;
            case SearchParameterType.Token:
                values.Tokens.Add(new TokenValue(parameter, default, text));
                break;
            case SearchParameterType.Uri:
                values.Uris.Add(new UriValue(parameter, text));
                break;
            case SearchParameterType.Number when double.TryParse(text, CultureInfo.InvariantCulture, out var number):
                values.Numbers.Add(new NumberValue(parameter, number));
                break;
            case SearchParameterType.Date when DateText.TryRange(text, local, out var low, out var high):
                values.Dates.Add(new DateValue(parameter, low, high));
                break;
            default:
                break;
        }
    }

    private void EmitString(NodeReader node, SearchParameterDefinition parameter)
    {
        if (node.Node.Kind == NodeKind.String)
        {
            values.Strings.Add(Text(node, parameter));
        }
        else if (node.TypeName is "HumanName" or "Address")
        {
            // Every part that is text: family, given, prefix, line, city …, but not use, type and period.
            foreach (var part in node.Children)
            {
                if (part.Node.Kind == NodeKind.String && part.TypeName == "string")
                {
                    values.Strings.Add(Text(part, parameter));
                }
            }
        }
    }

    private StringValue Text(NodeReader node, SearchParameterDefinition parameter) => new(parameter, document.Utf8(node.Index))
    {
        HasParts = node.Node.Parent >= 0 && document.Nodes[node.Node.Parent].Type == HumanName.Index
            && (node.Node.Ordinal == FamilyOrdinal || node.Node.Ordinal == TextOrdinal),
    };

    private void EmitToken(NodeReader node, SearchParameterDefinition parameter)
    {
        switch (node.TypeName)
        {
            case "CodeableConcept":
                EmitConcept(node, parameter);
                break;
            case "Coding":
                EmitCoding(node, parameter, "code"u8);
                break;
            case "Identifier":
                EmitCoding(node, parameter, "value"u8);
                EmitIdentifierType(node, parameter);
                break;
            case "ContactPoint":
                if (node.Child("value"u8) is { } contact)
                {
                    values.Tokens.Add(new TokenValue(parameter, default, document.Utf8(contact.Index)));
                }

                break;
            default:
                if (node.Node.Kind != NodeKind.Object)
                {
                    values.Tokens.Add(new TokenValue(parameter, default, document.Utf8(node.Index)));
                }

                break;
        }
    }

    private void EmitCoding(NodeReader node, SearchParameterDefinition parameter, ReadOnlySpan<byte> codeName)
    {
        var system = Utf8Of(node, "system"u8);
        var code = Utf8Of(node, codeName);
        if (!system.IsEmpty || !code.IsEmpty)
        {
            values.Tokens.Add(new TokenValue(parameter, system, code));
            AddText(parameter, system, code, Utf8Of(node, "display"u8));
        }
    }

    private void EmitConcept(NodeReader concept, SearchParameterDefinition parameter)
    {
        var text = Utf8Of(concept, "text"u8);
        var hasCoding = false;
        foreach (var child in concept.Children)
        {
            if (child.TypeName == "Coding")
            {
                hasCoding = true;
                EmitCoding(child, parameter, "code"u8);
                AddText(parameter, Utf8Of(child, "system"u8), Utf8Of(child, "code"u8), text);
            }
        }

        if (!hasCoding)
        {
            AddText(parameter, default, default, text);
        }
    }

    private void EmitIdentifierType(NodeReader identifier, SearchParameterDefinition parameter)
    {
        var value = Utf8Of(identifier, "value"u8);
        if (value.IsEmpty || identifier.Child("type"u8) is not { } type)
        {
            return;
        }

        AddText(parameter, Utf8Of(identifier, "system"u8), value, Utf8Of(type, "text"u8));
        foreach (var child in type.Children)
        {
            if (child.TypeName == "Coding")
            {
                values.TypedIdentifiers.Add(new TypedIdentifierValue(parameter, Utf8Of(child, "system"u8), Utf8Of(child, "code"u8), value));
                AddText(parameter, Utf8Of(identifier, "system"u8), value, Utf8Of(child, "display"u8));
            }
        }
    }

    private void AddText(SearchParameterDefinition parameter, ReadOnlyMemory<byte> system, ReadOnlyMemory<byte> code, ReadOnlyMemory<byte> text)
    {
        if (!text.IsEmpty)
        {
            values.CodeTexts.Add(new CodeTextValue(parameter, system, code, text));
        }
    }

    private void EmitReference(NodeReader node, SearchParameterDefinition parameter)
    {
        if (document.Definitions.Types[node.Node.Type].Kind == TypeKind.Resource)
        {
            // A document's composition, a message's header: the resource itself stands in the bundle.
            if (node.Child("id"u8) is { } id)
            {
                values.References.Add(new ReferenceValue(parameter, Encoding.UTF8.GetBytes(node.TypeName), document.Utf8(id.Index), default));
            }

            return;
        }

        if (node.Node.Kind == NodeKind.Object && node.Child("identifier"u8) is { Node.Kind: NodeKind.Object } identifier && Utf8Of(identifier, "value"u8) is { IsEmpty: false } known)
        {
            values.TargetIdentifiers.Add(new TokenValue(parameter, Utf8Of(identifier, "system"u8), known));
        }

        var text = node.Node.Kind == NodeKind.String ? document.Utf8(node.Index) : Utf8Of(node, "reference"u8);
        if (text.IsEmpty)
        {
            return;
        }

        if (text.Span[0] == (byte)'#')
        {
            if (text.Length > 1)
            {
                values.ContainedReferences.Add(new ContainedReferenceValue(parameter, text[1..]));
            }

            return;
        }

        if (!ReferenceText.TryParse(text, out var type, out var target))
        {
            values.References.Add(new ReferenceValue(parameter, default, default, text));
            return;
        }

        values.References.Add(new ReferenceValue(parameter, type, target, default));
        if (type.Span.SequenceEqual("Patient"u8))
        {
            if (plan.SubjectParameters.Contains(parameter))
            {
                AddOnce(values.Subjects, target);
            }

            if (plan.CompartmentParameters.Contains(parameter))
            {
                AddOnce(values.Compartments, target);
            }
        }
    }

    private void EmitDate(NodeReader node, SearchParameterDefinition parameter)
    {
        switch (node.TypeName)
        {
            case "Period":
                EmitPeriod(node, parameter);
                break;
            case "Timing":
                EmitTiming(node, parameter);
                break;
            default:
                if (node.Node.Kind == NodeKind.String && node.TypeName is "date" or "dateTime" or "instant" && DateText.TryRange(document.Plain(node.Index), local, out var low, out var high))
                {
                    values.Dates.Add(new DateValue(parameter, low, high));
                }

                break;
        }
    }

    private void EmitPeriod(NodeReader period, SearchParameterDefinition parameter)
    {
        var low = long.MinValue;
        var high = long.MaxValue;
        var hasStart = period.Child("start"u8) is { } start && DateText.TryRange(document.Plain(start.Index), local, out low, out _);
        var hasEnd = period.Child("end"u8) is { } end && DateText.TryRange(document.Plain(end.Index), local, out _, out high);
        if (hasStart || hasEnd)
        {
            values.Dates.Add(new DateValue(parameter, hasStart ? low : long.MinValue, hasEnd ? high : long.MaxValue));
        }
    }

    // A timing counts from its first to its last event, or by the bounds of its repetition.
    private void EmitTiming(NodeReader timing, SearchParameterDefinition parameter)
    {
        long? low = null;
        long? high = null;
        foreach (var child in timing.Children)
        {
            if (child.TypeName == "dateTime" && child.Node.Kind == NodeKind.String && DateText.TryRange(document.Plain(child.Index), local, out var first, out var last))
            {
                low = Math.Min(low ?? first, first);
                high = Math.Max(high ?? last, last);
            }
            else if (child.TypeName == "Timing.repeat" && child.Child("boundsPeriod"u8) is { } bounds)
            {
                EmitPeriod(bounds, parameter);
            }
        }

        if (low is { } from && high is { } to)
        {
            values.Dates.Add(new DateValue(parameter, from, to));
        }
    }

    private void EmitNumber(NodeReader node, SearchParameterDefinition parameter)
    {
        if (node.Node.Kind == NodeKind.Number)
        {
            values.Numbers.Add(new NumberValue(parameter, NumberText.Value(document.Raw(node.Index))));
        }
    }

    private void EmitQuantity(NodeReader node, SearchParameterDefinition parameter)
    {
        switch (node.TypeName)
        {
            case "Range":
                var from = node.Child("low"u8);
                var to = node.Child("high"u8);
                var low = from?.Child("value"u8) is { } l ? NumberText.Value(document.Raw(l.Index)) : double.NegativeInfinity;
                var high = to?.Child("value"u8) is { } h ? NumberText.Value(document.Raw(h.Index)) : double.PositiveInfinity;
                if ((from ?? to) is { } unit)
                {
                    AddQuantity(unit, parameter, low, high);
                }

                break;
            case "Money":
                if (node.Child("value"u8) is { } amount)
                {
                    var exact = NumberText.Value(document.Raw(amount.Index));
                    values.Quantities.Add(new QuantityValue(parameter, exact, exact, "urn:iso:std:iso:4217"u8.ToArray(), Utf8Of(node, "currency"u8)));
                }

                break;
            default:
                if (node.Node.Kind == NodeKind.Object && node.Child("value"u8) is { Node.Kind: NodeKind.Number } value)
                {
                    var (least, most) = Measured(node, NumberText.Value(document.Raw(value.Index)));
                    AddQuantity(node, parameter, least, most);
                }

                break;
        }
    }

    // "Less than 5" is a range that is open at one end, and does not reach 5 itself. See https://hl7.org/fhir/R4/datatypes.html#Quantity
    private (double Low, double High) Measured(NodeReader node, double value)
    {
        var comparator = node.Child("comparator"u8) is { Node.Kind: NodeKind.String } child ? document.Plain(child.Index) : default;
        return comparator switch
        {
            [(byte)'<'] => (double.NegativeInfinity, Math.BitDecrement(value)),
            [(byte)'<', (byte)'='] => (double.NegativeInfinity, value),
            [(byte)'>', (byte)'='] => (value, double.PositiveInfinity),
            [(byte)'>'] => (Math.BitIncrement(value), double.PositiveInfinity),
            _ => (value, value),
        };
    }

    private void AddQuantity(NodeReader node, SearchParameterDefinition parameter, double low, double high)
    {
        var code = Utf8Of(node, "code"u8);
        var unit = Utf8Of(node, "unit"u8);
        values.Quantities.Add(new QuantityValue(parameter, low, high, Utf8Of(node, "system"u8), code.IsEmpty ? unit : code)
        {
            Unit = code.IsEmpty || code.Span.SequenceEqual(unit.Span) ? default : unit,
        });
    }

    private ReadOnlyMemory<byte> Utf8Of(NodeReader node, ReadOnlySpan<byte> name) =>
        node.Node.Kind == NodeKind.Object && node.Child(name) is { Node.Kind: not NodeKind.Object } child ? document.Utf8(child.Index) : default;

    private static void AddOnce(List<ReadOnlyMemory<byte>> list, ReadOnlyMemory<byte> id)
    {
        foreach (var known in list)
        {
            if (known.Span.SequenceEqual(id.Span))
            {
                return;
            }
        }

        list.Add(id);
    }
}
