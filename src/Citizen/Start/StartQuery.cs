using Helhed.Access;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Gathers the first page: four searches in the citizen's own record.</summary>
internal sealed class StartQuery(CitizenRecords records, TimeProvider clock)
{
    private const int MostAppointments = 4;
    private const int MostResults = 6;

    public async Task<StartModel> Run(Caller caller, CitizenName? name, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var appointments = await records.ComingAppointments(caller, now, ct);
        var results = await records.Results(caller, ct);
        var medicine = await records.Medicine(caller, ct);
        return new StartModel(
            name?.Given, now,
            new Section<AppointmentView>(appointments.Items?.Take(MostAppointments).ToList()),
            new Section<Trend>(results.Items?.Take(MostResults).ToList()),
            medicine);
    }
}
