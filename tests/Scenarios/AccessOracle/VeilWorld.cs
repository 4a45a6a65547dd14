using System.Text;
using Helhed.Access;
using Helhed.Access.Veils;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Somebody at work, by all that names them.</summary>
internal sealed record Worker(int Number, string Given, string Family)
{
    public string Id => $"s{Number}";

    public string Reference => $"Practitioner/s{Number}";

    public string Name => $"{Given} {Family}";

    public string Authorisation => $"0HX0{Number}";

    /// <summary>Posts: the id, the unit, and until when.</summary>
    public List<(string Id, string Unit, DateTimeOffset Ends)> Posts { get; } = [];
}

/// <summary>A contact, result or document, and by whom it is: references as they stand in it.</summary>
internal sealed record Doing(string Type, string Id, int Patient, IReadOnlyList<(Worker Who, string Reference)> By);

/// <summary>A small region in which staff and addresses are hidden: what is there, and who is hidden from whom.</summary>
internal sealed class VeilWorld(Random random)
{
    public const int Patients = 6;
    public const string System = "https://example.org/authorisation";

    private static readonly (string Id, string? Above)[] Tree = [("region", null), ("hospital", "region"), ("ward-a", "hospital"), ("ward-b", "hospital"), ("clinic", null)];

    private static readonly (string Given, string Family)[] Names =
    [
        ("Ida Marie", "Sørensen"), ("Bodil", "Bergqvist"), ("Tove", "Ditlevsen"), ("Niels", "Aagaard"), ("Karen", "Blixen"), ("Hans", "Scherfig"), ("Inger", "Vestergaard"), ("Tom", "Kristoffer"),
    ];

    public IReadOnlyList<Worker> Staff { get; } = [.. Names.Select((n, i) => new Worker(i, n.Given, n.Family))];

    public List<Doing> Doings { get; } = [];

    public List<Pseudonym> Decisions { get; } = [];

    /// <summary>Patients with a protected address.</summary>
    public HashSet<int> Protected { get; } = [];

    /// <summary>The general practitioner of each patient.</summary>
    public List<Worker> Practice { get; } = [];

    public IReadOnlyList<string> Units { get; } = [.. Tree.Select(u => $"Organization/{u.Id}")];

