using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Helhed.Fhir.Comparing;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Differences between versions as a citizen reads them: what was changed, how it was and how it is.</summary>
internal sealed class ChangeWords(Language language)
{
    private const int MostShown = 2_000;

    /// <summary>The difference in words; null when it says nothing to people, such as a code beside its text.</summary>
    public LineChange? Of(ResourceChange change)
    {
        var path = change.Path;
        if (path.Contains(".meta", StringComparison.Ordinal) || path.EndsWith(".system", StringComparison.Ordinal) || path.EndsWith(".reference", StringComparison.Ordinal))
        {
            return null;
        }

        var (before, after) = (Words(change.Before, path), Words(change.After, path));
        return before == after ? null : new LineChange(Name(path), before, after) { IsWritten = !IsState(before) && !IsState(after) };

        bool IsState(string? words) => words is not null && States.Values.Any(s => Say(s.Danish, s.English) == words);
    }

    private string Name(string path)
    {
        foreach (var (part, danish, english) in Names)
        {
            if (path.Contains(part, StringComparison.Ordinal))
            {
                return Say(danish, english);
            }
        }

        return Say("Andet", "Something else");
    }

    private string? Words(string? json, string path)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var texts = new List<string>();
        Collect(document.RootElement, texts);
        var text = string.Join(", ", texts.Distinct(StringComparer.Ordinal));
        if (path.EndsWith(".data", StringComparison.Ordinal))
        {
            text = Decoded(text);
        }

        return text.Length > MostShown ? text[..MostShown] + " …" : State(text);
    }

    // The words of what people wrote, not the systems and codes around them.
    private static void Collect(JsonElement element, List<string> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject().Where(p => p.Name is not ("system" or "reference" or "id" or "url" or "profile")))
                {
                    if (!(property.Name == "code" && element.TryGetProperty("display", out _)))
                    {
                        Collect(property.Value, texts);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, texts);
                }

                break;
            default:
                texts.Add(element.ToString());
                break;
        }
    }

    private string Decoded(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : Say("En fil", "A file");
    }

    private string State(string text) => States.TryGetValue(text, out var words) ? Say(words.Danish, words.English) : text;

    private static readonly FrozenDictionary<string, (string Danish, string English)> States = new (string[] Codes, string Danish, string English)[]
    {
        (["active"], "Gælder nu", "Holds now"),
        (["completed", "finished"], "Afsluttet", "Ended"),
        (["resolved", "inactive", "remission"], "Overstået", "Over"),
        (["stopped", "revoked", "cancelled"], "Stoppet", "Stopped"),
        (["on-hold"], "Sat på pause", "Paused"),
        (["final"], "Færdig", "Final"),
        (["preliminary", "draft"], "Foreløbig", "Preliminary"),
        (["amended", "corrected"], "Rettet", "Corrected"),
        (["entered-in-error"], "Skrevet ved en fejl", "Entered by mistake"),
        (["confirmed"], "Sikker", "Confirmed"),
        (["high"], "Høj", "High"),
        (["low"], "Lav", "Low"),
    }.SelectMany(s => s.Codes.Select(c => (Code: c, s.Danish, s.English))).ToFrozenDictionary(s => s.Code, s => (s.Danish, s.English), StringComparer.Ordinal);

    private static readonly (string Part, string Danish, string English)[] Names =
    [
        (".dosageInstruction", "Dosis", "Dose"), (".note", "Bemærkning", "Remark"), (".valueQuantity", "Tal", "Number"), (".value", "Svar", "Answer"),
        (".referenceRange", "Normalområde", "Normal range"), (".interpretation", "Vurdering", "Judgement"), (".content", "Tekst", "Text"), (".conclusion", "Tekst", "Text"),
        (".clinicalStatus", "Tilstand", "State"), (".verificationStatus", "Hvor sikkert", "How certain"), (".status", "Tilstand", "State"), (".code", "Navn", "Name"),
        (".medication", "Medicin", "Medicine"), (".reaction", "Reaktion", "Reaction"), (".criticality", "Hvor slemt", "How bad"), (".activity", "Plan", "Plan"),
        (".title", "Navn", "Name"), (".type", "Navn", "Name"), (".vaccineCode", "Vaccine", "Vaccine"), (".onset", "Begyndt", "Began"), (".abatement", "Slut", "Ended"),
        (".period", "Tid", "Time"), (".effective", "Dag", "Day"), (".occurrence", "Dag", "Day"), (".authoredOn", "Dag", "Day"), (".date", "Dag", "Day"),
        (".issued", "Svaret kom", "Answered"), (".author", "Skrevet af", "Written by"), (".recorder", "Skrevet af", "Written by"), (".performer", "Skrevet af", "Written by"),
        (".requester", "Skrevet af", "Written by"), (".reason", "Grund", "Reason"),
    ];

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
