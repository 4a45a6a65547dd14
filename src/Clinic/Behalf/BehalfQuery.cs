using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>A line of the record that can be wrong.</summary>
/// <param name="Reference">"Condition/x".</param>
/// <param name="Title">What it says.</param>
/// <param name="Unit">Who is to answer; null when nobody is known.</param>
internal sealed record BehalfLine(string Reference, string Title, Choice? Unit);

/// <summary>Reads, with the reader's own sight, what the pages on a citizen's behalf show and choose from.</summary>
internal sealed class BehalfQuery(RecordStore records, Holders holders, AppointmentList appointments)
{
    private const string KindSystem = "https://helhed.example/fhir/CodeSystem/consent-kind";
    private const int Most = 100;
    private const int MostNames = 8;
    private const int MostLines = 15;

    // What can be wrong, the newest of each; titles as the answer's page says them.
    private static readonly (string Type, string Sort)[] Lines =
    [
        ("Condition", "-recorded-date"), ("AllergyIntolerance", "-date"), ("MedicationRequest", "-authoredon"), ("DocumentReference", "-date"), ("Observation", "-date"), ("Immunization", "-date"),
    ];

    // Where a record says which unit it is from.
    private static readonly string[] Owners = ["custodian", "serviceProvider", "performer", "managingOrganization", "author", "recorder", "requester", "asserter"];

    /// <summary>What the patient is called; null when the reader does not see them.</summary>
    public async Task<string?> NameOf(Caller caller, string id, CancellationToken ct) =>
        (await records.Read(caller, "Patient", id, ct)).TryGet(out var stored, out _) ? PatientText.Name(stored.As<Patient>()) : null;

