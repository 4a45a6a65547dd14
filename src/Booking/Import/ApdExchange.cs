using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Appointments of others as APD-DK documents: taken in as Appointments, and ours given out.</summary>
/// <param name="records">The record store.</param>
/// <param name="templates">The clinics.</param>
/// <param name="clock">The clock.</param>
public sealed class ApdExchange(RecordStore records, ClinicTemplates templates, TimeProvider clock)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const string Sor = "urn:oid:1.2.208.176.1.1";
    private const string OwnRoot = "2.25.209842870136294571830264417386151";

    /// <summary>Takes a document in; the same number again changes the appointment that it made.</summary>
    /// <param name="caller">A system, or an app that may write appointments.</param>
    /// <param name="xml">The document.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment. Problems: Invalid, Unprocessable (no such patient), Forbidden.</returns>
    public async ValueTask<Outcome<StoredResource>> Take(Caller caller, Stream xml, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (AccessRule.Decide(caller, Act.Create, "Appointment") is { Allowed: false } denied)
        {
            // Said before the document is read: whether its patient is in the store is not for them.
            return new Problem(ProblemKind.Forbidden, "You may not write appointments.") { Rule = denied.Rule };
        }

        if (!ApdDocument.Read(xml).TryGet(out var document, out var problem))
        {
            return problem;
        }

        var patient = await records.Search(caller, "Patient", $"identifier={Cpr}|{document.Cpr}&_count=2", ct);
        if (!patient.TryGet(out var people, out problem))
        {
            return problem;
        }

        if (people.Matches is not [var person])
        {
            return new Problem(ProblemKind.Unprocessable, "The patient of the document is not in the store, or not for you to see.", "recordTarget");
        }

        var unit = await UnitOf(caller, document.OrganizationSor, ct);
        var system = "urn:oid:" + document.Root;
        var known = await records.Search(caller, "Appointment", $"identifier={Uri.EscapeDataString(system)}|{Uri.EscapeDataString(document.Number)}&patient=Patient/{person.Id}&_count=2", ct);
        if (!known.TryGet(out var there, out problem))
        {
            return problem;
        }

        return there.Matches is [var one]
            ? await records.Update(caller, "Appointment", one.Id, Content(document, (system, person.Id, unit), one.Id), one.Version, ct)
            : await records.Create(caller, "Appointment", Content(document, (system, person.Id, unit), null), ct);
    }

    /// <summary>An appointment of a clinic here as a document.</summary>
    /// <param name="caller">Who asks; they must see the appointment and the patient.</param>
    /// <param name="id">Id of the Appointment.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The document. Problems: NotFound, Unprocessable (not one of ours).</returns>
    public async ValueTask<Outcome<string>> Give(Caller caller, string id, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Appointment", id, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        var record = stored.As<Appointment>();
        if (AppointmentFacts.Of(record) is not { Patient: { } patient } facts || (await templates.Now(ct)).Service(facts.Service) is not { } ours)
        {
            return new Problem(ProblemKind.Unprocessable, "Only visits to clinics that are looked after here are given out.");
        }

        if (!(await records.Read(caller, "Patient", Desk.IdOf(patient), ct)).TryGet(out var read, out problem))
        {
            return problem;
        }

        var person = read.As<Patient>();
        var name = person.Name is [var first, ..] ? first : null;
        var (street, town) = ours.Clinic.Address.Split(", ", 2) is [var s, var t] ? (s, t) : (ours.Clinic.Address, "");
        var unit = await records.Read(caller, "Organization", Desk.IdOf(ours.Clinic.Organization), ct);
        return ApdDocument.Write(new ApdAppointment(OwnRoot, stored.Id, person.Identifier.FirstOrDefault(i => i.System == Cpr)?.Value ?? "", facts.Start, facts.End)
        {
            Given = string.Join(' ', name?.Given ?? []),
            Family = name?.Family ?? "",
            Title = ours.Service.Danish,
            Status = facts.Status switch { "cancelled" or "entered-in-error" => "cancelled", "fulfilled" => "completed", _ => "active" },
            OrganizationSor = unit.IsOk ? unit.Value.As<Organization>().Identifier.FirstOrDefault(i => i.System == Sor)?.Value ?? "" : "",
            OrganizationName = ours.Clinic.Name,
            Street = street,
            PostalCode = town.Split(' ')[0],
            City = town.Contains(' ', StringComparison.Ordinal) ? town[(town.IndexOf(' ', StringComparison.Ordinal) + 1)..] : town,
            Phone = ours.Clinic.Phone,
            Made = clock.GetUtcNow(),
        });
    }

    private async ValueTask<string?> UnitOf(Caller caller, string sor, CancellationToken ct)
    {
        if (sor.Length == 0)
        {
            return null;
        }

        var found = await records.Search(caller, "Organization", $"identifier={Sor}|{Uri.EscapeDataString(sor)}&_count=1", ct);
        return found.TryGet(out var page, out _) && page.Matches is [var unit, ..] ? $"Organization/{unit.Id}" : null;
    }

    private byte[] Content(ApdAppointment document, (string System, string Patient, string? Unit) of, string? id)
    {
        var place = new JsonObject { ["resourceType"] = "Location", ["id"] = "sted", ["name"] = document.OrganizationName };
        if (document.OrganizationSor.Length > 0)
        {
            place["identifier"] = new JsonArray(new JsonObject { ["system"] = Sor, ["value"] = document.OrganizationSor });
        }

        // The place says nothing of its sector; the unit that the SOR code names does.
        if (of.Unit is { } unit)
        {
            place["managingOrganization"] = new JsonObject { ["reference"] = unit };
        }

        if (document.Phone is { } phone)
        {
            place["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = phone });
        }

        if (document is { Street: { } street, City: { } city })
        {
            place["address"] = new JsonObject { ["line"] = new JsonArray(street), ["postalCode"] = document.PostalCode, ["city"] = city };
        }

        var visit = new JsonObject { ["resourceType"] = "Appointment" };
        if (id is not null)
        {
            visit["id"] = id;
        }

        visit["contained"] = new JsonArray(place);
        visit["identifier"] = new JsonArray(new JsonObject { ["system"] = of.System, ["value"] = document.Number });
        visit["status"] = document.Status switch { "cancelled" or "aborted" => "cancelled", "completed" => "fulfilled", _ => "booked" };
        visit["description"] = document.Title.Length > 0 ? document.Title : "Aftale";
        visit["start"] = Horizon.Stamp(document.Start);
        visit["end"] = Horizon.Stamp(document.End);
        visit["created"] = Horizon.Stamp(clock.GetUtcNow());
        visit["participant"] = new JsonArray(
            new JsonObject { ["actor"] = new JsonObject { ["reference"] = $"Patient/{of.Patient}" }, ["required"] = "required", ["status"] = "accepted" },
            new JsonObject { ["actor"] = new JsonObject { ["reference"] = "#sted", ["display"] = document.OrganizationName }, ["required"] = "information-only", ["status"] = "accepted" });
        visit["minutesDuration"] = (int)(document.End - document.Start).TotalMinutes;
        return Encoding.UTF8.GetBytes(visit.ToJsonString());
    }
}
