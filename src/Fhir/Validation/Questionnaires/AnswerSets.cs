using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>The value sets that a questionnaire names: known ones, those that it contains, and those that are at hand beside it.</summary>
internal sealed class AnswerSets(ValidationRun run, Form form)
{
    private readonly Dictionary<string, ValueSetMatcher?> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a coding, or the unit of a quantity, is in a set.</summary>
    /// <param name="valueSet">The address, as it stands in the questionnaire.</param>
    /// <param name="value">A Coding or Quantity.</param>
    public Membership Contains(NodeReader valueSet, NodeReader value)
    {
        if (Find(valueSet) is not { } matcher)
        {
            return Membership.UnknownValueSet;
        }

        var code = value.TextOf("code"u8);
        return code is null ? Membership.NotMember : matcher.Contains(Encoding.UTF8.GetBytes(value.TextOf("system"u8) ?? ""), Encoding.UTF8.GetBytes(code));
    }

    /// <summary>Null for a set that is not known here.</summary>
    public ValueSetMatcher? Find(NodeReader valueSet)
    {
        var address = valueSet.Text();
        if (!_known.TryGetValue(address, out var matcher))
        {
            matcher = _known[address] = address.StartsWith('#') ? OfContained(address) : run.Validator.Terminology.Find(address) ?? OfResolved(address);
        }

        return matcher;
    }

    /// <summary>The resource that an address leads to, when it is contained or at hand beside the document; or null.</summary>
    public NodeReader? Locate(string address)
    {
        if (address.StartsWith('#'))
        {
            return Contained(address[1..]);
        }

        var bar = address.IndexOf('|', StringComparison.Ordinal);
        if (address.Length == 0 || bar == 0)
        {
            return null;
        }

        return (run.References.Resolve(address, 0) ?? (bar < 0 ? null : run.References.Resolve(address[..bar], 0))) is { } at ? new NodeReader(at.Document, at.Node) : null;
    }

    // A questionnaire that is contained itself has what it refers to beside it.
    private NodeReader? Contained(string id)
    {
        var holder = form.Place;
        if (holder.Node.Parent is var parent && parent >= 0 && holder.Document.Definitions.Types[holder.Document.Nodes[parent].Type].Kind == TypeKind.Resource)
        {
            holder = new NodeReader(holder.Document, parent);
        }

        foreach (var contained in DefinitionReader.All(holder, "contained"u8))
        {
            if (contained.TextOf("id"u8) == id)
            {
                return contained;
            }
        }

        return null;
    }

    private ValueSetMatcher? OfContained(string address) =>
        Contained(address[1..]) is { TypeName: "ValueSet" } set ? Compile(set) : null;

    private ValueSetMatcher? OfResolved(string address) => Locate(address) is { TypeName: "ValueSet" } set ? Compile(set) : null;

    private ValueSetMatcher Compile(NodeReader set) => run.Validator.Terminology.Compile(set);
}
