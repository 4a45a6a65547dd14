using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>The identity of each entry. See <see href="https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl"/>.</summary>
internal sealed class FullUrlCheck(IssueLog log, BundleView bundle)
{
    // Type and id → fullUrl, of the entries that have no address of their own on a server.
    private readonly Dictionary<string, string> _identities = new(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var entry in bundle.Entries)
        {
            if (log.IsFull)
            {
                return;
            }

            if (entry.FullUrl is { } url)
            {
                CheckUrl(entry, url, new NodeReader(bundle.Document, entry.Node).Child("fullUrl"u8)!.Value.Index);
            }
            else if (entry.Resource >= 0)
            {
                CheckMissing(entry);
            }

            CheckTwin(entry);
        }
    }

    private void CheckUrl(BundleEntryPlace entry, string url, int node)
    {
        if (!RestAddress.IsAbsolute(url))
        {
            TellRelative(entry, url, node);
        }
        else if (url.StartsWith("urn:", StringComparison.Ordinal))
        {
            CheckUrn(url, node);
        }
        else if (entry.Resource >= 0 && RestAddress.Of(url) is { } address)
        {
            CheckAgreement(entry, address, node);
        }
    }

    // An entry is found by comparing whole addresses, so a relative one cannot be. Yet it is how the Danish messages of MedCom were
    // published for years, and refusing them would stop messages that every receiver reads.
    private void TellRelative(BundleEntryPlace entry, string url, int node)
    {
        var english = $"The fullUrl '{url}' is not absolute. Write the whole address (https://…/{entry.Type ?? "Type"}/id), or urn:uuid: and a UUID.";
        var danish = $"fullUrl '{url}' er ikke absolut. Skriv hele adressen (https://…/{entry.Type ?? "Type"}/id), eller urn:uuid: og et UUID.";
        if (bundle.Type == "message")
        {
            log.Warning(node, "value", english, danish);
        }
        else
        {
            log.Error(node, "value", english, danish);
        }
    }

    private void CheckUrn(string url, int node)
    {
        var kind = url.StartsWith("urn:uuid:", StringComparison.Ordinal) ? PrimitiveKind.Uuid
            : url.StartsWith("urn:oid:", StringComparison.Ordinal) ? PrimitiveKind.Oid : PrimitiveKind.None;
        if (kind == PrimitiveKind.None || IsRight(kind, url))
        {
            return;
        }

        if (kind == PrimitiveKind.Uuid && IsRight(kind, url.ToLowerInvariant()))
        {
            log.Warning(node, "value", $"A UUID is written in lower case: {url.ToLowerInvariant()}.", $"Et UUID skrives med små bogstaver: {url.ToLowerInvariant()}.");
            return;
        }

        var (english, danish) = kind == PrimitiveKind.Uuid
            ? ("a UUID: 8, 4, 4, 4 and 12 hexadecimal digits with '-' between them", "et UUID: 8, 4, 4, 4 og 12 hexadecimale cifre med '-' imellem")
            : ("an OID: numbers with dots, the first of them 0, 1 or 2", "et OID: tal med punktummer, hvoraf det første er 0, 1 eller 2");
        log.Error(node, "value", $"What follows '{url[..(url.IndexOf(':', 4) + 1)]}' must be {english}.", $"Efter '{url[..(url.IndexOf(':', 4) + 1)]}' skal stå {danish}.");
    }

    private static bool IsRight(PrimitiveKind kind, string url) => PrimitiveRules.Check(kind, NodeKind.String, Encoding.UTF8.GetBytes(url), int.MaxValue) is null;

    // https://hl7.org/fhir/R4/bundle.html#bundle-unique: a RESTful fullUrl SHALL NOT disagree with the resource.
    private void CheckAgreement(BundleEntryPlace entry, RestAddress address, int node)
    {
        if (address.Type != entry.Type)
        {
            log.Error(
                node, "value", $"The fullUrl names the type {address.Type}, but the resource has the type {entry.Type}: the two must agree.",
                $"fullUrl nævner typen {address.Type}, men ressourcen har typen {entry.Type}: de to skal stemme overens.");
        }
        else if (entry.Id is null)
        {
            if (!IsCreate(entry))
            {
                log.Error(
                    node, "value", $"The fullUrl says that the id is '{address.Id}', but the resource has no id. Give it that id, or use urn:uuid: and a UUID as its fullUrl.",
                    $"fullUrl siger, at id er '{address.Id}', men ressourcen har intet id. Giv den det id, eller brug urn:uuid: og et UUID som fullUrl.");
            }
        }
        else if (address.Id != entry.Id)
        {
            log.Error(
                node, "value", $"The fullUrl says that the id is '{address.Id}', but the resource's id is '{entry.Id}': the two must agree.",
                $"fullUrl siger, at id er '{address.Id}', men ressourcens id er '{entry.Id}': de to skal stemme overens.");
        }
    }

    // A new resource gets its id from the server.
    private bool IsCreate(BundleEntryPlace entry) =>
        bundle.IsRequest && new NodeReader(bundle.Document, entry.Node).Child("request"u8)?.Child("method"u8)?.Text() == "POST";

    // https://hl7.org/fhir/R4/bundle.html#bundle-unique: every entry but those of transactions and batches must have one. What an
    // operation finds may have no identity at all, which is no error.
    private void CheckMissing(BundleEntryPlace entry)
    {
        if (bundle.IsRequest || bundle.IsResponse || entry.Type == "OperationOutcome")
        {
            return;
        }

        const string English = "The entry has no fullUrl, so nothing can refer to it. Give its address, or urn:uuid: and a UUID.";
        const string Danish = "Posten har ingen fullUrl, så intet kan henvise til den. Angiv dens adresse, eller urn:uuid: og et UUID.";
        if (entry.Id is not null || bundle.Type is "document" or "message")
        {
            log.Error(entry.Node, "required", English, Danish, "fullUrl");
        }
        else
        {
            log.Warning(entry.Node, "required", English, Danish);
        }
    }

    // Versions of one resource share their fullUrl; bdl-7 tells when those do not differ.
    private void CheckTwin(BundleEntryPlace entry)
    {
        if (entry is not { Type: not null, Id: not null, FullUrl: { } url } || bundle.Type == "history" || IsCreate(entry) || RestAddress.Of(url) is { Root.Length: > 0 })
        {
            return;
        }

        if (!_identities.TryAdd($"{entry.Type}/{entry.Id}", url) && _identities[$"{entry.Type}/{entry.Id}"] != url)
        {
            log.Warning(
                entry.Resource, "duplicate", $"Another entry is {entry.Type}/{entry.Id} too: it is not clear which one that means.",
                $"En anden post er også {entry.Type}/{entry.Id}: det er uklart, hvilken der menes.");
        }
    }
}
