using System.Text.Json.Nodes;

namespace Helhed.Synthetic;

/// <summary>A service of a clinic, as people there would describe it.</summary>
internal sealed record ClinicService(string Code, string Danish, string English, int Minutes, string Citizen, string? Prepare, string? PrepareEnglish, string[] Needs)
{
    /// <summary>What must be over before, and how many minutes its answer takes.</summary>
    internal (string Service, int Minutes)? After { get; init; }

    /// <summary>The service as Booking's template has it. What a citizen may do is b (book), r (book where the clinic knows them), m (move) and c (cancel).</summary>
    internal JsonObject Json(string clinic)
    {
        var service = new JsonObject
        {
            ["code"] = $"{clinic}.{Code}",
            ["danish"] = Danish,
            ["english"] = English,
            ["minutes"] = Minutes,
            ["needs"] = new JsonArray([.. Needs.Select(n => (JsonNode)n)]),
            ["citizenBooks"] = Citizen.Contains('b', StringComparison.Ordinal) || Citizen.Contains('r', StringComparison.Ordinal),
            ["needsReferral"] = Citizen.Contains('r', StringComparison.Ordinal),
            ["citizenMoves"] = Citizen.Contains('m', StringComparison.Ordinal),
            ["citizenCancels"] = Citizen.Contains('c', StringComparison.Ordinal),
            ["latestHours"] = 24,
            ["mostMoves"] = 3,
            ["mostBooked"] = 2,
            ["offersEarlier"] = true,
        };
        if (After is { } after)
        {
            service["after"] = new JsonArray(new JsonObject { ["service"] = after.Service, ["minutes"] = after.Minutes });
        }

        if (Prepare is not null)
        {
            service["prepareDanish"] = Prepare;
            service["prepareEnglish"] = PrepareEnglish;
        }

        return service;
    }
}

/// <summary>Services and weeks of the clinics that keep a calendar.</summary>
internal static class ClinicServices
{
    private static readonly string[] Room = ["person", "room"];
    private const string BloodTest = "slagelse-kba.blodproeve";
    private static readonly string[] RoomAndEquipment = ["person", "room", "equipment"];

    internal static ClinicService[] Of(string clinic) => clinic switch
    {
        "slagelse-lunge-amb" =>
        [
            new("kontrol", "Kontrol hos sygeplejerske", "Check-up with a nurse", 30, "rmc", "Tag din medicin med. Brug ikke din spray de sidste fire timer, hvis du kan undvære den.", "Bring your medicine. If you can, do not use your inhaler for the last four hours.", Room),
            new("subakut", "Vurdering hos læge", "Assessment by a doctor", 45, "mc", "Tag din medicin med. Kom i god tid, så du kan få vejret, inden du skal puste.", "Bring your medicine. Come in good time so that you can catch your breath before the test.", RoomAndEquipment),
        ],
        "slagelse-endo-amb" => [new("kontrol", "Kontrol", "Check-up", 30, "rmc", "Få taget blodprøver mindst to timer før. Tag dine egne målinger med.", "Have your blood tests taken at least two hours before. Bring your own measurements.", Room) { After = (BloodTest, 120) }],
        "suh-roskilde-onko-amb" =>
        [
            new("samtale", "Samtale og planlægning", "Talk and planning", 60, "mc", "Tag gerne en med, du er tryg ved. Skriv dine spørgsmål ned.", "Bring somebody you feel safe with. Write your questions down.", Room) { After = (BloodTest, 120) },
            new("behandling", "Behandling", "Treatment", 120, "", "Få taget blodprøver to dage før. Spis og drik, som du plejer.", "Have your blood tests taken two days before. Eat and drink as usual.", Room),
        ],
        "slagelse-boern-amb" => [new("kontrol", "Kontrol i Børneambulatoriet", "Check-up at the children's clinic", 45, "mc", "Giv ikke allergimedicin de sidste tre dage før en priktest.", "Give no allergy medicine for three days before a skin test.", Room)],
        "slagelse-gynobs-amb" => [new("undersoegelse", "Undersøgelse", "Examination", 30, "mc", "Kom gerne med fyldt blære. Du må tage en med.", "Come with a full bladder if you can. You may bring somebody.", RoomAndEquipment)],
        "slagelse-jordemoder-amb" =>
        [
            new("konsultation", "Jordemoderkonsultation", "Visit to the midwife", 30, "rmc", "Tag din vandrejournal og en urinprøve med.", "Bring your maternity record and a urine sample.", Room),
            new("hold", "Hold for kommende forældre", "Class for parents-to-be", 120, "", null, null, Room),
        ],
        "slagelse-kba" => [new("blodproeve", "Blodprøve", "Blood test", 10, "bmc", "Du må spise og drikke, med mindre du har fået andet at vide. Drik et glas vand.", "You may eat and drink unless you were told otherwise. Drink a glass of water.", Room)],
        "slagelse-rad-amb" => [new("roentgen", "Røntgen", "X-ray", 20, "mc", "Tag tøj på, der er let at tage af. Sig til, hvis du er gravid.", "Wear clothes that are easy to take off. Tell us if you are pregnant.", RoomAndEquipment)],
        StaffPersonas.PracticeId =>
        [
            new("konsultation", "Konsultation hos lægen", "Visit to the doctor", 15, "bmc", "Skriv ned, hvad du gerne vil tale om.", "Write down what you would like to talk about.", Room),
            new("lang", "Lang samtale eller kontrol hos lægen", "Long talk or check-up with the doctor", 30, "mc", "Tag en liste over din medicin med.", "Bring a list of your medicine.", Room),
            new("sygeplejerske", "Hos sygeplejersken", "Visit to the nurse", 15, "bmc", null, null, Room),
        ],
        _ => throw new ArgumentException($"{clinic} keeps no calendar.", nameof(clinic)),
    };

