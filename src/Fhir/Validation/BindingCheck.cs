using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>Checks coded values against value sets. What cannot be checked is said. See <see href="https://hl7.org/fhir/R4/terminologies.html#strength"/>.</summary>
internal sealed class BindingCheck(ValidationRun run)
{
    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;

    public void Check(Binding binding, string? maxValueSet, int node)
    {
        if (binding.Strength <= BindingStrength.Extensible)
        {
            Check(binding, run.Validator.Terminology.Find(binding.ValueSet), node);
        }

        if (maxValueSet is not null)
        {
            Check(new Binding(BindingStrength.Required, maxValueSet), run.Validator.Terminology.Find(maxValueSet), node);
        }
    }

    /// <summary>As above, with the set found already; null for one that is not known here.</summary>
    public void Check(Binding binding, ValueSetMatcher? matcher, int node)
    {
        var valueSet = binding.ValueSet;
        if (matcher is null)
        {
            _log.Note(node, "not-found", $"The code was not checked: the value set {valueSet} is not known here.", $"Koden er ikke kontrolleret: værdisættet {valueSet} kendes ikke her.");
            return;
        }

        switch (Judge(matcher, node))
        {
            case Membership.Member:
                break;
            case Membership.NotMember:
                Report(valueSet, binding.Strength == BindingStrength.Required, node);
                break;
            case Membership.UnknownCodeSystem or Membership.CannotTell:
                _log.Note(node, "not-supported", $"The code could not be checked against {valueSet}: its code system is not available here.", $"Koden kunne ikke kontrolleres mod {valueSet}: kodesystemet findes ikke her.");
                break;
            default:
                _log.Note(node, "not-found", $"The code was not checked: a value set that {valueSet} is made of is not known here.", $"Koden er ikke kontrolleret: et værdisæt, som {valueSet} består af, kendes ikke her.");
                break;
        }
    }

    private Membership Judge(ValueSetMatcher matcher, int node)
    {
        if (_document.Nodes[node].Kind != NodeKind.Object)
        {
            return _document.Nodes[node].Kind == NodeKind.String ? matcher.Contains(_document.Utf8(node).Span) : Membership.Member;
        }

        switch (run.Definitions.Types[_document.Nodes[node].Type].Name)
        {
            case "CodeableConcept":
                return JudgeConcept(matcher, node);
            case "Coding" or "Quantity" or "Age" or "Duration" or "Count" or "Distance" or "SimpleQuantity" or "MoneyQuantity":
                return JudgeCoding(matcher, node);
            default:
                return Membership.Member;
        }
    }

    // One coding from the set is enough.
    private Membership JudgeConcept(ValueSetMatcher matcher, int node)
    {
        var verdict = Membership.NotMember;
        foreach (var child in new ChildEnumerator(_document, node))
        {
            if (child.Node.Kind != NodeKind.Object || child.TypeName != "Coding")
            {
                continue;
            }

            switch (JudgeCoding(matcher, child.Index))
            {
                case Membership.Member:
                    return Membership.Member;
                case Membership.NotMember:
                    break;
                case var unsure:
                    verdict = unsure;
                    break;
            }
        }

        return verdict;
    }

    private Membership JudgeCoding(ValueSetMatcher matcher, int node)
    {
        var reader = new NodeReader(_document, node);
        var code = Bytes(reader.Child("code"u8));
        if (code.IsEmpty)
        {
            return reader.TypeName == "Coding" ? Membership.NotMember : Membership.Member;
        }

        return matcher.Contains(Bytes(reader.Child("system"u8)).Span, code.Span);
    }

    private ReadOnlyMemory<byte> Bytes(NodeReader? node) => node is { Node.Kind: NodeKind.String } text ? _document.Utf8(text.Index) : default;

    private void Report(string valueSet, bool isRequired, int node)
    {
        var given = Given(node);
        if (isRequired)
        {
            _log.Error(
                node, "code-invalid", given.Length == 0 ? $"A code from {valueSet} is required." : $"{given} is not in {valueSet}, from which a code is required.",
                given.Length == 0 ? $"Der kræves en kode fra {valueSet}." : $"{given} findes ikke i {valueSet}, hvorfra der kræves en kode.");
        }
        else if (given.Length > 0)
        {
            _log.Warning(
                node, "code-invalid", $"{given} is not in {valueSet}; a code from there is to be used unless none fits.",
                $"{given} findes ikke i {valueSet}; en kode derfra skal bruges, medmindre ingen passer.");
        }
    }

    private string Given(int node)
    {
        if (_document.Nodes[node].Kind != NodeKind.Object)
        {
            return $"'{_document.Text(node)}'";
        }

        var codes = new StringBuilder();
        var reader = new NodeReader(_document, node);
        foreach (var coding in reader.TypeName == "CodeableConcept" ? DefinitionReader.All(reader, "coding"u8) : [reader])
        {
            codes.Append(codes.Length > 0 ? ", " : "").Append(coding.Child("system"u8)?.Text()).Append('#').Append(coding.Child("code"u8)?.Text());
        }

        return codes.ToString();
    }
}
