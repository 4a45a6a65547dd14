using System.Text;
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
        return (run.References.Resolve(address, 0) ?? (bar < 0 ? null : run.References.Resolve(address[..bar], 0))) is { } at ? new NodeReader(at.Document, at.Node) : null;
    }

    private NodeReader? Contained(string id)
    {
        foreach (var contained in DefinitionReader.All(form.Place, "contained"u8))
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
