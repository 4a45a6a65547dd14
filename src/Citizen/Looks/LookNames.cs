using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Names of people, units and contacts that a log refers to, read on behalf of who sees it.</summary>
internal sealed class LookNames(RecordStore records)
{
    private const int MostNames = 100;

    /// <summary>Names by reference. What has no name, or may not be seen, has none here.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Of(Caller caller, IEnumerable<string?> references, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await records.VeilOf(caller, ct) is { } veil)
        {
            references = [.. references];
            foreach (var reference in references.OfType<string>())
            {
                Add(names, reference, veil.NameOf(reference));
            }
        }

        foreach (var type in references.OfType<string>().Distinct(StringComparer.Ordinal).Select(r => r.Split('/')).Where(p => p is ["Practitioner" or "Organization" or "Device", _]).GroupBy(p => p[0], p => p[1]))
        {
            if (type.Key == "Device")
            {
                // A program is called what it registered as: "demo-system" reads better as "Demo system".
                foreach (var program in type)
                {
                    names[$"Device/{program}"] = Sentence.Capital(program.Replace('-', ' '));
                }

                continue;
            }

            foreach (var ids in type.Chunk(MostNames))
            {
                var found = await records.Search(caller, type.Key, $"_id={string.Join(',', ids)}&_count={MostNames}", ct);
                if (found.TryGet(out var page, out _))
                {
                    foreach (var match in page.Matches)
                    {
                        Add(names, $"{match.Type}/{match.Id}", match.Type == "Practitioner" ? NameOf(match.As<Practitioner>()) : match.As<Organization>().Name);
                    }
                }
            }
        }

        return names;
    }

    /// <summary>What somebody who is in the directory is called, their reference where they have no name; null for who is not in it.</summary>
    public async Task<string?> Known(Caller caller, string reference, CancellationToken ct) =>
        (await Of(caller, [reference], ct)).GetValueOrDefault(reference)
        ?? (reference.Split('/') is [var type, var id] && (await records.Read(caller, type, id, ct)).IsOk ? reference : null);

    /// <summary>What the reader is told that somebody is called: a pseudonym where the name is hidden.</summary>
    public async Task<string> Shown(Caller caller, string reference, CancellationToken ct)
    {
        var shown = (await records.VeilOf(caller, ct))?.Shown(reference) ?? reference;
        return (await Of(caller, [shown], ct)).GetValueOrDefault(shown, shown);
    }

    /// <summary>What evidence of treatment is to the patient: "dit besøg den 3. maj 2026, Lungeklinikken".</summary>
    public async Task<IReadOnlyDictionary<string, LookContact>> Contacts(Caller caller, IEnumerable<string> references, LooksTexts t, CancellationToken ct)
    {
        var words = new Dictionary<string, LookContact>(StringComparer.Ordinal);
        foreach (var type in references.Distinct(StringComparer.Ordinal).Select(r => r.Split('/')).Where(p => p.Length == 2).GroupBy(p => p[0], p => p[1]))
        {
            if (t.Ground(type.Key) is { } plain)
            {
                foreach (var id in type)
                {
                    words[$"{type.Key}/{id}"] = new LookContact(plain, PathOf(type.Key, id));
                }
            }

            if (type.Key is not ("Encounter" or "Appointment"))
            {
                continue;
            }

            foreach (var ids in type.Chunk(MostNames))
            {
                var found = await records.Search(caller, type.Key, $"_id={string.Join(',', ids)}&_count={MostNames}", ct);
                if (found.TryGet(out var page, out _))
                {
                    foreach (var match in page.Matches)
                    {
                        words[$"{match.Type}/{match.Id}"] = match.Type == "Encounter"
                            ? new LookContact(Visit(match.As<Encounter>(), t), RecordParts.Line(match.Type, match.Id))
                            : new LookContact(Visit(match.As<Appointment>(), t), VisitPages.Path(match.Id));
                    }
                }
            }
        }

        return words;
    }

    // Visits and appointments have a page where they are found.
    private static string? PathOf(string type, string id) => type switch
    {
        "CarePlan" or "EpisodeOfCare" => RecordParts.Line(type, id),
        "Consent" => ConsentPages.Path,
        "Task" => ReportPages.Path,
        "Patient" => MasterDataPages.Path,
        _ => null,
    };

    private static string Visit(Encounter contact, LooksTexts t) =>
        t.Visit(RecordText.Day(contact.Period?.Start), contact.ServiceProvider?.Display ?? contact.Location.Select(l => l.Location?.Display).FirstOrDefault(d => d is not null));

    private static string Visit(Appointment contact, LooksTexts t) =>
        t.Appointment(RecordText.Day(contact.Start), contact.Participant.Where(p => p.Actor?.ReferenceValue?.StartsWith("Location/", StringComparison.Ordinal) == true).Select(p => p.Actor!.Display).FirstOrDefault());

    private static string? NameOf(Practitioner person) =>
        person.Name is [var name, ..] ? name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]) : null;

    private static void Add(Dictionary<string, string> names, string reference, string? name)
    {
        if (!string.IsNullOrWhiteSpace(name))
        {
            names[reference] = name;
        }
    }
}
