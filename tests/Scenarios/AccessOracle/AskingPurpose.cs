using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Research and quality work: what it finds, as what, and that nobody can be asked for.</summary>
internal sealed class AskingPurpose(Asking ask, World world, Making make, Func<Caller, FhirClient> clientOf)
{
    private static readonly string[] Types =
        ["Observation", "Observation", "Observation", "Condition", "DiagnosticReport", "Procedure", "MedicationRequest", "Immunization", "AllergyIntolerance", "Patient", "Encounter", "Appointment", "ServiceRequest", "CarePlan", "EpisodeOfCare"];

    private static readonly string[] Coded = ["Observation", "Condition", "DiagnosticReport", "Procedure", "AllergyIntolerance"];

    public async Task Next()
    {
        var caller = make.Pick(world.Researchers);
        if (make.Chance(15))
        {
            await Refused(caller);
            return;
        }

        var type = make.Pick(Types);
        var (text, holds) = make.Chance(35) ? Personal(type) : Impersonal(type);
        List<JsonNode> got = [];
        var path = $"{type}?{text}&_count={make.Pick(3, 20, 1000)}&_total=accurate";
        var due = world.Current(type).Where(t => ask.IsSeenForPurposes(t) && holds(t)).ToList();
        for (string? next = path; next is not null;)
        {
            var page = (await clientOf(caller).Get(next)).Expect(200);
            ask.Checked(path, page.Total == due.Count, caller, due.FirstOrDefault(), $"the total is {page.Total} and not {due.Count}");
            got.AddRange(page.Entries.Select(e => e["resource"]!).Where(r => r.Say("resourceType") == type));
            next = page.Next;
        }

        UnderPseudonym.Check(ask, world, caller, path, got, due);
    }

    // By codes, times and who it is for: what is seen, and no more.
    private (string Text, Func<Thing, bool> Holds) Impersonal(string type)
    {
        var code = make.Pick("x", "y", "z");
        var gender = make.Pick("male", "female");
        switch (make.Pick(0, 1, 2, 3, 4, 5))
        {
            case 0 when Array.IndexOf(Coded, type) >= 0:
                return ($"code={code}", t => t.Body.Says("code.coding.code").Contains(code));
            case 1 when Array.IndexOf(Coded, type) >= 0:
                return ($"code:not={code}", t => !t.Body.Says("code.coding.code").Contains(code));
            case 2 when type is "Observation" or "Condition" or "Procedure":
                return ($"subject:Patient.gender={gender}", t => t.Body.Refers("subject").Select(world.Find).Any(p => p is not null && ask.IsSeenForPurposes(p) && p.Body.Say("gender") == gender));
            case 3 when type == "Patient":
                return ($"_has:Observation:patient:code={code}", t => world.Current("Observation").Any(o => ask.IsSeenForPurposes(o) && o.Body.Refers("subject").Contains(t.Reference) && o.Body.Says("code.coding.code").Contains(code)));
            case 4:
                var at = make.Pick(world.Of(type)).Last.At;
                return ($"_lastUpdated=lt{Making.Instant(at)}", t => t.Last.At < Span.Of(Making.Instant(at)).From);
            default:
                return ("", _ => true);
        }
    }

    // By anything that would tell who it is: nothing, whether there is one or not.
    private (string Text, Func<Thing, bool> Holds) Personal(string type)
    {
        var one = make.Pick(world.Of(type));
        var person = make.Pick(world.Of("Patient"));
        var asked = make.Pick(
            $"_id={one.Id}", $"_tag={make.Pick("a", "b", "c")}", "_content=Holm", "_text=Lund", $"_filter=_id eq {one.Id}", $"_has:AuditEvent:entity:_id={one.Id}",
            type == "Patient" ? $"family={make.Pick("Holm", "Lund", "Dal")}" : $"patient={person.Reference}",
            type == "Patient" ? $"birthdate={person.Said.Say("birthDate") ?? "1980"}" : $"patient.identifier={person.Said.Say("identifier.value")}",
            type == "Patient" ? $"identifier={person.Said.Say("identifier.value")}" : $"patient:Patient.name={make.Pick("Holm", "Lund", "Dal")}",
            type == "Patient" ? "general-practitioner=Organization/gp1" : $"patient:Patient.birthdate=gt1900&patient._id={person.Id}",
            type == "Patient" ? $"_has:Observation:patient:_id=ob1" : $"patient._has:Consent:patient:status=active");
        return (asked, _ => false);
    }

    private async Task Refused(Caller caller)
    {
        var thing = make.Pick(world.Of(make.Pick("Observation", "Patient", "Consent", "Group", "Practitioner", "Communication")));
        var path = make.Pick(thing.Reference, $"{thing.Reference}/_history", $"{thing.Reference}/_history/1", $"{make.Patient()}/$everything", "Consent", "Practitioner?_id=s1", "Group", "Patient?_sort=family", "Patient?_sort=birthdate", "_history", $"{thing.Type}/_history", "AuditEvent");
        var answer = await clientOf(caller).Get(path);
        ask.Checked(path, answer.Status == 403, caller, thing, $"{answer.Status} {answer.Text}");
    }
}
