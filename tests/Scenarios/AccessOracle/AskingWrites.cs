using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Records.Writing;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <content>Writes, conditional ones too.</content>
internal sealed partial class Asking
{
    private static readonly string[] Contacts = ["Encounter", "Appointment", "ServiceRequest"];
    private static readonly string[] Patched = ["Observation", "Condition", "DiagnosticReport", "Procedure", "Communication", "Encounter", "ServiceRequest"];
    private static readonly string[] Plans = ["CarePlan", "CareTeam", "EpisodeOfCare", "Task"];

    private Task Write(Caller caller) => random.Next(15) switch
    {
        0 or 1 => Create(caller, make.Pick(Making.Data)),
        2 => Create(caller, make.Pick(Contacts)),
        3 => Create(caller, make.Pick(Plans)),
        4 => Create(caller, "Consent"),
        5 => Create(caller, make.Pick("Patient", "RelatedPerson")),
        6 or 7 or 8 => Update(caller, Some(caller)),
        9 => Delete(caller, Some(caller)),
        10 => ConditionalCreate(caller),
        11 or 12 => Patch(caller, Some(caller)),
        13 => ConditionalUpdate(caller),
        _ => ConditionalDelete(caller),
    };

    // Somebody's own attempt is as often about themselves, or names themselves, as chance would have it only seldom.
    private JsonObject Content(Caller caller, string type)
    {
        var patient = caller.Kind == CallerKind.Citizen && make.Chance(60) ? caller.Subject : make.Patient();
        var party = caller.Kind == CallerKind.Staff && make.Chance(70) ? make.Pick([.. _rule.Parties(caller with { Trail = null })]) : null;
        return type switch
        {
            "Consent" when party is not null => Making.Json($$"""
                "status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},
                "patient":{{Making.Ref(patient)}},"provision":{"type":"permit","actor":[{"role":{"text":"x"},"reference":{{Making.Ref(party)}}}]}
                """),
            "Consent" => make.ConsentOf(patient),
            "Patient" or "RelatedPerson" => make.Body(type, "p0"),
            _ when Array.IndexOf(Contacts, type) >= 0 || Array.IndexOf(Plans, type) >= 0 => make.Ground(type, patient, party),
            _ => make.DataOf(type, patient),
        };
    }

    private bool MayLeave(Caller caller, string type, string id, JsonObject body)
    {
        var now = clock.GetUtcNow();
        var who = caller with { Trail = null };
        if (!Rule.LetThrough(who, type, id, body, id == "new" ? 'c' : 'u') || (who.Kind == CallerKind.Citizen && (type != "Consent" || who.Subject != who.Reference)) || (who.Kind == CallerKind.Staff && type == "Group"))
        {
            return false;
        }

        // What an app may write it need not be able to read.
        who = who with { Scopes = null };

        // A contact is judged by what it says now, not by what it said before.
        var isContact = type == "Patient" || Array.IndexOf(Contacts, type) >= 0;
        var rule = new Rule(world, now) { Without = isContact ? world.Find($"{type}/{id}") : null };
        var isNew = type == "Patient" && id == "new" && who.Organization is not null;
        if (who.Kind == CallerKind.Staff && (isNew || isContact) && (isNew || rule.IsGround(rule.Parties(who), type, body, now)))
        {
            rule.Granted = [.. Rule.Treated(type, id, body)];
        }

        // A plan grants sight of whom it is about: it is not enough to see another patient who is in it.
        var isPlanOfSeveral = who.Kind == CallerKind.Staff && type is "CarePlan" or "CareTeam" && Rule.PatientsOf(type, id, body).Any(p => !rule.Related(who, p));
        var written = new Written(1, now, body, who);
        return !isPlanOfSeveral && rule.Sees(who, type, id, written) && IsSeenAfter(who, type, id, written);
    }

    // A plan that is its writer's only ground must still be one when it is written: what is left behind is seen by who leaves it.
    private bool IsSeenAfter(Caller who, string type, string id, Written written)
    {
        if (who.Kind != CallerKind.Staff || type is not ("CarePlan" or "CareTeam") || world.Find($"{type}/{id}") is not { } before)
        {
            return true;
        }

        var rule = new Rule(world, written.At) { Without = before };
        if (rule.IsGround(rule.Parties(who), type, written.Body!, written.At))
        {
            rule.Granted = [.. Rule.Treated(type, id, written.Body!)];
        }

        return rule.Sees(who, type, id, written);
    }

