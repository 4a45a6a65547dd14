using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// References between the entries of a bundle, and whether a document or message holds what it must and nothing else. See
/// <see href="https://hl7.org/fhir/R4/bundle.html#references"/> and <see href="https://hl7.org/fhir/R4/documents.html#bundle"/>.
/// </summary>
internal sealed class BundleReferenceCheck
{
    private readonly FhirDocument _document;
    private readonly IssueLog _log;
    private readonly ReferenceCheck _references;
    private readonly BundleView _bundle;
    private readonly BundleGraph _graph;
    private readonly HashSet<int> _mustBeInside;

    public BundleReferenceCheck(ValidationRun run, BundleView bundle)
    {
        _document = run.Document;
        _log = run.Log;
        _references = run.References;
        _bundle = bundle;
        _graph = new BundleGraph(bundle.Entries.Count);
        _mustBeInside = new RequiredTargets(bundle).Collect();
    }

    public void Check()
    {
        var (reference, bundle) = (_document.Definitions.Find("Reference")!.Index, _document.Definitions.Find("Bundle")!.Index);
        for (var entry = 0; entry < _bundle.Entries.Count && !_log.IsFull; entry++)
        {
            var resource = _bundle.Entries[entry].Resource;
            var end = resource < 0 ? -1 : _document.Nodes[resource].End;
            for (var i = resource; i >= 0 && i < end; i++)
            {
                ref readonly var node = ref _document.Nodes[i];
                if (node.Type == bundle && node.Kind == NodeKind.Object)
                {
                    // A bundle inside the bundle is a world of its own.
                    i = node.End - 1;
                }
                else if (node.Type == reference && node.Kind == NodeKind.Object)
                {
                    CheckReference(i, entry);
                }
                else if (node.Kind == NodeKind.String)
                {
                    Connect(i, entry);
                }
            }
        }

        if (_bundle.Type is "document" or "message" && _bundle.Entries.Count > 0)
        {
            CheckReach();
        }
    }

    private void CheckReference(int node, int entry)
    {
        var text = _references.TextOf(node);
        if (BundleReference.Of(text) is not { } reference)
        {
            CheckSearch(text, node);
            return;
        }

        var (where, target) = _bundle.Find(reference, entry);
        if (target >= 0)
        {
            _graph.Connect(entry, target);
        }

        switch (where)
        {
            case Whereabouts.Missing:
                TellMissing(reference, node, entry);
                break;
            case Whereabouts.OtherVersion:
                Tell(
                    _mustBeInside.Contains(node), node, $"The reference is to version {reference.Version} of {reference.Address}, but the bundle has another version of it.",
                    $"Referencen er til version {reference.Version} af {reference.Address}, men bundlet har en anden version af den.");
                break;
            case Whereabouts.Ambiguous when _bundle.Type != "history":
                Tell(
                    false, node, $"Several entries have the fullUrl {_bundle.FullAddress(reference, entry)}: name the version that is meant, as in {reference.Address}/_history/1.",
                    $"Flere poster har fullUrl {_bundle.FullAddress(reference, entry)}: angiv den version, der menes, som i {reference.Address}/_history/1.");
                break;
            case Whereabouts.Inside when _bundle.Type == "batch" && reference.IsUrn && target != entry:
                Tell(
                    false, node, $"In a batch each entry stands alone, so {reference.Address} is not replaced by the new address. Use a transaction.",
                    $"I en batch står hver post for sig, så {reference.Address} bliver ikke erstattet af den nye adresse. Brug en transaktion.");
                break;
            default:
                break;
        }
    }

    private void TellMissing(BundleReference reference, int node, int entry)
    {
        var likely = _bundle.Likely(reference);
        if (likely >= 0)
        {
            _graph.Connect(entry, likely);
        }

        if (_mustBeInside.Contains(node))
        {
            var hint = likely >= 0 ? Hint(likely) : ("", "");
            Tell(
                true, node, $"'{reference.Address}' must be in the bundle, but no entry has the fullUrl {_bundle.FullAddress(reference, entry)}.{hint.Item1}",
                $"'{reference.Address}' skal være i bundlet, men ingen post har fullUrl {_bundle.FullAddress(reference, entry)}.{hint.Item2}");
        }
        else if (reference.IsUrn)
        {
            Tell(
                _bundle.IsRequest || _bundle.Type is "document" or "message", node, $"{reference.Address} means nothing outside the bundle, and no entry has it as its fullUrl.",
                $"{reference.Address} betyder intet uden for bundlet, og ingen post har den som fullUrl.");
        }
        else if (likely >= 0 && !_bundle.IsRequest && !_bundle.IsResponse)
        {
            TellLikely(reference, node, (entry, likely));
        }
    }

