using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>What a server answers for each entry. See <see href="https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response"/>.</summary>
internal sealed class EntryResponseCheck(IssueLog log, BundleView bundle)
{
    public void Check()
    {
        foreach (var entry in bundle.Entries)
        {
            if (new NodeReader(bundle.Document, entry.Node).Child("response"u8)?.Child("status"u8) is { Node.Kind: NodeKind.String } status && !BeginsWithCode(bundle.Document.Raw(status.Index)))
            {
                log.Error(
                    status.Index, "value", $"The status '{status.Text()}' must begin with a three-digit HTTP code, such as '201 Created'.",
                    $"Statussen '{status.Text()}' skal begynde med en trecifret HTTP-kode, såsom '201 Created'.");
            }
        }
    }

    private static bool BeginsWithCode(ReadOnlySpan<byte> status) =>
        status.Length >= 3 && status[..3].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && status[0] is >= (byte)'1' and <= (byte)'5'
        && (status.Length == 3 || status[3] is < (byte)'0' or > (byte)'9');
}
