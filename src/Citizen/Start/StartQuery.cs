using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Gathers the first page: what comes next, what is new, what waits for an answer.</summary>
internal sealed class StartQuery(CitizenRecords records, StartNews news, Places places, ClinicTemplates clinics, TimeProvider clock)
{
    private const int MostAppointments = 3;
    private const int MostResults = 3;

    public async Task<StartModel> Run(Caller caller, CitizenName? name, Language language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var isOutside = !await records.Reach.Sees(caller, "Appointment", ct);
        var coming = isOutside ? null : await records.NextAppointments(caller, now, MostAppointments, ct);
        var known = await clinics.Now(ct);
        var results = await records.LatestResults(caller, ct);
        var next = coming is [var first, ..] ? first : null;
        return new StartModel(
            name?.Given, now,
            new Section<AppointmentView>(coming?.Select(a => AppointmentView.Of(a) is { } view ? InWords(view, TitleOf(known, a, view.What, language), Prepare(known, a, language)) : null).OfType<AppointmentView>().ToList()) { IsOutside = isOutside },
            new Section<Trend>(results.Items?.Take(MostResults).ToList()) { IsOutside = results.IsOutside },
            await news.Of(caller, results, language, ct))
        {
            Parts = await records.Reach.Of(caller, [.. LineReader.Types.Keys, "Consent", "Task"], ct),
            IsAtHome = next is not null && IsAtHome(next),
            Way = next is null || IsAtHome(next) ? null : await Way(caller, next, known, language, ct),
        };
    }

    private static AppointmentView InWords(AppointmentView view, string? title, string? prepare) =>
        view with { What = title, IsWhatWritten = title == view.What, Note = prepare ?? view.Note, IsNoteWritten = prepare is null };

    private async Task<WayThere?> Way(Caller caller, Appointment next, ClinicSet known, Language language, CancellationToken ct)
    {
        if (Ours(known, next) is { Clinic: var clinic })
        {
            return new WayThere(clinic.Address, clinic.Phone) { How = language == Language.English ? clinic.WayEnglish : clinic.WayDanish };
        }

        var place = AppointmentView.PlaceOf(next)?.ReferenceValue;
        return place is null ? null : await places.Way(caller, place, ct);
    }

    // To a visit at home they come to the citizen.
    private static bool IsAtHome(Appointment visit) => VisitTitle.IsAtHome(visit.Description);

    private static string? TitleOf(ClinicSet known, Appointment visit, string? title, Language language) =>
        Ours(known, visit) is { Service: var service } ? VisitTitle.Of(title, service, language) : title;

    // The appointment itself has the words in the language that it was booked in.
    private static string? Prepare(ClinicSet known, Appointment visit, Language language) =>
        Ours(known, visit) is { Service: var service } ? language == Language.English ? service.PrepareEnglish : service.PrepareDanish : null;

    private static (ClinicTemplate Clinic, ServiceType Service)? Ours(ClinicSet known, Appointment visit) =>
        known.Service(visit.ServiceType.SelectMany(t => t.Coding).FirstOrDefault(c => c.System == BookingSystems.Service)?.Code);
}