    internal static JsonArray Sessions(CareUnit unit, List<Clinician> people, List<(string Id, string Name)> rooms, (string Id, string Name)? equipment)
    {
        var services = Of(unit.Id);
        if (unit.Kind == UnitKind.Practice)
        {
            return
            [
                Session(unit, "laege-1", [1, 2, 3, 4, 5], ("08:00:00", "10:00:00", 15), ["konsultation"], [people[0].Id, rooms[0].Id]),
                Session(unit, "lang-1", [1, 2, 3, 4, 5], ("10:00:00", "12:00:00", 30), ["lang"], [people[0].Id, rooms[0].Id]),
                Session(unit, "laege-2", [1, 3, 4], ("13:00:00", "15:00:00", 15), ["konsultation"], [people[1].Id, rooms[1].Id]),
                Session(unit, "akut", [1, 2, 3, 4, 5], ("13:00:00", "14:00:00", 15), ["konsultation"], [people[0].Id, rooms[0].Id], "acute"),
                Session(unit, "syge", [1, 2, 3, 4, 5], ("08:00:00", "11:00:00", 15), ["sygeplejerske"], [people[2].Id, rooms[2].Id]),
            ];
        }

        var first = services[0];
        var second = services[^1];
        string[] machine = equipment is { } device ? [device.Id] : [];
        string[] both = [.. services.Where(s => s.Minutes <= second.Minutes).Select(s => s.Code)];
        return
        [
            Session(unit, "formiddag", [1, 2, 3, 4, 5], ("08:00:00", "12:00:00", Round(first.Minutes)), [first.Code], [people[0].Id, rooms[0].Id, .. first.Needs.Contains("equipment") ? machine : []]),
            Session(unit, "dag", [2, 4], (second.Needs.Contains("equipment") && first == second ? "13:00:00" : "09:00:00", second.Needs.Contains("equipment") && first == second ? "15:00:00" : "13:00:00", Round(second.Minutes)), both, [people[1].Id, rooms[1].Id, ..second.Needs.Contains("equipment") ? machine : []]),
            Session(unit, "visitation", [1, 3, 5], ("13:00:00", "14:00:00", Round(first.Minutes)), [first.Code], [people[0].Id, rooms[0].Id, .. first.Needs.Contains("equipment") ? machine : []], "triage"),
            Session(unit, "kendte", [2, 4], ("13:00:00", "15:00:00", Round(first.Minutes)), [first.Code], [people[0].Id, rooms[0].Id, .. first.Needs.Contains("equipment") ? machine : []], "returning"),
        ];
    }

    private static int Round(int minutes) => minutes <= 15 ? 15 : minutes;

    private static JsonObject Session(CareUnit unit, string id, int[] days, (string From, string To, int Minutes) time, string[] services, string[] actors, string kept = "") => new JsonObject
    {
        ["id"] = id,
        ["days"] = new JsonArray([.. days.Select(d => (JsonNode)d)]),
        ["from"] = time.From,
        ["to"] = time.To,
        ["minutes"] = time.Minutes,
        ["services"] = new JsonArray([.. services.Select(s => (JsonNode)$"{unit.Id}.{s}")]),
        ["actors"] = new JsonArray([.. actors.Select(a => (JsonNode)Reference(unit, a))]),
        ["kept"] = kept,
        ["everyWeeks"] = 1,
    };

    private static string Reference(CareUnit unit, string id) =>
        id.StartsWith(unit.Id + "-rum-", StringComparison.Ordinal) ? $"Location/{id}" : ClinicPlan.Equipment(unit)?.Id == id ? $"Device/{id}" : $"Practitioner/{id}";
}
