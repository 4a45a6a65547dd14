using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Gathers the first page: what comes next, what is new, what waits for an answer.</summary>
internal sealed class StartQuery(CitizenRecords records, StartNews news, Places places, TimeProvider clock)
{
    private const int MostAppointments = 3;
    private const int MostResults = 3;

    public async Task<StartModel> Run(Caller caller, CitizenName? name, Language language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var coming = await records.NextAppointments(caller, now, MostAppointments, ct);
        var results = await records.LatestResults(caller, ct);
        return new StartModel(
            name?.Given, now,
            new Section<AppointmentView>(coming?.Select(AppointmentView.Of).OfType<AppointmentView>().ToList()),
            new Section<Trend>(results.Items?.Take(MostResults).ToList()),
            await news.Of(caller, results, language, ct))
        {
            Way = coming is [var next, ..] ? await Way(caller, next, ct) : null,
        };
    }

    private async Task<WayThere?> Way(Caller caller, Appointment next, CancellationToken ct)
    {
        // To a visit at home they come to the citizen.
        var isAtHome = next.Description?.Contains("hjemmebesøg", StringComparison.OrdinalIgnoreCase) == true;
        var place = AppointmentView.PlaceOf(next)?.ReferenceValue;
        return isAtHome || place is null ? null : await places.Way(caller, place, ct);
    }
}