    public T Pick<T>(params IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>Who is hidden from those who see a patient's record.</summary>
    public List<Worker> Hidden(string patient, DateTimeOffset now)
    {
        var inForce = Decisions.Where(d => d.Begins <= now && now < d.Ends && (d.Patient.Length == 0 || d.Patient == patient)).ToList();
        return [.. Staff.Where(s => inForce.Any(d => d.Staff == s.Reference || (d.Staff.Length == 0 && s.Posts.Any(p => IsWithin(p.Unit, d.Unit) && p.Ends > d.Begins))))];
    }

    private static bool IsWithin(string unit, string above)
    {
        for (string? at = unit; at is not null; at = Tree.First(u => $"Organization/{u.Id}" == at).Above is { } next ? $"Organization/{next}" : null)
        {
            if (at == above)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Everything in the store: the units, the staff and their posts, the patients, and what was done.</summary>
    public IEnumerable<(string Type, string Id, string Members)> All(DateTimeOffset now)
    {
        foreach (var (id, above) in Tree)
        {
            yield return ("Organization", id, $"\"name\":\"{id}\"" + (above is null ? "" : $",\"partOf\":{Making.Ref($"Organization/{above}")}"));
        }

        foreach (var one in Staff)
        {
            yield return ("Practitioner", one.Id, $$"""
                "identifier":[{"system":"{{System}}","value":"{{one.Authorisation}}"}],"name":[{"family":"{{one.Family}}","given":[{{string.Join(',', one.Given.Split(' ').Select(g => $"\"{g}\""))}}]}]
                """);
            for (var i = 0; i < 1 + (one.Number % 2); i++)
            {
                yield return Post(one, i, now);
            }
        }

        for (var i = 0; i < Patients; i++)
        {
            yield return Person(i);
            yield return ("RelatedPerson", $"k{i}", Relative(i));
            yield return ("RelatedPerson", $"l{i}", $"\"patient\":{Making.Ref($"Patient/p{i}")},\"address\":[{{\"line\":[\"Andenvej 1\"],\"city\":\"Midtby\"}}]");
            yield return ("Consent", $"c{i}", $$"""
                "status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},
                "patient":{{Making.Ref($"Patient/p{i}")}},"provision":{"type":"permit","actor":[{"role":{"text":"x"},"reference":{{Making.Ref($"Patient/p{(i + 1) % Patients}")}} }]}
                """);
            for (var n = 0; n < 4; n++)
            {
                yield return Done(n, i);
            }
        }
    }

    private (string, string, string) Post(Worker one, int number, DateTimeOffset now)
    {
        // Some are over, some are of a sort that gives no role here, some are not held any more.
        var id = $"r{one.Number}-{number}";
        var unit = Pick(Units);
        var isOver = Chance(20);
        var end = now.AddDays(-random.Next(1, 90));
        one.Posts.Add((id, unit, isOver ? end : DateTimeOffset.MaxValue));
        return ("PractitionerRole", id, $$"""
            "practitioner":{{Making.Ref(one.Reference)}},"organization":{{Making.Ref(unit)}},"telecom":[{"system":"email","value":"{{one.Family}}@example.org"}]
            """ + (isOver ? $",\"period\":{{\"end\":\"{Making.Instant(end)}\"}}" : "") + (Chance(15) ? ",\"active\":false" : "")
            + (Chance(70) ? ",\"code\":[{\"coding\":[{\"system\":\"https://helhed.example/fhir/CodeSystem/role\",\"code\":\"nurse\"}]}]" : ",\"code\":[{\"text\":\"Konsulent\"}]"));
    }

    private (string, string, string) Person(int i)
    {
        if (i % 2 == 0)
        {
            Protected.Add(i);
        }

        Practice.Add(Pick(Staff));
        return ("Patient", $"p{i}", (i % 2 == 0 ? "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]}," : "") + $$"""
            "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Bor {{Street(i)}}</div>"},"birthDate":"1980-01-01","name":[{"text":"Person {{i}}"}],
            "address":[{"line":["{{Street(i)}} 1"],"city":"{{City(i)}}"}],"telecom":[{"system":"phone","value":"{{Phone(i)}}"}],
            "contact":[{"name":{"text":"Mor"},"telecom":[{"system":"phone","value":"{{Phone(i)}}"}],"address":{"line":["{{Street(i)}}"]} }],"generalPractitioner":[{"reference":"{{Practice[i].Reference}}","display":"{{Practice[i].Name}}"}]
            """);
    }

    private static string Relative(int i) => $$"""
        "patient":{{Making.Ref($"Patient/p{i}")}},"name":[{"text":"Mor"}],"address":[{"line":["{{Street(i)}} 1"],"city":"{{City(i)}}"}],"telecom":[{"system":"phone","value":"{{Phone(i)}}"}]
        """;

    public static string Street(int i) => $"Skjulvej{i}";

    public static string City(int i) => $"Hemstad{i}";

    public static string Phone(int i) => $"5500000{i}";

    private (string, string, string) Done(int number, int patient)
    {
        var (one, other) = (Pick(Staff), Pick(Staff));
        string Named(Worker who) => Chance(60) || who.Posts.Count == 0 ? who.Reference : $"PractitionerRole/{Pick(who.Posts).Id}";
        var (first, second) = (Named(one), Named(other));
        var id = $"d{patient}-{number}";
        var subject = Making.Ref($"Patient/p{patient}");
        var type = number switch { 0 or 1 => "Encounter", 2 => "Observation", _ => "DocumentReference" };
        Doings.Add(new Doing(type, id, patient, type == "Encounter" ? [(one, first), (other, second)] : [(one, first)]));
        return (type, id, type switch
        {
            "Encounter" => $$$"""
                "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Samtale med {{{one.Name}}} og {{{other.Name}}}</div>"},"status":"in-progress","class":{"code":"IMP"},"subject":{{{subject}}},
                "participant":[{"individual":{"reference":"{{{first}}}","display":"{{{one.Name}}}"} },{"individual":{"reference":"{{{second}}}","display":"{{{other.Name}}}","identifier":{"system":"{{{System}}}","value":"{{{other.Authorisation}}}"} }}]
                """,
            "Observation" => $$"""
                "contained":[{"resourceType":"Practitioner","id":"c","identifier":[{"system":"{{System}}","value":"{{one.Authorisation}}"}],"name":[{"family":"{{one.Family}}","given":["{{one.Given}}"]}]}],
                "status":"final","code":{"text":"x"},"subject":{{subject}},"performer":[{"reference":"{{first}}","display":"{{one.Name}}"},{"reference":"#c"}],"note":[{"text":"Taget af {{one.Name}}, se {{one.Reference}}"}]
                """,
            _ => $$"""
                "status":"current","subject":{{subject}},"author":[{"reference":"{{first}}"}],
                "content":[{"attachment":{"contentType":"text/plain; charset=utf-8","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"Skrevet af {one.Name}"))}}"} }]
                """,
        });
    }
}
