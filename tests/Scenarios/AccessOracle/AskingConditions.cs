using Helhed.Access;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <content>Criteria of searches. Where one looks at other resources, only those count that the caller sees.</content>
internal sealed partial class Asking
{
    /// <summary>A random criterion for a type, and what it holds of, as the caller may know it.</summary>
    public (string Text, Func<Thing, bool> Holds) Condition(Caller caller, string type)
    {
        for (; ; )
        {
            switch (random.Next(16))
            {
                case 0:
                    var ids = Enumerable.Range(0, 4).Select(_ => make.Pick(world.Of(type)).Id).ToList();
                    return ($"_id={string.Join(',', ids)}", t => ids.Contains(t.Id));
                case 1 when IsData(type):
                    var tag = make.Pick("a", "b", "c");
                    return ($"_tag={tag}", t => t.Body.Says("meta.tag.code").Contains(tag));
                case 2 when IsData(type) && type != "Basic":
                    var number = random.Next(12).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    return ($"identifier=urn:n|{number}", t => t.Body.Says("identifier.value").Contains(number));
                case 3:
                    var at = make.Pick(world.Of(type)).Last.At;
                    return ($"_lastUpdated=lt{Making.Instant(at)}", t => t.Last.At < Span.Of(Making.Instant(at)).From);
                case 4 when WithStatus.Contains(type):
                    return Status(type, make.Chance(40));
                case 5 when WithCode.Contains(type):
                    return Code(make.Chance(40));
                case 6 or 7 when WithSubject.Contains(type) || WithPatient.Contains(type):
                    var (one, other) = (make.Patient(), make.Patient());
                    var name = WithSubject.Contains(type) ? "subject" : "patient";
                    other = make.Chance(50) ? one : other;
                    return (one == other ? $"{name}={one}" : $"{name}={one},{other}", t => t.Body.Refers(name).Any(r => r == one || r == other));
                case 8 when WithEncounter.Contains(type):
                    return OfEncounter(caller);
                case 9 when type is "Observation" or "Procedure":
                    return Date(type);
                case 10 or 11 when WithSubject.Contains(type):
                    return OfSubject(caller);
                case 12 or 13 when type is "Patient" or "Encounter" or "Observation":
                    return Has(caller, type);
                case 14 when type == "Patient":
                    return Named();
                case 15 when WithStatus.Contains(type):
                    var status = AStatus(type);
                    return ($"_filter=status eq {status}", t => t.Body.Say("status") == status);
            }
        }
    }

    private string AStatus(string type) => make.Pick(world.Of(type)).Said.Say("status") ?? "active";

    private (string Text, Func<Thing, bool> Holds) Status(string type, bool isNot)
    {
        var status = AStatus(type);
        return ($"status{(isNot ? ":not" : "")}={status}", t => (t.Body.Say("status") == status) != isNot);
    }

    private (string Text, Func<Thing, bool> Holds) Code(bool isNot)
    {
        var code = make.Pick("x", "y", "z");
        return ($"code{(isNot ? ":not" : "")}={code}", t => t.Body.Says("code.coding.code").Contains(code) != isNot);
    }

    private (string Text, Func<Thing, bool> Holds) OfEncounter(Caller caller)
    {
        var encounter = make.Pick(world.Of("Encounter"));
        var status = make.Pick("finished", "in-progress", "planned");
        var gender = make.Pick("male", "female");
        return random.Next(4) switch
        {
            0 => ($"encounter={encounter.Reference}", t => t.Body.Refers("encounter").Contains(encounter.Reference)),
            1 => ($"encounter:missing={(make.Chance(50) ? "true" : "true")}", t => !t.Body.Refers("encounter").Any()),
            2 => ($"encounter.status={status}", t => Reached(caller, t, "encounter").Any(e => e.Body.Say("status") == status)),
            _ => ($"encounter.subject:Patient.gender={gender}", t => Reached(caller, t, "encounter").Any(e => Reached(caller, e, "subject").Any(p => p.Body.Say("gender") == gender))),
        };
    }

