using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>All that the citizen's first page shows.</summary>
/// <param name="GivenName">For the greeting; null when the name could not be read.</param>
/// <param name="Now">The moment the page was made.</param>
/// <param name="Appointments">The next appointments, soonest first.</param>
/// <param name="Results">The analyses measured last.</param>
/// <param name="Medicine">The medicine in use.</param>
public sealed record StartModel(
    string? GivenName, DateTimeOffset Now, Section<AppointmentView> Appointments, Section<Trend> Results, Section<MedicineView> Medicine);
