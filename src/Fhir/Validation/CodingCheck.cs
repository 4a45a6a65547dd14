using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>Checks codes against their own code system, where that is known in full.</summary>
internal sealed class CodingCheck(ValidationRun run)
{
    public void Check(int node)
    {
        var reader = new NodeReader(run.Document, node);
        if (reader.Child("system"u8) is not { Node.Kind: NodeKind.String } system || reader.Child("code"u8) is not { Node.Kind: NodeKind.String } code)
        {
            return;
        }

        if (!run.Document.Raw(system.Index).Contains((byte)':'))
        {
            run.Log.Error(
                system.Index, "value", $"The system '{system.Text()}' must be an absolute address, such as http://loinc.org or urn:oid:1.2.208.176.2.4.",
                $"Systemet '{system.Text()}' skal være en absolut adresse, f.eks. http://loinc.org eller urn:oid:1.2.208.176.2.4.");
            return;
        }

        var display = reader.Child("display"u8) is { Node.Kind: NodeKind.String } text ? text.Text() : null;
        var check = run.Validator.Terminology.CheckCode(system.Text(), code.Text(), display);
        if (check.Membership == Membership.NotMember)
        {
            run.Log.Error(
                code.Index, "code-invalid", check.Message ?? $"'{code.Text()}' is not a code of {system.Text()}.", $"'{code.Text()}' er ikke en kode i {system.Text()}.");
        }
        else if (check is { Membership: Membership.Member, Message: { } remark })
        {
            run.Log.Warning(
                node, "business-rule", remark, $"Visningsteksten '{display}' hører ikke til koden '{code.Text()}'{(check.Display is { } right ? $"; den hedder '{right}'" : "")}.");
        }
    }
}
