using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Finds the questionnaire that a response answers, and reads each only once.</summary>
internal sealed class FormSource(ValidationRun run)
{
    private readonly Dictionary<(FhirDocument Document, int Node), Form> _known = [];

    public Form Of(NodeReader questionnaire)
    {
        var key = (questionnaire.Document, questionnaire.Index);
        return _known.TryGetValue(key, out var form) ? form : _known[key] = new FormReader(questionnaire).Read();
    }

    /// <summary>Null when there is none to check against, which is told.</summary>
    public Form? Find(NodeReader response)
    {
        if (response.Child("questionnaire"u8) is not { Node.Kind: NodeKind.String } canonical)
        {
            run.Log.Note(
                response.Index, "business-rule", "The response does not say which questionnaire it answers, so its answers were not checked. Give its address in 'questionnaire'.",
                "Besvarelsen siger ikke, hvilket spørgeskema den besvarer, så svarene er ikke kontrolleret. Angiv dets adresse i 'questionnaire'.");
            return null;
        }

        var address = canonical.Text();
        var bar = address.IndexOf('|', StringComparison.Ordinal);
        var (url, version) = bar < 0 ? (address, null) : (address[..bar], address[(bar + 1)..]);
        if (url.Length == 0 || Locate((url, version), canonical) is not { } found)
        {
            TellUnknown(url, address, canonical);
            return null;
        }

        return Accept(found, (address, version), canonical);
    }

    private NodeReader? Locate((string Url, string? Version) wanted, NodeReader canonical)
    {
        if (wanted.Url[0] == '#')
        {
            return Reader(run.References.Resolve(wanted.Url, canonical.Index));
        }

        return Local(wanted)
            ?? (wanted.Version is null ? null : Reader(run.References.Resolve($"{wanted.Url}|{wanted.Version}", canonical.Index)))
            ?? Reader(run.References.Resolve(wanted.Url, canonical.Index));
    }

    // Of the questionnaires in the document itself, one with the version that is asked for; failing that, any of the address.
    private NodeReader? Local((string Url, string? Version) wanted)
    {
        NodeReader? found = null;
        var type = run.Definitions.FindResource("Questionnaire")!.Index;
        for (var i = 0; i < run.Document.Count; i++)
        {
            if (run.Document.Nodes[i].Type != type || run.Document.Nodes[i].Kind != NodeKind.Object)
            {
                continue;
            }

            var reader = new NodeReader(run.Document, i);
            if (reader.TextOf("url"u8) == wanted.Url)
            {
                if (wanted.Version is null || reader.TextOf("version"u8) == wanted.Version)
                {
                    return reader;
                }

                found ??= reader;
            }
        }

        return found;
    }

    private Form? Accept(NodeReader found, (string Address, string? Version) wanted, NodeReader canonical)
    {
        if (found.TypeName != "Questionnaire")
        {
            run.Log.Error(
                canonical.Index, "structure", $"'{wanted.Address}' has the type {found.TypeName}; a response answers a Questionnaire.",
                $"'{wanted.Address}' har typen {found.TypeName}; en besvarelse besvarer et Questionnaire.");
            return null;
        }

        if (wanted.Version is not null && found.TextOf("version"u8) is { } version && version != wanted.Version)
        {
            run.Log.Warning(
                canonical.Index, "not-found", $"Version {wanted.Version} of the questionnaire is not known here (but version {version} is), so the answers were not checked.",
                $"Version {wanted.Version} af spørgeskemaet kendes ikke her (men det gør version {version}), så svarene er ikke kontrolleret.");
            return null;
        }

        return Of(found);
    }

    private void TellUnknown(string url, string address, NodeReader canonical)
    {
        var named = url.Length > 0 && url[0] != '#' ? RestAddress.Of(url)?.Type : null;
        if (url.StartsWith('#'))
        {
            run.Log.Error(
                canonical.Index, "not-found", $"There is no contained resource with the id '{url[1..]}', so the answers were not checked.",
                $"Der er ingen indlejret ressource med id '{url[1..]}', så svarene er ikke kontrolleret.");
        }
        else if (named is not null and not "Questionnaire")
        {
            run.Log.Error(
                canonical.Index, "structure", $"'{address}' is an address of the type {named}; a response answers a Questionnaire.",
                $"'{address}' er en adresse af typen {named}; en besvarelse besvarer et Questionnaire.");
        }
        else
        {
            run.Log.Warning(
                canonical.Index, "not-found", $"The questionnaire '{address}' is not known here, so the answers were not checked. Make it available together with the response.",
                $"Spørgeskemaet '{address}' kendes ikke her, så svarene er ikke kontrolleret. Stil det til rådighed sammen med besvarelsen.");
        }
    }

    private static NodeReader? Reader((FhirDocument Document, int Node)? place) => place is { } at ? new NodeReader(at.Document, at.Node) : null;
}
