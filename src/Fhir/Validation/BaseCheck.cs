using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// R4's own rules for every value of a document, in one walk over its table: invariants, bindings, reference targets, extensions,
/// contained resources. Names, types, cardinality and primitives were checked when it was parsed.
/// </summary>
internal sealed class BaseCheck(ValidationRun run)
{
    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;
    private readonly BaseRules _rules = run.Validator.BaseRules;
    private readonly ExtensionCheck _extensions = new(run);
    private readonly CodingCheck _codings = new(run);

    public void Check()
    {
        for (var i = 0; i < _document.Count && !_log.IsFull; i++)
        {
            ref readonly var node = ref _document.Nodes[i];
            if (node.Kind == NodeKind.Null || ((node.Flags & NodeFlags.Companion) != 0 && node.Twin != 0))
            {
                continue;
            }

            var type = run.Definitions.Types[node.Type];
            CheckRules(_rules.OfType(node.Type), i);
            if (node.Parent >= 0)
            {
                CheckRules(_rules.OfElement(_document.Nodes[node.Parent].Type, node.Ordinal), i);
            }

            CheckType(type, i);
        }
    }

    private void CheckRules(BaseRule rule, int node)
    {
        foreach (var invariant in rule.Invariants)
        {
            run.Expressions.Check(invariant, node);
        }

        if (rule.Binding is not null)
        {
            run.Bindings.Check(rule.Binding, rule.ValueSet, node);
        }

        if (rule.Targets.Count > 0 && _document.Nodes[node].Kind == NodeKind.Object)
        {
            CheckTarget(rule.Targets, node);
        }
    }

    private void CheckType(TypeDefinition type, int node)
    {
        switch (type.Name)
        {
            case "Extension":
                CheckExtensionValue(node);
                _extensions.Check(node);
                break;
            case "Reference":
                CheckReference(node);
                break;
            case "Coding" or "Quantity":
                _codings.Check(node);
                break;
            case "Attachment":
                CheckAttachment(node);
                break;
            case "string" or "markdown" when ActiveContent.IsIn(_document.Plain(node)):
                _log.Error(
                    node, "security", "The text has active content (a script or the like), which has no place in data. Send plain text.",
                    "Teksten har aktivt indhold (et script eller lignende), som ikke hører hjemme i data. Send ren tekst.");
                break;
            case "xhtml" when NarrativeRules.Check(_document.Utf8(node).Span) is { } problem:
                _log.Error(node, "invariant", $"Rule {problem.Key} does not hold: {problem.Message}", $"Reglen {problem.Key} er ikke overholdt: {problem.Message}");
                break;
            default:
                if (type.Kind == TypeKind.Resource)
                {
                    new ContainedCheck(run).Check(node);
                    CheckResource(type, node);
                }

                break;
        }
    }

    private void CheckResource(TypeDefinition type, int node)
    {
        if (type.Name == "StructureDefinition" && node == 0)
        {
            new DefinitionCheck(run).Check();
        }
        else if (type.Name == "MeasureReport")
        {
            new MeasureReportCheck(run).Check(node);
        }
        else if (type.Name == "Measure")
        {
            new MeasureReportCheck(run).CheckMeasure(node);
        }
    }

    // ext-1
    private void CheckExtensionValue(int node)
    {
        var hasExtension = false;
        var hasValue = false;
        foreach (var child in new ChildEnumerator(_document, node))
        {
            var element = run.Definitions.Types[_document.Nodes[node].Type].Elements[child.Node.Ordinal];
            hasExtension |= element.Name == "extension";
            hasValue |= element.Choice.Length > 0;
        }

        if (hasExtension == hasValue)
        {
            _log.Error(
                node, "invariant", "Rule ext-1 does not hold: an extension has either a value or extensions of its own, not both, and not neither.",
                "Reglen ext-1 er ikke overholdt: en udvidelse har enten en værdi eller egne udvidelser, ikke begge dele og ikke ingen af dem.");
        }
    }

    private void CheckReference(int node)
    {
        var reader = new NodeReader(_document, node);
        if (reader.Child("reference"u8) is not { Node.Kind: NodeKind.String } reference)
        {
            return;
        }

        if (_document.Plain(reference.Index) is [(byte)'#', _, ..] && run.References.Resolve(reference.Text(), node) is null)
        {
            var id = reference.Text()[1..];
            _log.Error(
                node, "not-found", $"Rule ref-1 does not hold: there is no contained resource with the id '{id}'.", $"Reglen ref-1 er ikke overholdt: der er ingen indlejret ressource med id '{id}'.");
        }

        if (reader.Child("type"u8) is { Node.Kind: NodeKind.String } said && run.References.TargetAtHand(node) is { } type)
        {
            var name = said.Text();
            if (!type.Is(name[(name.LastIndexOf('/') + 1)..]))
            {
                _log.Error(
                    node, "structure", $"The reference says that it is to a {name}, but '{reference.Text()}' is a {type.Name}.",
                    $"Referencen siger, at den er til en {name}, men '{reference.Text()}' er en {type.Name}.");
            }
        }
    }

    private void CheckTarget(IReadOnlyList<string> targets, int node)
    {
        if ((run.References.TargetAtHand(node) ?? run.References.TypeNamed(node)) is not { } type)
        {
            if (run.References.NamesNoType(node))
            {
                var allowed = string.Join(", ", targets);
                _log.Error(
                    node, "structure", $"The address is not that of a resource; it must be …/[type]/[id] with one of the types: {allowed}.",
                    $"Adressen er ikke en ressources; den skal være …/[type]/[id] med en af typerne: {allowed}.");
            }

            return;
        }

        for (var i = 0; i < targets.Count; i++)
        {
            if (type.Is(targets[i]))
            {
                return;
            }
        }

        var list = string.Join(", ", targets);
        _log.Error(node, "structure", $"The reference is to a {type.Name}; it may be to: {list}.", $"Referencen er til en {type.Name}; den må være til: {list}.");
    }

    private void CheckAttachment(int node)
    {
        var reader = new NodeReader(_document, node);
        if (reader.Child("size"u8) is { Node.Kind: NodeKind.Number } size && reader.Child("data"u8) is { Node.Kind: NodeKind.String } data)
        {
            var length = DecodedLength(_document.Utf8(data.Index).Span);
            if (length != size.Integer())
            {
                _log.Error(
                    node, "value", $"The attachment says that it has {size.Integer()} bytes, but its data has {length}.", $"Den vedhæftede fil angiver {size.Integer()} bytes, men dens data har {length}.");
            }
        }
    }

    private static int DecodedLength(ReadOnlySpan<byte> base64)
    {
        var significant = 0;
        foreach (var b in base64)
        {
            significant += b > 0x20 && b != (byte)'=' ? 1 : 0;
        }

        return significant * 3 / 4;
    }
}
