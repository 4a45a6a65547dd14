using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Random contents of a region: dates lie about the limits of the rule.</summary>
internal sealed partial class Making(Random random, World world, TimeProvider clock)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    public const int Patients = 26;
    private const string Parental = """{"system":"http://hl7.dk/fhir/core/CodeSystem/dk-relatedperson-relationshipcodes","code":"PARAUTH"}""";
    private const string Sibling = """{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"SIB"}""";
    private const string Cpr = "urn:oid:1.2.208.176.1.2";

    public static readonly string[] Roles = ["doctor", "nurse", "visitation", "secretary", "paramedic", "doctor", "nurse", "porter", "planner", "director", "security"];
    public static readonly string[] Data =
        ["Observation", "Condition", "DiagnosticReport", "MedicationRequest", "Immunization", "DocumentReference", "Procedure", "AllergyIntolerance", "Communication", "Basic", "Group"];

    public static readonly string[] Grounds = ["Encounter", "CarePlan", "CareTeam", "EpisodeOfCare", "Appointment", "ServiceRequest", "Task"];

    public List<string> Units { get; } = [];

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public string Patient() => $"Patient/p{random.Next(Patients)}";

    /// <summary>The region, its people and their callers: before anything else.</summary>
    public IEnumerable<(string Type, string Id, JsonObject Body)> Region()
    {
        (string Id, string? Above)[] units =
        [
            ("region", null), ("h1", "region"), ("h2", "region"), ("d1", "h1"), ("d2", "h1"), ("d3", "h2"), ("w1", "d1"), ("w2", "d1"), ("w3", "d2"), ("w4", "d3"), ("w5", "d3"),
            ("gp1", null), ("gp2", null), ("town", null), ("care", "town"), ("homes", "care"),
        ];
        foreach (var (id, above) in units)
        {
            Units.Add($"Organization/{id}");
            yield return ("Organization", id, Unit(above));
        }

        for (var i = 0; i < 34; i++)
        {
            var unit = Units[i % 3 == 0 ? random.Next(Units.Count) : 1 + (i % (Units.Count - 1))];
            var role = Roles[i % Roles.Length];
            var post = Chance(75) ? $"PractitionerRole/r{i}" : null;
            world.Callers.Add(new Caller(CallerKind.Staff, $"Practitioner/s{i}", $"S{i}", role, Chance(92) ? unit : null) { Post = post });
            yield return ("Practitioner", $"s{i}", Json("\"active\":true"));
            yield return ("PractitionerRole", $"r{i}", Json($"\"practitioner\":{Ref($"Practitioner/s{i}")},\"organization\":{Ref(unit)}"));
        }

        for (var i = 0; i < Patients; i++)
        {
            world.Callers.Add(new Caller(CallerKind.Citizen, $"Patient/p{i}", $"P{i}", "citizen"));
            yield return ("Patient", $"p{i}", Person(i));
        }

        for (var i = 0; i < 34; i++)
        {
            world.Callers.Add(new Caller(CallerKind.Citizen, Patient(), "P", "citizen") { OnBehalfOf = $"Patient/p{i % Patients}" });
        }

        world.Researchers.AddRange(from purpose in (string[])["HRESCH", "HQUALIMP"] select new Caller(CallerKind.System, $"Device/{purpose}", "Study", "system") { Purpose = purpose, Client = purpose });
        world.Callers.AddRange([Caller.Anonymous, new Caller(CallerKind.System, "Device/other", "Other", "system")]);
        for (var i = 0; i < 30; i++)
        {
            var user = world.Callers[i < 14 ? random.Next(34) : i < 27 ? 34 + random.Next(60) : world.Callers.Count - 1 - i + 27] with { Client = $"app{i}" };
            world.Callers.Add(user with { Scopes = Scopes(user), LaunchPatient = Chance(50) ? user.Kind == CallerKind.Citizen ? user.Subject : Patient() : null });
        }
    }

    // For reading; and for people's apps some that may write, in one way and not in another.
    private string Scopes(Caller user)
    {
        var level = user.Kind == CallerKind.System ? "system" : Chance(50) ? "user" : "patient";
        var types = Chance(20) ? ["*"] : Data.Concat(Grounds).Append("Patient").Append("Organization").Where(_ => Chance(45)).DefaultIfEmpty("Observation");
        var reading = types.Select(type => $"{level}/{type}.rs" + type switch
        {
            "Observation" or "Condition" or "Procedure" when Chance(40) => $"?code={Pick("x", "y")}",
            "Encounter" or "Task" when Chance(30) => "?status=in-progress",
            _ => "",
        });

        // Of a chance of their own: what else is in the region of a seed stays as it was.
        var apart = new Random(world.Callers.Count);
        string[] letters = ["c", "u", "d", "cu", "cd", "ud", "cud", "u"];
        var writing = user.Kind == CallerKind.System ? [] : Data.Concat(Grounds).Where(_ => apart.Next(100) < 40)
            .Select(type => $"{level}/{type}.{letters[apart.Next(letters.Length)]}{(type is "Observation" or "Condition" && apart.Next(3) == 0 ? "?code=x" : "")}");
        return string.Join(' ', reading.Concat(writing));
    }

    private static JsonObject Unit(string? above) => Json("\"name\":\"x\"" + (above is null ? "" : $",\"partOf\":{Ref($"Organization/{above}")}"));

    /// <summary>The unit moves to another place in the tree.</summary>
    public (string Type, string Id, JsonObject Body) Moved()
    {
        string id = Pick("w1", "w2", "w3", "w4", "w5", "care");
        return ("Organization", id, Unit(id == "care" ? Pick("town", "h1") : Pick("d1", "d2", "d3", "h2")));
    }

    private JsonObject Person(int i)
    {
        var today = Span.Today(clock.GetUtcNow());
        var born = (i % 13) switch
        {
            0 => null,
            1 => today.AddYears(-15).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            2 => today.AddYears(-15).AddDays(random.Next(1, 9)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            3 => today.AddYears(-18).AddDays(random.Next(0, 9)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            4 => today.AddYears(-18).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            5 => today.AddYears(-15).ToString("yyyy", CultureInfo.InvariantCulture),
            6 => today.AddYears(-18).ToString("yyyy-MM", CultureInfo.InvariantCulture),
            7 => today.AddYears(-random.Next(1, 14)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            8 => today.AddYears(-random.Next(15, 18)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => today.AddYears(-random.Next(19, 90)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        return Json($$"""
            "identifier":[{"system":"{{Cpr}}","value":"{{Number(i)}}"}],"gender":"{{Pick("male", "female")}}","name":[{"family":"{{Pick("Holm", "Lund", "Dal")}}"}]
            """ + (born is null ? "" : $",\"birthDate\":\"{born}\"")
            + (Chance(40) ? $",\"generalPractitioner\":[{Ref(Party())}]" : "")
            + (Chance(6) ? $",\"link\":[{{\"other\":{Ref(Patient())},\"type\":\"seealso\"}}]" : ""));
    }

    private static int IndexOf(string patient) => int.Parse(patient.AsSpan("Patient/p".Length), CultureInfo.InvariantCulture);

    // Somebody who may act for a patient: half of the time who tries to.
    private string Actor(string patient) => Chance(50) && world.Callers.Where(c => c.OnBehalfOf == patient).ToList() is { Count: > 0 } acting ? Pick(acting).Reference : Patient();

    private static string Number(int i) => $"010180{1000 + i}";

    /// <summary>Something new of a random sort, or another version of what is there.</summary>
    public (string Type, string Id, JsonObject Body) Any()
    {
        var type = random.Next(100) switch
        {
            < 18 => "Consent",
            < 22 => "RelatedPerson",
            < 24 => "Patient",
            < 48 => Pick(Grounds),
            _ => Pick(Data),
        };
        return Of(type, type == "Patient" ? $"p{random.Next(Patients)}" : $"{type[..2]}{random.Next(type == "Consent" ? 45 : type == "Observation" ? 80 : 36)}".ToLowerInvariant());
    }

    public (string Type, string Id, JsonObject Body) Of(string type, string id) => (type, id, Body(type, id));

    public JsonObject Body(string type, string id) => type switch
    {
        "Consent" => ConsentOf(Patient()),
        "RelatedPerson" => Parent(),
        "Patient" => Person(int.TryParse(id.AsSpan(1), out var i) ? i : random.Next(Patients)),
        _ when Array.IndexOf(Grounds, type) >= 0 => Ground(type, Patient(), null),
        _ => DataOf(type, Patient()),
    };

    // As often of somebody who acts for that child as chance would have it only seldom.
    private JsonObject Parent()
    {
        var acting = world.Callers.Where(c => c.OnBehalfOf is not null).ToList();
        var (child, holder) = (random.Next(Patients), random.Next(Patients));
        child = child % 13 is >= 9 or 4 ? child - 3 : child;
        if (acting.Count > 0 && Chance(60))
        {
            var one = Pick(acting);
            (child, holder) = (IndexOf(one.OnBehalfOf!), IndexOf(one.Reference));
        }

        return Json($$"""
            "patient":{{Ref($"Patient/p{child}")}},"relationship":[{"coding":[{{(Chance(90) ? Parental : Sibling)}}]}],
            "identifier":[{"system":"{{(Chance(94) ? Cpr : "urn:other")}}","value":"{{Number(holder)}}"}]
            """ + (Chance(10) ? ",\"active\":false" : "") + (Chance(30) ? $",\"period\":{Validity()}" : ""));
    }

    /// <summary>A contact, plan or task.</summary>
    public JsonObject Ground(string type, string patient, string? party) => type switch
    {
        "Encounter" => Json($$"""
            "status":"{{Pick("planned", "in-progress", "in-progress", "onleave", "finished", "finished", "cancelled", "entered-in-error")}}","class":{"code":"{{Pick("AMB", "IMP")}}"},"subject":{{Ref(patient)}}
            """ + (Chance(60) ? $",\"serviceProvider\":{Ref(party ?? Unit())}" : $",\"participant\":[{{\"individual\":{Ref(party ?? Worker())}}}]") + Treatment("period")),
        "CarePlan" => Json($$"""
            "status":"{{Pick("active", "on-hold", "completed", "revoked")}}","intent":"plan","subject":{{Ref(patient)}},"{{(Chance(50) ? $"author\":{Ref(party ?? Party())}" : $"contributor\":[{Ref(party ?? Party())}]")}}
            """ + Treatment("period") + (Chance(15) ? $",\"activity\":[{{\"detail\":{{\"status\":\"scheduled\",\"performer\":[{Ref(Patient())}]}}}}]" : "")),
        "CareTeam" => Json($$"""
            "status":"{{Pick("active", "suspended", "inactive", "entered-in-error")}}","subject":{{Ref(patient)}},
            """ + (Chance(50) ? $"\"managingOrganization\":[{Ref(party is { } p && p.StartsWith('O') ? p : Unit())}]" : $"\"participant\":[{{\"member\":{Ref(party ?? Party())}}}]") + Treatment("period")),
        "EpisodeOfCare" => Json($$"""
            "status":"{{Pick("active", "waitlist", "finished", "cancelled")}}","patient":{{Ref(patient)}},
            """ + (Chance(50) ? $"\"managingOrganization\":{Ref(Unit())}" : $"\"careManager\":{Ref(party ?? Worker())}") + Treatment("period")),
        "Appointment" => Meeting(patient, party ?? Worker()),
        "ServiceRequest" => Json($$"""
            "status":"{{Pick("active", "active", "on-hold", "completed", "revoked")}}","intent":"order","subject":{{Ref(patient)}},"authoredOn":"{{Near(Pick(-365, 1, -90))}}",
            """ + (Chance(50) ? $"\"requester\":{Ref(party ?? Party())}" : $"\"performer\":[{Ref(party ?? Party())}{(Chance(15) ? "," + Ref(Patient()) : "")}]")),
        _ => Json($$"""
            "status":"{{Pick("requested", "in-progress", "completed", "cancelled")}}","intent":"order","owner":{{Ref(party ?? Party())}}
            """ + (Chance(70) ? $",\"for\":{Ref(patient)}" : "")),
    };

    private JsonObject Meeting(string patient, string party)
    {
        var start = Near(Pick(-90, 5, 100));
        var end = start.Length == 10 ? Instant(Span.Of(start).From.AddHours(9)) : start;
        return Json($$"""
            "status":"{{Pick("booked", "pending", "fulfilled", "cancelled")}}","created":"{{Near(Pick(-200, -100, 30))}}","start":"{{end}}","end":"{{end}}","participant":[{"status":"accepted","actor":{{Ref(patient)}}},{"status":"accepted","actor":{{Ref(party)}}}
            """ + (Chance(25) ? $",{{\"status\":\"accepted\",\"actor\":{Ref(Patient())}}}" : "") + "]");
    }

    // From 30 days before the beginning to 90 days after the end.
    private string Treatment(string name) => random.Next(8) switch
    {
        0 => "",
        1 or 2 => $",\"{name}\":{{\"start\":\"{Near(Pick(30, -20))}\"}}",
        3 => $",\"{name}\":{{\"end\":\"{Near(Pick(-90, 20))}\"}}",
        4 => $",\"{name}\":{{\"start\":\"{Near(30)}\",\"end\":\"{Near(60)}\"}}",
        _ => $",\"{name}\":{{\"start\":\"{Near(-200)}\",\"end\":\"{Near(-90)}\"}}",
    };

    private string Validity() => random.Next(3) switch
    {
        0 => $"{{\"start\":\"{Near(0)}\"}}",
        1 => $"{{\"end\":\"{Near(0)}\"}}",
        _ => $"{{\"start\":\"{Near(-30)}\",\"end\":\"{Near(Pick(0, 5))}\"}}",
    };

    /// <summary>A time so many days from now, or a little beside it: an instant or a day.</summary>
    public string Near(int days)
    {
        var at = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime.AddDays(days);
        at = random.Next(6) switch
        {
            0 => at.AddSeconds(-2),
            1 => at.AddSeconds(2),
            2 => at.AddHours(random.Next(-5, 6)),
            3 => at.AddDays(random.Next(-1, 2)),
            _ => at.AddDays(random.Next(-6, 7)),
        };
        return Chance(35) ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Instant(new DateTimeOffset(at, Zone.GetUtcOffset(at)));
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public string Unit() => Pick(Units);

    private string Worker() => world.Callers[random.Next(34)] is var s && s.Post is { } post && Chance(40) ? post : s.Reference;

    public string Party() => Chance(50) ? Unit() : Worker();

    public static string Ref(string to) => $$"""{"reference":"{{to}}"}""";

    public static JsonObject Json(string members) => (JsonObject)JsonNode.Parse($"{{{members}}}")!;
}