    // A relative reference takes the root of the entry that it stands in; from one that has none (urn:uuid:…) it leads nowhere, however
    // clear it is what was meant. A document must hold together for ever; elsewhere a reader may guess, but not against what is written.
    private void TellLikely(BundleReference reference, int node, (int From, int Likely) entries)
    {
        var place = _bundle.Entries[entries.Likely];
        var isLost = !reference.IsAbsolute && RestAddress.Of(_bundle.Entries[entries.From].FullUrl) is not { Root.Length: > 0 };
        var isOther = isLost && RestAddress.Of(reference.Address)?.Type != place.Type;
        var isApart = RestAddress.Of(place.FullUrl) is not { Root.Length: > 0 };
        var (english, danish) = Hint(entries.Likely);
        Tell(
            isOther || (isLost && isApart && _bundle.Type == "document"), node, $"No entry has the fullUrl {_bundle.FullAddress(reference, entries.From)}.{english}",
            $"Ingen post har fullUrl {_bundle.FullAddress(reference, entries.From)}.{danish}");
    }

    private (string English, string Danish) Hint(int entry)
    {
        var place = _bundle.Entries[entry];
        var name = place.Id is null ? place.Type : $"{place.Type}/{place.Id}";
        return place.FullUrl is null ? ($" Entry {entry + 1} is {name}: give it a fullUrl and refer to that.", $" Post {entry + 1} er {name}: giv den en fullUrl, og henvis til den.")
            : ($" Entry {entry + 1} is {name}: refer to it by its fullUrl, {place.FullUrl}.", $" Post {entry + 1} er {name}: henvis til den med dens fullUrl, {place.FullUrl}.");
    }

    // https://hl7.org/fhir/R4/http.html#trules: only a transaction looks such references up.
    private void CheckSearch(string text, int node)
    {
        if (_bundle.Type == "transaction" || !text.Contains('?', StringComparison.Ordinal) || RestAddress.IsAbsolute(text))
        {
            return;
        }

        Tell(
            false, node, $"'{text}' is a search. Only a transaction replaces it by what is found; here it leads nowhere.",
            $"'{text}' er en søgning. Kun en transaction erstatter den med det fundne; her fører den ingen steder hen.");
    }

    // Attachments and pictures are referred to by address alone.
    private void Connect(int node, int entry)
    {
        if (_document.Definitions.Types[_document.Nodes[node].Type].Name is "url" or "uri" or "canonical" && BundleReference.Of(_document.Text(node)) is { } reference
            && _bundle.Find(reference, entry) is { Entry: >= 0 } found)
        {
            _graph.Connect(entry, found.Entry);
        }
    }

    // What refers to the first entry counts as well: a Provenance, say.
    private void CheckReach()
    {
        for (var i = 1; i < _bundle.Entries.Count; i++)
        {
            var entry = _bundle.Entries[i];
            if (entry.Resource >= 0 && !_graph.AreConnected(0, i) && !IsStyleSheet(entry))
            {
                var first = _bundle.Entries[0].Type ?? "first entry";
                _log.Warning(
                    entry.Node, "business-rule", $"No chain of references joins this {entry.Type} to the {first}: it does not belong in this {_bundle.Type}, or a reference to it is missing.",
                    $"Ingen kæde af referencer forbinder denne {entry.Type} med {first}: den hører ikke til i dette bundle ({_bundle.Type}), eller en reference til den mangler.");
            }
        }
    }

    private bool IsStyleSheet(BundleEntryPlace entry) =>
        entry.Type == "Binary" && new NodeReader(_document, entry.Resource).Child("contentType"u8)?.Text().StartsWith("text/css", StringComparison.Ordinal) == true;

    private void Tell(bool isError, int node, string english, string danish) =>
        _log.Add(node, isError ? IssueSeverity.Error : IssueSeverity.Warning, "not-found", english, danish);
}
