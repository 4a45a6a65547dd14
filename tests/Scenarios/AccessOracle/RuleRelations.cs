using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <content>Who is a party, and what a relation.</content>
internal sealed partial class Rule
{
    private Dictionary<string, List<Thing>>? _evidence;

    /// <summary>The person, the post, the unit, what it is a part of and its parts; but no region.</summary>
    public HashSet<string> Parties(Caller caller)
    {
        var key = $"{caller.Reference} {caller.Post} {caller.Organization}";
        if (_parties.TryGetValue(key, out var known))
        {
            return known;
        }

        HashSet<string> parties = [caller.Reference];
        if (caller.Post is { } post)
        {
            parties.Add(post);
        }

        if (caller.Organization is { } unit)
        {
            // Who works at a region itself is a party to what the region does, but not to what its hospitals do, nor they to what it does.
            parties.Add(unit);
            foreach (var other in Above(unit).Where(u => !IsRegion(u)).Concat(IsRegion(unit) ? [] : Below(unit)))
            {
                parties.Add(other);
            }
        }

        _parties.Add(key, parties);
        return parties;
    }

    /// <summary>A unit and what it is a part of.</summary>
    private IEnumerable<string> Above(string unit)
    {
        for (var at = unit; at is not null; at = world.Body(at).Refers("partOf").FirstOrDefault())
        {
            yield return at;
        }
    }

    private IEnumerable<string> Below(string unit) => world.Current("Organization").Select(o => o.Reference).Where(o => o != unit && Above(o).Contains(unit));

    private bool IsRegion(string unit) =>
        !world.Body(unit).Refers("partOf").Any() && world.Current("Organization").Any(o => o.Body.Refers("partOf").Contains(unit));

    /// <summary>Whether a caller at work relates to a patient.</summary>
    public bool Related(Caller caller, string patient)
    {
        if (Granted.Contains(patient))
        {
            return true;
        }

        var key = $"{caller.Reference} {caller.Post} {caller.Organization} {patient}";
        if (!_related.TryGetValue(key, out var related))
        {
            _related.Add(key, related = FindRelation(caller, patient));
        }

        return related;
    }

    private bool FindRelation(Caller caller, string patient)
    {
        var parties = Parties(caller);
        _evidence ??= Evidence();
        return (_evidence.GetValueOrDefault(patient) ?? []).Any(t => t != Without && (IsGround(parties, t.Type, t.Body!, t.Last.At) || IsNewlyCome(parties, t)) && Step($"relation to {patient} by {t.Reference}", true))
            || world.Claims.Any(c => c.Patient == patient && c.Who.Reference == caller.Reference && new Span(c.From, c.Until).Holds(now) && Step("claimed", true))
            || Permits(patient).Any(p => p.IsWholeRecord && p.Actors.Any(parties.Contains) && Step($"permitted by {p.Source.Reference}", true));
    }

    // A new patient is a ground for the unit that wrote them down, for a day: until a contact is written.
    private bool IsNewlyCome(HashSet<string> parties, Thing thing) =>
        thing is { Type: "Patient", Versions.Count: 1, Last.Writer: { Kind: CallerKind.Staff, Organization: { } unit } } && parties.Contains(unit) && now < thing.Last.At.AddDays(1);

    /// <summary>Whether a record is a ground, now, for some parties to see its patients.</summary>
    public bool IsGround(HashSet<string> parties, string type, JsonObject body, DateTimeOffset written)
    {
        string[] named = type switch
        {
            "Encounter" => [.. body.Refers("serviceProvider"), .. body.Refers("participant.individual")],
            "CarePlan" => [.. body.Refers("author"), .. body.Refers("contributor")],
            "CareTeam" => [.. body.Refers("participant.member"), .. body.Refers("managingOrganization")],
            "EpisodeOfCare" => [.. body.Refers("managingOrganization"), .. body.Refers("careManager")],
            "Appointment" => [.. body.Refers("participant.actor")],
            "ServiceRequest" => [.. body.Refers("requester"), .. body.Refers("performer")],
            "Task" => [.. body.Refers("owner")],
            "Patient" => [.. body.Refers("generalPractitioner")],
            _ => [],
        };
        return named.Any(parties.Contains) && Lasts(type, body, written).Holds(now);
    }

    private static Span Lasts(string type, JsonObject body, DateTimeOffset written)
    {
        var none = new Span(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
        var status = body.Say("status");
        if (status is "cancelled" or "revoked" or "entered-in-error")
        {
            return none;
        }

        switch (type)
        {
            case "Patient":
                return Span.Always;
            case "Appointment":
                return new Span(Span.Of(body.Say("created")!).From.AddDays(-30), Span.Of(body.Say("end")!).To.AddDays(90));
            case "ServiceRequest":
                var authored = Span.Of(body.Say("authoredOn")!);
                return new Span(authored.From.AddDays(-1), status == "completed" ? written.AddDays(90) : authored.To.AddDays(365));
            case "Task":
                return status == "completed" ? new Span(DateTimeOffset.MinValue, written.AddDays(90)) : Span.Always;
            default:
                var isOver = status is "finished" or "completed" or "inactive";
                var span = Span.Of(body["period"]).Wider(30, 90);
                return isOver && body.Say("period.end") is null ? span with { To = written.AddDays(90) } : span;
        }
    }

    private Dictionary<string, List<Thing>> Evidence()
    {
        Dictionary<string, List<Thing>> evidence = [];
        foreach (var type in (string[])["Encounter", "CarePlan", "CareTeam", "EpisodeOfCare", "Appointment", "ServiceRequest", "Task", "Patient"])
        {
            foreach (var thing in world.Current(type))
            {
                foreach (var patient in Treated(type, thing.Id, thing.Body!))
                {
                    if (!evidence.TryGetValue(patient, out var list))
                    {
                        evidence.Add(patient, list = []);
                    }

                    list.Add(thing);
                }
            }
        }

        return evidence;
    }

    // Whom a contact or plan is about, which is less than whose compartment it is in.
    public static IEnumerable<string> Treated(string type, string id, JsonObject body) => type switch
    {
        "Patient" => [$"Patient/{id}"],
        "Appointment" => body.Refers("participant.actor").Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)),
        "Task" => body.Refers("for"),
        "EpisodeOfCare" => body.Refers("patient"),
        _ => body.Refers("subject"),
    };
}