    private (string Text, Func<Thing, bool> Holds) OfSubject(Caller caller)
    {
        var gender = make.Pick("male", "female");
        var family = make.Pick("Holm", "Lund", "Dal");
        var number = make.Pick(world.Of("Patient")).Said.Say("identifier.value");
        return random.Next(4) switch
        {
            0 => ($"subject:Patient.gender={gender}", t => Reached(caller, t, "subject").Any(p => p.Body.Say("gender") == gender)),
            1 => ($"subject:Patient.name={family}", t => Reached(caller, t, "subject").Any(p => p.Body.Say("name.family") == family)),
            2 => ($"patient.identifier={number}", t => Reached(caller, t, "subject").Any(p => p.Body.Says("identifier.value").Contains(number))),
            _ => ($"subject:Patient._has:Consent:patient:status=active", t => Reached(caller, t, "subject").Any(p => Pointing(caller, p, "Consent", "patient").Any(c => c.Body.Say("status") == "active"))),
        };
    }

    private (string Text, Func<Thing, bool> Holds) Has(Caller caller, string type)
    {
        var code = make.Pick("x", "y", "z");
        var status = make.Pick("final", "amended");
        return type switch
        {
            "Encounter" => ($"_has:Observation:encounter:code={code}", t => Pointing(caller, t, "Observation", "encounter").Any(o => o.Body.Says("code.coding.code").Contains(code))),
            "Observation" => ($"_has:DiagnosticReport:result:status={status}", t => Pointing(caller, t, "DiagnosticReport", "result").Any(o => o.Body.Say("status") == status)),
            _ when make.Chance(50) => ($"_has:Observation:patient:code={code}", t => Pointing(caller, t, "Observation", "subject").Any(o => o.Body.Says("code.coding.code").Contains(code))),
            _ => ($"_has:Condition:patient:encounter.status=finished",
                t => Pointing(caller, t, "Condition", "subject").Any(c => Reached(caller, c, "encounter").Any(e => e.Body.Say("status") == "finished"))),
        };
    }

    private (string Text, Func<Thing, bool> Holds) Named()
    {
        var family = make.Pick("Holm", "Lund", "Dal");
        var unit = make.Unit();
        var number = make.Pick(world.Of("Patient")).Said.Say("identifier.value");
        return random.Next(4) switch
        {
            0 => ($"family={family}", t => t.Body.Say("name.family") == family),
            1 => ($"general-practitioner={unit}", t => t.Body.Refers("generalPractitioner").Contains(unit)),
            2 => ($"identifier=urn:oid:1.2.208.176.1.2|{number}", t => t.Body.Says("identifier.value").Contains(number)),
            _ => ("birthdate:missing=true", t => t.Body.Say("birthDate") is null),
        };
    }

    private (string Text, Func<Thing, bool> Holds) Date(string type)
    {
        var day = make.Near(-100)[..10];
        var span = Span.Of(day);
        var isLater = make.Chance(50);
        return ($"date={(isLater ? "ge" : "lt")}{day}", t =>
            Span.AllIn(t.Body![type == "Observation" ? "effectiveDateTime" : t.Body.ContainsKey("performedPeriod") ? "performedPeriod" : "performedDateTime"])
                .Any(d => isLater ? d.To > span.From : d.From < span.From));
    }

    private IEnumerable<Thing> Reached(Caller caller, Thing thing, string path) =>
        thing.Body.Refers(path).Select(world.Find).Where(t => t is { Body: not null } && Sees(caller, t))!;

    private IEnumerable<Thing> Pointing(Caller caller, Thing thing, string type, string path) =>
        world.Current(type).Where(t => t.Body.Refers(path).Contains(thing.Reference) && Sees(caller, t));
}
