using System.Collections.Concurrent;
using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>The code systems that a validator has met, found by the bytes of their address.</summary>
internal sealed class KnownSystems(TerminologyStore terminology)
{
    private const int Most = 10_000;
    private const int Longest = 256;

    private readonly ConcurrentDictionary<string, ValueSetMatcher?> _byAddress = new(StringComparer.Ordinal);

    /// <summary>All codes of a system; null when the system is not known here.</summary>
    public bool TryFind(ReadOnlySpan<byte> address, out ValueSetMatcher? codes)
    {
        codes = null;
        if (address.Length > Longest)
        {
            return false;
        }

        Span<char> text = stackalloc char[Longest];
        text = text[..Encoding.UTF8.GetChars(address, text)];
        if (_byAddress.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out codes))
        {
            return true;
        }

        var system = text.ToString();
        if (terminology.IsMistaken(system))
        {
            return false;
        }

        codes = terminology.WholeSystem(system);
        if (_byAddress.Count < Most)
        {
            _byAddress[system] = codes;
        }

        return true;
    }
}

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

        var display = reader.Child("display"u8) is { Node.Kind: NodeKind.String } text ? text : (NodeReader?)null;
        var address = run.Document.Utf8(system.Index).Span;
        if (run.Validator.Systems.TryFind(address, out var codes)
            && (codes is null || !MaySpeak(codes.Contains(address, run.Document.Utf8(code.Index).Span), display is not null)))
        {
            return;
        }

        Report(run.Validator.Terminology.CheckCode(system.Text(), code.Text(), display?.Text()), node, (system, code, display));
    }

    // Of a code that cannot be told (a fragment of a system, one that is not here) there is nothing to say.
    private static bool MaySpeak(Membership membership, bool hasDisplay) => membership == Membership.NotMember || (membership == Membership.Member && hasDisplay);

    private void Report(in CodeCheck check, int node, (NodeReader System, NodeReader Code, NodeReader? Display) coding)
    {
        if (check.Membership == Membership.NotMember)
        {
            run.Log.Error(
                coding.Code.Index, "code-invalid", check.Message ?? $"'{coding.Code.Text()}' is not a code of {coding.System.Text()}.", $"'{coding.Code.Text()}' er ikke en kode i {coding.System.Text()}.");
        }
        else if (check is { Membership: Membership.Member, Message: { } remark })
        {
            run.Log.Warning(
                node, "business-rule", remark, $"Visningsteksten '{coding.Display?.Text()}' hører ikke til koden '{coding.Code.Text()}'{(check.Display is { } right ? $"; den hedder '{right}'" : "")}.");
        }
    }
}