    /// <summary>How the patient wants results now; at once where nothing else is chosen.</summary>
    public async Task<string> Wish(Caller caller, string id, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"{BehalfRecords.StandingWishes(id)}&_count=1", ct);
        return (found.TryGet(out var page, out _) && page.Matches is [var newest, ..] ? BehalfRecords.WishOf(newest.As<Consent>()) : null) ?? "straks";
    }

    /// <summary>Consents, blocks, mandates and the wish for results that count, newest first; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<StandingWord>?> Standing(Caller caller, string id, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"patient=Patient/{id}&status=active&_sort=-_lastUpdated&_count={Most}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return null;
        }

        var words = new List<StandingWord>();
        foreach (var match in page.Matches)
        {
            var consent = match.As<Consent>();
            var actor = consent.Provision?.Actor.Select(a => a.Reference).FirstOrDefault(r => r?.ReferenceValue is not null);
            var code = consent.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == KindSystem)?.Code;
            var wish = BehalfRecords.WishOf(consent);
            var isPrivacy = consent.Scope?.Coding.Any(c => c.Code == "patient-privacy") == true;
            var kind = code is not null ? "samtykke" : wish is not null ? "svar" : !isPrivacy ? null : consent.Provision?.Type == "deny" ? "spaerring" : actor?.ReferenceValue?.StartsWith("Patient/", StringComparison.Ordinal) == true ? "fuldmagt" : null;
            if (kind is not null)
            {
                var name = kind == "svar" ? null : kind == "samtykke" ? consent.Extension.Select(e => e.ValueReference?.Display).FirstOrDefault(d => d is not null) : actor is null ? null : actor.Display ?? await Named(caller, actor.ReferenceValue!, ct);
                words.Add(new StandingWord(match.Id, kind, name, RecordText.Day(consent.DateTime)) 
                {
                    Consent = code ?? wish,
                    Types = [.. (consent.Provision?.Class ?? []).Select(c => c.Code).OfType<string>()],
                    Until = RecordText.Day(consent.Provision?.Period?.End),
                });
            }
        }

        return words;
    }

    /// <summary>People at work and units of a name.</summary>
    public async Task<IReadOnlyList<Choice>> Whom(Caller caller, string name, CancellationToken ct)
    {
        var words = FindQuery.Words(name);
        var query = string.Join('&', words.Select(w => $"name={Uri.EscapeDataString(w)}"));
        var people = await records.Search(caller, "Practitioner", $"{query}&_count={MostNames}", ct);

        // A unit's name is one string, which a search finds by its beginning: the first word there, the others in what is found.
        var units = await records.Search(caller, "Organization", $"name:contains={Uri.EscapeDataString(words[0])}&_count={Most}", ct);
        return
        [
            .. people.IsOk ? people.Value.Matches.Select(m => new Choice($"Practitioner/{m.Id}", NameOf(m.As<Practitioner>()))) : [],
            .. units.IsOk
                ? units.Value.Matches.Select(m => new Choice($"Organization/{m.Id}", m.As<Organization>().Name ?? m.Id)).Where(c => words.All(w => c.Text.Contains(w, StringComparison.OrdinalIgnoreCase))).Take(MostNames)
                : [],
        ];
    }

    /// <summary>Whom a CPR number and a family name name together. As on the citizen's page the program compares: staff need no sight of the other's record.</summary>
    public async Task<Outcome<Choice>> Holder(Caller caller, string patient, (string Cpr, string Family) typed, CancellationToken ct)
    {
        if (!(await holders.WithCpr(caller, typed.Cpr, ct)).TryGet(out var reference, out var problem))
        {
            return problem;
        }

        var read = await records.Read(Caller.Program, "Patient", reference["Patient/".Length..], ct);
        var person = read.IsOk ? read.Value.As<Patient>() : null;
        var isThem = person?.Name is [{ Family: { } family }, ..] && string.Equals(family.Split(' ')[^1], typed.Family.Split(' ')[^1], StringComparison.OrdinalIgnoreCase);
        return isThem && reference != $"Patient/{patient}" ? new Choice(reference, PatientText.Name(person!)) : new Problem(ProblemKind.NotFound, "Nobody has this number and this name.");
    }

    /// <summary>Lines that can be wrong, the newest of each kind.</summary>
    public async Task<IReadOnlyList<BehalfLine>> LinesOf(Caller caller, string id, Language language, CancellationToken ct)
    {
        var lines = new List<BehalfLine>();
        foreach (var (type, sort) in Lines)
        {
            var found = await records.Search(caller, type, $"patient=Patient/{id}&_sort={sort}&_count={MostLines}{(type == "DocumentReference" ? "&" + Papers.None : "")}", ct);
            foreach (var match in found.IsOk ? found.Value.Matches : [])
            {
                var said = type == "DocumentReference" ? match.As<DocumentReference>() is var d ? string.Join(", ", new[] { d.Type.Words(), RecordText.DayWords(d.Date, language) }.OfType<string>()) : "" : CaseLine.Of(match, language);
                if (said.Length > 0)
                {
                    lines.Add(new BehalfLine($"{type}/{match.Id}", said, null));
                }
            }
        }

        return lines;
    }

    /// <summary>Coming visits that somebody can be asked about, soonest first, each with the words it is chosen by.</summary>
    public async Task<IReadOnlyList<(BehalfLine Visit, string Words)>> VisitsOf(Caller caller, string id, Language language, CancellationToken ct)
    {
        var found = await appointments.ComingOf(caller, $"Patient/{id}", ct);
        var visits = new List<(BehalfLine, string)>();
        foreach (var visit in found.TryGet(out var coming, out _) ? coming : [])
        {
            // A visit of a unit that the directory does not have is asked about by telephone.
            if (visit.Unit?.Split('/') is ["Organization", var unit] && (await records.Read(caller, "Organization", unit, ct)).TryGet(out var stored, out _))
            {
                var title = visit.Title ?? BehalfTexts.VisitWithoutName;
                var who = new Choice(visit.Unit, stored.As<Organization>().Name ?? visit.Place ?? visit.Unit);
                visits.Add((new BehalfLine($"Appointment/{visit.Id}", title, who), $"{title}, {DateText.DayAndTime(visit.Start, language)}, {visit.Place ?? who.Text}"));
            }
        }

        return visits;
    }

    /// <summary>A line with the unit that answers for it: the one it is from, else the patient's practice, else that of who registers it.</summary>
    public async Task<BehalfLine?> Answering(Caller caller, string patient, BehalfLine line, CancellationToken ct)
    {
        if (line.Reference.Split('/') is not [var type, var id] || !(await records.Read(caller, type, id, ct)).TryGet(out var stored, out _))
        {
            return null;
        }

        var record = JsonNode.Parse(stored.Json.Span)!.AsObject();
        var contact = (string?)(record["encounter"] as JsonObject)?["reference"] ?? (string?)((record["context"] as JsonObject)?["encounter"] as JsonArray)?[0]?["reference"];
        var unit = Owners.SelectMany(name => References(record[name])).FirstOrDefault(IsUnit);

        // A note is kept by the hospital; who wrote it were those whom the contact was with.
        if ((unit is null || type == "DocumentReference") && contact?.Split('/') is ["Encounter", var at] && (await records.Read(caller, "Encounter", at, ct)).TryGet(out var visit, out _))
        {
            unit = visit.As<Encounter>().ServiceProvider?.ReferenceValue ?? unit;
        }

        if (unit is null && (await records.Read(caller, "Patient", patient, ct)).TryGet(out var whose, out _))
        {
            unit = whose.As<Patient>().GeneralPractitioner.Select(g => g.ReferenceValue).FirstOrDefault(IsUnit);
        }

        unit ??= caller.Organization;
        return unit is null ? null : line with { Unit = new Choice(unit, await Named(caller, unit, ct)) };
    }

    /// <summary>Name and address of the caller's unit, in lines; empty when it is not known.</summary>
    public async Task<IReadOnlyList<string>> UnitOf(Caller caller, CancellationToken ct)
    {
        if (caller.Organization?.Split('/') is not [_, var id] || !(await records.Read(caller, "Organization", id, ct)).TryGet(out var stored, out _))
        {
            return [];
        }

        var unit = stored.As<Organization>();
        var address = unit.Address is [var first, ..] ? first : null;
        return [.. new[] { unit.Name }.Concat(address?.Line ?? []).Append(string.Join(' ', new[] { address?.PostalCode, address?.City }.OfType<string>())).OfType<string>().Where(l => l.Length > 0)];
    }

    /// <summary>How the patient is reached now, as the form's fields.</summary>
    public async Task<(int Version, IReadOnlyDictionary<string, string> Fields)?> Contact(Caller caller, string id, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Patient", id, ct)).TryGet(out var stored, out _))
        {
            return null;
        }

        var patient = stored.As<Patient>();
        var call = JsonNode.Parse(stored.Json.Span)!["contact"] is JsonArray { Count: > 0 } contacts ? CallOf(contacts[0]!.AsObject()) : default;
        return (stored.Version, new Dictionary<string, string>
        {
            ["telefon"] = PatientText.Phone(patient) ?? "",
            ["email"] = patient.Telecom.FirstOrDefault(t => t.System == "email")?.Value ?? "",
            ["ring"] = call.Name ?? "",
            ["ring-hvem"] = call.Relation ?? "",
            ["ring-telefon"] = call.Phone ?? "",
        });
    }

    internal static (string? Name, string? Relation, string? Phone) CallOf(JsonObject contact)
    {
        var name = contact["name"] as JsonObject;
        var relation = (contact["relationship"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault();
        return (
            (string?)name?["text"] ?? (name is null ? null : string.Join(' ', [.. (name["given"] as JsonArray ?? []).Select(g => (string?)g), (string?)name["family"]])),
            (string?)relation?["text"] ?? (string?)(relation?["coding"] as JsonArray)?.OfType<JsonObject>().Select(c => c["display"]).FirstOrDefault(),
            (string?)(contact["telecom"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(t => (string?)t["system"] is "phone" or "sms")?["value"]);
    }

    private static IEnumerable<string?> References(JsonNode? node) => node switch
    {
        JsonArray several => several.SelectMany(References),
        JsonObject one => [(string?)one["reference"], .. References(one["actor"])],
        _ => [],
    };

    private static bool IsUnit(string? reference) => reference?.StartsWith("Organization/", StringComparison.Ordinal) == true;

    // Of who holds a mandate the program reads the name alone: that they hold it stands in what the reader sees.
    private async Task<string> Named(Caller caller, string reference, CancellationToken ct)
    {
        var read = reference.Split('/') is [var type, var id] ? await records.Read(type == "Patient" ? Caller.Program : caller, type, id, ct) : new Problem(ProblemKind.NotFound, "No reference.");
        return !read.TryGet(out var stored, out _) ? reference : stored.Type switch
        {
            "Patient" => PatientText.Name(stored.As<Patient>()),
            "Practitioner" => NameOf(stored.As<Practitioner>()),
            "Organization" => stored.As<Organization>().Name ?? reference,
            _ => reference,
        };
    }

    private static string NameOf(Practitioner person) =>
        person.Name is [var name, ..] ? name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]) : person.Id ?? "";
}
