using System.Globalization;
using System.Text.Json.Nodes;

namespace Helhed.Synthetic;

/// <summary>A clinic whose calendar is kept in the made-up region.</summary>
/// <param name="Clinic">Id of its Location.</param>
/// <param name="Template">Its week as Booking's template, UTF-8 JSON.</param>
public sealed record SyntheticClinic(string Clinic, ReadOnlyMemory<byte> Template);

/// <summary>Which clinics keep a calendar, with what services, and how an appointment of the region is one of them.</summary>
internal static class ClinicPlan
{
    internal const string ServiceSystem = "https://helhed.example/fhir/CodeSystem/booking-service";

    private static readonly string[] Clinics =
        ["slagelse-lunge-amb", "slagelse-endo-amb", "suh-roskilde-onko-amb", "slagelse-boern-amb", "slagelse-gynobs-amb", "slagelse-jordemoder-amb", "slagelse-kba", "slagelse-rad-amb", StaffPersonas.PracticeId];

    /// <summary>Units that keep a calendar.</summary>
    internal static IEnumerable<CareUnit> Units(Atlas atlas) => Clinics.Select(atlas.Unit);

    /// <summary>The code of the service that an appointment is for; null where no calendar is kept.</summary>
    internal static string? ServiceOf(CareUnit where, Clinician who, string title, int minutes) => !Clinics.Contains(where.Id) ? null : where.Id + "." + where.Id switch
    {
        "slagelse-lunge-amb" => title.StartsWith("Subakut", StringComparison.Ordinal) ? "subakut" : "kontrol",
        "suh-roskilde-onko-amb" => minutes >= 60 && title.StartsWith("Forsamtale", StringComparison.Ordinal) ? "samtale" : "behandling",
        "slagelse-jordemoder-amb" => minutes > 60 ? "hold" : "konsultation",
        "slagelse-gynobs-amb" => "undersoegelse",
        "slagelse-kba" => "blodproeve",
        "slagelse-rad-amb" => "roentgen",
        StaffPersonas.PracticeId => who.Profession == Profession.Nurse ? "sygeplejerske" : minutes > 15 ? "lang" : "konsultation",
        _ => "kontrol",
    };

    /// <summary>Rooms of a clinic: id and name.</summary>
    internal static IEnumerable<(string Id, string Name)> Rooms(CareUnit unit) =>
        Enumerable.Range(1, 3).Select(n => (string.Create(CultureInfo.InvariantCulture, $"{unit.Id}-rum-{n}"), string.Create(CultureInfo.InvariantCulture, $"Rum {n}")));

    /// <summary>Equipment of a clinic: id and name; null for none.</summary>
    internal static (string Id, string Name)? Equipment(CareUnit unit) => unit.Id switch
    {
        "slagelse-lunge-amb" => ("slagelse-lunge-spirometer", "Spirometer"),
        "slagelse-gynobs-amb" => ("slagelse-gynobs-ultralyd", "Ultralydsscanner"),
        "slagelse-rad-amb" => ("slagelse-rad-roentgen", "Røntgenapparat"),
        _ => null,
    };

    /// <summary>The template.</summary>
    internal static SyntheticClinic Of(CareUnit unit)
    {
        var department = unit.Kind == UnitKind.Clinic ? unit.Parent! : unit;
        var people = department.Staff.Where(s => s.Profession != Profession.Secretary).OrderBy(s => s.Id.StartsWith("s-", StringComparison.Ordinal)).ToList();
        var people2 = Two(unit, people);
        var rooms = Rooms(unit).ToList();
        var actors = new JsonArray();
        foreach (var person in people2.Distinct())
        {
            actors.Add(Actor($"Practitioner/{person.Id}", person.Name, "person", 1));
        }

        foreach (var (id, name) in rooms)
        {
            actors.Add(Actor($"Location/{id}", name, "room", 1));
        }

        if (Equipment(unit) is { } equipment)
        {
            actors.Add(Actor($"Device/{equipment.Id}", equipment.Name, "equipment", 0));
        }

        var template = new JsonObject
        {
            ["clinic"] = unit.Id,
            ["name"] = unit.Name,
            ["publicPlace"] = unit.Kind == UnitKind.Practice ? unit.Name : unit.Whole.Name,
            ["sector"] = unit.Kind == UnitKind.Practice ? "gp" : "hospital",
            ["organization"] = $"Organization/{department.Id}",
            ["desks"] = new JsonArray(unit.Id.StartsWith("slagelse-", StringComparison.Ordinal) ? "Organization/slagelse-medicin" : $"Organization/{unit.Id}"),
            ["phone"] = FakeNumbers.Phone(unit.Number),
            ["address"] = $"{unit.Street}, {unit.Town.PostalCode} {unit.Town.Name}",
            ["wayDanish"] = unit.Kind == UnitKind.Practice ? "Brug hovedindgangen, og meld dig ved skranken." : "Gå ind ad hovedindgangen, og følg skiltene. Meld dig ved skærmen eller i skranken.",
            ["wayEnglish"] = unit.Kind == UnitKind.Practice ? "Use the main entrance and report at the desk." : "Use the main entrance and follow the signs. Report at the screen or the desk.",
            ["latitude"] = (double)unit.Town.Latitude,
            ["longitude"] = (double)unit.Town.Longitude,
            ["horizonDays"] = 42,
            ["services"] = new JsonArray([.. ClinicServices.Of(unit.Id).Select(s => (JsonNode)s.Json(unit.Id))]),
            ["actors"] = actors,
            ["sessions"] = ClinicServices.Sessions(unit, people2, rooms, Equipment(unit)),
        };
        return new SyntheticClinic(unit.Id, System.Text.Encoding.UTF8.GetBytes(template.ToJsonString()));
    }

    // The practice's doctor and nurse; elsewhere a nurse or midwife and a doctor.
    private static List<Clinician> Two(CareUnit unit, List<Clinician> people)
    {
        var doctor = people.FirstOrDefault(p => p.Profession == Profession.Doctor) ?? people[0];
        var other = people.FirstOrDefault(p => p.Profession is Profession.Nurse or Profession.Midwife or Profession.Laboratory or Profession.Radiographer) ?? people[^1];
        return unit.Kind == UnitKind.Practice ? [doctor, people.First(p => p.Profession == Profession.Doctor && p != doctor), other] : [other, doctor];
    }

    private static JsonObject Actor(string reference, string name, string kind, int overbook) => new() { ["reference"] = reference, ["name"] = name, ["kind"] = kind, ["capacity"] = 1, ["overbook"] = overbook };
}
