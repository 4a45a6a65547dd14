using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>Gathers a patient's overview: the patient and seven searches, each of which may fail alone.</summary>
internal sealed class OverviewQuery(RecordStore records, ClinicCalendar calendar, CareNeedsQuery needs, TimeProvider clock)
{
    private const int MostOfAKind = 100;
    private const int MostMeasurements = 1000;
    private const int MostContacts = 40;
    private const int MostAppointments = 8;

    public async Task<Outcome<OverviewModel>> Run(Caller caller, string id, CancellationToken ct)
    {
        var read = await records.Read(caller, "Patient", id, ct);
        if (!read.TryGet(out var patient, out var problem))
        {
            return problem;
        }

        var today = DateText.LocalDay(clock.GetUtcNow());
        var from = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var ask = new Question(records, caller, id, ct);
        var allergies = await ask.For("AllergyIntolerance", $"_count={MostOfAKind}", (AllergyIntolerance r) => OverviewLines.Allergy(r));
        var conditions = await ask.For("Condition", $"_count={MostOfAKind}", (Condition r) => OverviewLines.Condition(r));
        var medicine = await ask.For("MedicationRequest", $"status=active&_count={MostOfAKind}", (MedicationRequest r) => OverviewLines.Medicine(r));
        var results = await ask.For("Observation", $"_sort=-date&_count={MostMeasurements}", (Observation r) => r);
        var contacts = await ask.For("Encounter", $"_sort=-date&_count={MostContacts}", (Encounter r) => OverviewLines.Contact(r));
        var coming = await ask.For("Appointment", $"date=ge{from}&_sort=date&_count={MostAppointments}", (Appointment r) => OverviewLines.Appointment(r));
        var clinics = await calendar.Clinics(caller, ct);
        return new OverviewModel(
            OverviewLines.Header(patient.As<Patient>()), today,
            allergies?.OrderByDescending(a => a.Severe).ToList(),
            conditions?.OrderByDescending(c => c.Since, StringComparer.Ordinal).ToList(),
            medicine?.OrderBy(m => m.Name, StringComparer.Ordinal).ToList(),
            results is null ? null : Trends.Group(results.SelectMany(Measurements.Of)),
            contacts, coming?.Select(line => InCalendar(line, clinics)).ToList())
        {
            Needs = (await needs.Of(caller, [patient.As<Patient>()], ct)).GetValueOrDefault(id),
        };
    }

    private static AppointmentLine InCalendar(AppointmentLine line, IReadOnlyList<ClinicTemplate> clinics) =>
        clinics.FirstOrDefault(c => line.Places.Contains($"Location/{c.Clinic}")) is { } clinic
            ? line with { Visit = CalendarPages.Visit(clinic.Clinic, DateText.LocalDay(line.Start), line.Id) }
            : line;

    /// <summary>A search about one patient.</summary>
    private sealed record Question(RecordStore Records, Caller Caller, string Patient, CancellationToken Cancellation)
    {
        public async Task<List<TLine>?> For<T, TLine>(string type, string query, Func<T, TLine?> line)
            where T : Resource
            where TLine : class
        {
            var found = await Records.Search(Caller, type, $"patient=Patient/{Patient}&{query}", Cancellation);
            return found.TryGet(out var page, out _) ? page.Matches.Select(m => line(m.As<T>())).OfType<TLine>().ToList() : null;
        }
    }
}