    private async Task Create(Caller caller, string type)
    {
        var body = Content(caller, type);
        _request = $"create {type} {body.ToJsonString()}";
        var due = MayLeave(caller, type, "new", body);
        var why = due == false ? string.Join("; ", _rule.Why(caller with { Trail = null }, type, "new", new Written(1, clock.GetUtcNow(), body, caller))) : "";
        var outcome = await store.Create(caller, type, Bytes(body, type, null), Ct);
        Noted(caller, outcome);
        if (outcome.Problem?.Kind == ProblemKind.Unprocessable)
        {
            return; // what chance has made of the content
        }

        CheckWrite(outcome.IsOk == due, caller, type, body, $"{(due ? "allowed" : "refused")} was due: {Tell(outcome)} ({why})");
    }

    private async Task Update(Caller caller, Thing thing)
    {
        if (Rule.IsDirectory(thing.Type) || IsProgram(caller))
        {
            return;
        }

        var body = Content(caller, thing.Type);
        _request = $"update {thing.Reference} {body.ToJsonString()}";
        var before = thing.Last;
        var sees = _rule.Reaches(caller with { Trail = null }, thing, 'u');
        var due = sees && MayLeave(caller, thing.Type, thing.Id, body);
        var outcome = await store.Update(caller, thing.Type, thing.Id, Bytes(body, thing.Type, thing.Id), null, Ct);
        Noted(caller, outcome);
        if (outcome.IsOk != due && outcome.Problem?.Kind != ProblemKind.Unprocessable)
        {
            var judged = sees ? new Written(thing.Versions.Count + 1, clock.GetUtcNow(), body, caller with { Trail = null }) : before;
            Check(false, caller, thing, judged, $"{(due ? "allowed" : "refused")} was due (seen before: {sees}): {Tell(outcome)}");
        }

        if (!sees)
        {
            var unused = await store.Update(caller, thing.Type, Unused, Bytes(body, thing.Type, Unused), null, Ct);
            Check(Tell(outcome, thing.Id) == Tell(unused, Unused), caller, thing, thing.Last, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }
    }

    private async Task Delete(Caller caller, Thing thing)
    {
        if (Rule.IsDirectory(thing.Type) || IsProgram(caller) || thing.Body is null || thing.Type == "Patient")
        {
            return;
        }

        _request = $"delete {thing.Reference}";
        var sees = _rule.Reaches(caller with { Trail = null }, thing, 'd');
        var due = sees && caller.Kind == CallerKind.Staff && thing.Type != "Group";
        var outcome = await store.Delete(caller, thing.Type, thing.Id, null, Ct);
        var isGone = (await store.Read(Caller.Program, thing.Type, thing.Id, Ct)).Problem?.Kind == ProblemKind.Gone;
        if (isGone)
        {
            world.Note(thing.Type, thing.Id, clock.GetUtcNow(), null, caller with { Trail = null });
            Forget();
        }

        var before = thing.Versions.Last(v => v.Body is not null);
        Check(isGone == due && (!due || outcome.IsOk), caller, thing, before, $"{(due ? "deletion" : "no deletion")} was due: {Tell(outcome)}, gone: {isGone}");
        if (!sees)
        {
            var unused = await store.Delete(caller, thing.Type, Unused, null, Ct);
            Check(Tell(outcome, thing.Id) == Tell(unused, Unused), caller, thing, before, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }
    }

    private async Task ConditionalCreate(Caller caller)
    {
        var type = make.Pick("Observation", "Condition", "Procedure");
        var (text, holds) = make.Chance(50) && world.Current(type).ToList() is { Count: > 0 } some && make.Pick(some) is { } one ? ($"_id={one.Id}", t => t == one) : Condition(caller, type);
        var body = Content(caller, type);
        _request = $"create {type} unless {text}: {body.ToJsonString()}";
        var found = world.Current(type).Where(t => Sees(caller, t) && holds(t)).ToList();
        var may = MayLeave(caller, type, "new", body);
        var definition = R4Definitions.Default.FindResource(type)!;
        var parsed = FhirDocument.Parse(Bytes(body, type, null));
        var outcome = (await store.Change(
            caller, new Change(ChangeVerb.Create, definition) { Criteria = Criteria.Read(definition, text).Value, Content = ChangeContent.Of(parsed.Document!, parsed) }, Ct)).Map(r => r.Resource);
        var what = outcome.IsOk ? outcome.Value.Act == RecordAct.Created ? "created" : $"met {outcome.Value.Id}" : outcome.Problem!.Kind == ProblemKind.PreconditionFailed ? "several" : "refused";
        if (what == "created")
        {
            Noted(caller, outcome);
        }

        var due = found.Count switch { 0 => may ? "created" : "refused", 1 => $"met {found[0].Id}", _ => "several" };
        CheckWrite(what == due || (what == "refused" && !CouldWrite(caller)), caller, type, body, $"'{due}' was due: '{what}', {Tell(outcome)}");
    }

    /// <summary>What apps are answered that may write in one way and not in another: of what is hidden the same as of what is not there.</summary>
    public async Task Apart()
    {
        const int Step = 4;
        var apps = world.Callers.Where(c => c is { Scopes: not null, Kind: not CallerKind.System }).ToList();
        string[] types = [.. Making.Data, .. Making.Grounds];
        for (var i = 0; i < apps.Count; i++)
        {
            var caller = apps[i] with { Trail = new AccessTrail() };
            for (var j = i % Step; j < types.Length; j += Step)
            {
                if (world.Current(types[j]).FirstOrDefault(t => !_rule.Sees(apps[i] with { Scopes = null }, t)) is { } thing)
                {
                    _request = $"update {thing.Reference} as it is";
                    var hidden = await store.Update(caller, thing.Type, thing.Id, Bytes(thing.Body!, thing.Type, thing.Id), null, Ct);
                    var unused = await store.Update(caller, thing.Type, Unused, Bytes(thing.Body!, thing.Type, Unused), null, Ct);
                    Check(!hidden.IsOk && Tell(hidden, thing.Id) == Tell(unused, Unused), caller, thing, thing.Last, $"{Tell(hidden)} where an unused id is {Tell(unused)}");
                }
            }
        }
    }

    private static bool CouldWrite(Caller caller) => caller.Scopes is null && (caller.Kind == CallerKind.System || (caller.Kind == CallerKind.Staff && Array.IndexOf(Rule.Clinical, caller.Role) >= 0));

    private static bool IsProgram(Caller caller) => caller.Kind == CallerKind.System && caller.Scopes is null;

    // What is sent changes one member; what is judged is what it would become.
    private async Task Patch(Caller caller, Thing thing)
    {
        if (thing.Body is null || IsProgram(caller) || Array.IndexOf(Patched, thing.Type) < 0)
        {
            return;
        }

        var patient = make.Patient();
        var after = (JsonObject)thing.Body.DeepClone();
        after["subject"] = JsonNode.Parse(Making.Ref(patient));
        _request = $"patch {thing.Reference}: subject {patient}";
        var before = thing.Last;
        var sees = Sees(caller, thing);
        var due = sees && _rule.Reaches(caller with { Trail = null }, thing, 'u') && MayLeave(caller, thing.Type, thing.Id, after);
        var outcome = await Send(thing.Id);
        Noted(caller, outcome);
        Check(outcome.IsOk == due || outcome.Problem?.Kind == ProblemKind.Unprocessable, caller, thing, before, $"{(due ? "allowed" : "refused")} was due (seen before: {sees}): {Tell(outcome)}");
        if (!sees)
        {
            var unused = await Send(Unused);
            Check(Tell(outcome, thing.Id) == Tell(unused, Unused), caller, thing, before, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }

        async Task<Outcome<StoredResource>> Send(string id)
        {
            var patch = ResourcePatch.OfJson(Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/subject","value":{{Making.Ref(patient)}}}]"""));
            return (await store.Change(caller, new Change(ChangeVerb.Patch, R4Definitions.Default.FindResource(thing.Type)!) { Id = id, Patch = _ => patch }, Ct)).Map(r => r.Resource);
        }
    }

    private async Task ConditionalUpdate(Caller caller)
    {
        var type = make.Pick("Observation", "Condition", "Procedure");
        if (IsProgram(caller))
        {
            return;
        }

        var (text, holds) = make.Chance(60) && make.Pick(world.Current(type).ToList()) is { } one ? ($"_id={one.Id}", t => t == one) : Condition(caller, type);
        var body = Content(caller, type);
        _request = $"update {type}?{text}: {body.ToJsonString()}";
        var found = world.Current(type).Where(t => Sees(caller, t) && holds(t)).ToList();
        var id = found.Count == 1 ? found[0].Id : "new";
        var may = MayLeave(caller, type, id, body);
        var definition = R4Definitions.Default.FindResource(type)!;
        var parsed = FhirDocument.Parse(Bytes(body, type, null));
        var outcome = (await store.Change(
            caller, new Change(ChangeVerb.Update, definition) { Criteria = Criteria.Read(definition, text).Value, Content = ChangeContent.Of(parsed.Document!, parsed) }, Ct)).Map(r => r.Resource);
        Noted(caller, outcome);
        var what = outcome.IsOk ? outcome.Value.Act == RecordAct.Created ? "created" : $"changed {outcome.Value.Id}" : outcome.Problem!.Kind == ProblemKind.PreconditionFailed ? "several" : "refused";
        var due = found.Count > 1 ? "several" : !may ? "refused" : found.Count == 1 ? $"changed {id}" : "created";
        CheckWrite(what == due || (what == "refused" && !CouldWrite(caller)), caller, type, body, $"'{due}' was due: '{what}', {Tell(outcome)}");
    }

    private async Task ConditionalDelete(Caller caller)
    {
        var thing = make.Pick(world.Current("Observation").ToList());
        _request = $"delete Observation?_id={thing.Id}";
        var sees = Sees(caller, thing);
        var due = sees && (CouldWrite(caller) || (caller.Scopes is not null && CouldWrite(caller with { Scopes = null }) && _rule.Reaches(caller with { Trail = null }, thing, 'd')));
        var outcome = await Conditional(thing.Id);
        var isGone = (await store.Read(Caller.Program, thing.Type, thing.Id, Ct)).Problem?.Kind == ProblemKind.Gone;
        var before = thing.Last;
        if (isGone)
        {
            world.Note(thing.Type, thing.Id, clock.GetUtcNow(), null, caller with { Trail = null });
            Forget();
        }

        Check(isGone == due, caller, thing, before, $"{(due ? "deletion" : "no deletion")} was due: {Tell(outcome)}, gone: {isGone}");
        if (!sees)
        {
            var unused = await Conditional(Unused);
            Check(Tell(outcome, thing.Id) == Tell(unused, Unused), caller, thing, before, $"{Tell(outcome)} where an unused id is {Tell(unused)}");
        }

        async Task<Outcome<StoredResource>> Conditional(string id)
        {
            var definition = R4Definitions.Default.FindResource("Observation")!;
            return (await store.Change(caller, new Change(ChangeVerb.Delete, definition) { Criteria = Criteria.Read(definition, $"_id={id}").Value }, Ct)).Map(r => r.Resource);
        }
    }

    private void Noted(Caller caller, Outcome<StoredResource> outcome)
    {
        if (outcome.IsOk)
        {
            var stored = outcome.Value;
            world.Note(stored.Type, stored.Id, stored.LastUpdated, (JsonObject)JsonNode.Parse(stored.Json.Span)!, caller with { Trail = null });
            Forget();
        }
    }

    private void CheckWrite(bool holds, Caller caller, string type, JsonObject body, string what) =>
        Check(holds, caller, holds ? null : new Thing(type, "new"), holds ? null : new Written(1, clock.GetUtcNow(), body, caller with { Trail = null }), what);

    public static byte[] Bytes(JsonObject body, string type, string? id)
    {
        var copy = (JsonObject)body.DeepClone();
        copy.Remove("resourceType");
        copy.Remove("id");
        var start = new JsonObject { ["resourceType"] = type };
        if (id is not null)
        {
            start["id"] = id;
        }

        foreach (var (name, value) in copy.ToList())
        {
            copy.Remove(name);
            start[name] = value;
        }

        return Encoding.UTF8.GetBytes(start.ToJsonString());
    }
}
