using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// The requests of transactions, batches and histories against their resources. See
/// <see href="https://hl7.org/fhir/R4/http.html#transaction"/>.
/// </summary>
internal sealed class EntryRequestCheck(ValidationRun run, BundleView bundle)
{
    private readonly IssueLog _log = run.Log;
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var entry in bundle.Entries)
        {
            if (_log.IsFull)
            {
                return;
            }

            if (new NodeReader(bundle.Document, entry.Node).Child("request"u8) is { Node.Kind: NodeKind.Object } request
                && request.Child("method"u8) is { Node.Kind: NodeKind.String } method && request.Child("url"u8) is { Node.Kind: NodeKind.String } url)
            {
                Check(entry, method.Text(), url);
                CheckConditions(request, method.Text());
            }
        }
    }

    private void Check(BundleEntryPlace entry, string method, NodeReader url)
    {
        var text = url.Text();
        if (RestAddress.IsAbsolute(text) || text.StartsWith('/'))
        {
            _log.Warning(
                url.Index, "value", $"The address '{text}' must be relative to the server's root, as in Patient/1.",
                $"Adressen '{text}' skal være relativ til serverens rod, som i Patient/1.");
            return;
        }

        var target = RequestTarget.Of(text);
        CheckType(target, entry, url);
        switch (method)
        {
            case "POST":
                CheckCreate(target, entry, url);
                break;
            case "PUT" or "PATCH":
                CheckUpdate(target, entry, (method, url));
                break;
            case "DELETE" or "GET" or "HEAD":
                CheckBare(target, entry, (method, url));
                break;
            default:
                break;
        }

        if (bundle.Type == "transaction" && method is "PUT" or "PATCH" or "DELETE" && !_touched.Add(text))
        {
            _log.Error(
                url.Index, "duplicate", $"The transaction changes '{text}' twice; each resource may be changed once.",
                $"Transaktionen ændrer '{text}' to gange; hver ressource må ændres én gang.");
        }
    }

    private void CheckType(RequestTarget target, BundleEntryPlace entry, NodeReader url)
    {
        if (target.Type.Length == 0 || target.IsOperation)
        {
            return;
        }

        if (run.Definitions.FindResource(target.Type) is null)
        {
            _log.Error(
                url.Index, "value", $"'{target.Type}' is no resource type. The address is Type, Type/id or Type?search.",
                $"'{target.Type}' er ikke en ressourcetype. Adressen er Type, Type/id eller Type?søgning.");
        }
        else if (entry.Type is { } type && type != target.Type && !IsPatch(url, type))
        {
            _log.Error(
                url.Index, "value", $"The request names the type {target.Type}, but the resource has the type {type}: the two must agree.",
                $"Anmodningen nævner typen {target.Type}, men ressourcen har typen {type}: de to skal stemme overens.");
        }
    }

    // A patch carries a list of changes, not the resource.
    private static bool IsPatch(NodeReader url, string type) =>
        type is "Parameters" or "Binary" && new NodeReader(url.Document, url.Node.Parent).Child("method"u8)?.Text() == "PATCH";

    private void CheckCreate(RequestTarget target, BundleEntryPlace entry, NodeReader url)
    {
        // In a history the address may be that of the version that came about.
        if (target.IsOperation || target.Type.Length == 0 || bundle.Type == "history")
        {
            return;
        }

        if (entry.Resource < 0)
        {
            TellNoResource(entry, "POST");
        }

        if (target.Id is { } id)
        {
            _log.Error(
                url.Index, "value", $"POST creates a resource and goes to '{target.Type}' alone, since the server chooses the id. To write {target.Type}/{id}, use PUT.",
                $"POST opretter en ressource og går til '{target.Type}' alene, da serveren vælger id. Brug PUT for at skrive {target.Type}/{id}.");
        }
    }

    private void CheckUpdate(RequestTarget target, BundleEntryPlace entry, (string Method, NodeReader Url) request)
    {
        if (entry.Resource < 0 && bundle.Type != "history")
        {
            TellNoResource(entry, request.Method);
        }

        if (target.Id is null && !target.HasSearch)
        {
            _log.Error(
                request.Url.Index, "value", $"{request.Method} needs to know which {target.Type} is meant: write {target.Type}/id or {target.Type}?search.",
                $"{request.Method} skal vide, hvilken {target.Type} der menes: skriv {target.Type}/id eller {target.Type}?søgning.");
        }
        else if (target.Id is { } id && request.Method == "PUT" && entry.Resource >= 0 && entry.Type == target.Type && entry.Id != id)
        {
            var has = entry.Id is null ? "has no id" : $"has the id '{entry.Id}'";
            var har = entry.Id is null ? "har intet id" : $"har id '{entry.Id}'";
            _log.Error(
                request.Url.Index, "value", $"The request writes {target.Type}/{id}, but the resource {has}: the two must agree.",
                $"Anmodningen skriver {target.Type}/{id}, men ressourcen {har}: de to skal stemme overens.");
        }
    }

    private void CheckBare(RequestTarget target, BundleEntryPlace entry, (string Method, NodeReader Url) request)
    {
        if (entry.Resource >= 0)
        {
            _log.Warning(entry.Resource, "value", $"A {request.Method} carries no resource; it is passed over.", $"{request.Method} har ingen ressource med; den bliver overset.");
        }

        if (request.Method == "DELETE" && target is { Id: null, HasSearch: false, IsOperation: false })
        {
            _log.Error(
                request.Url.Index, "value", $"DELETE needs to know which {target.Type} is meant: write {target.Type}/id or {target.Type}?search.",
                $"DELETE skal vide, hvilken {target.Type} der menes: skriv {target.Type}/id eller {target.Type}?søgning.");
        }
    }

    private void CheckConditions(NodeReader request, string method)
    {
        if (request.Child("ifNoneExist"u8) is { Node.Kind: NodeKind.String } condition)
        {
            if (method != "POST")
            {
                _log.Warning(condition.Index, "value", $"ifNoneExist is for POST; on {method} it is passed over.", $"ifNoneExist er for POST; ved {method} bliver den overset.");
            }

            if (condition.Text().Contains('?', StringComparison.Ordinal))
            {
                _log.Warning(
                    condition.Index, "value", "ifNoneExist holds only what follows the '?' of a search, such as identifier=urn:x|1.",
                    "ifNoneExist rummer kun det, der følger efter '?' i en søgning, såsom identifier=urn:x|1.");
            }
        }

        if (request.Child("ifMatch"u8) is { } match && method is "POST" or "GET" or "HEAD")
        {
            _log.Warning(match.Index, "value", $"ifMatch is for PUT, PATCH and DELETE; on {method} it is passed over.", $"ifMatch er for PUT, PATCH og DELETE; ved {method} bliver den overset.");
        }
    }

    private void TellNoResource(BundleEntryPlace entry, string method) =>
        _log.Error(entry.Node, "required", $"A {method} needs a resource in its entry.", $"{method} kræver en ressource i posten.", "resource");
}
