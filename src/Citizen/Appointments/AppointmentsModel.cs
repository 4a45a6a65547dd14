namespace Helhed.Citizen;

/// <summary>All appointments of a citizen.</summary>
/// <param name="Now">The moment the page was made.</param>
/// <param name="Coming">Soonest first.</param>
/// <param name="Past">Newest first.</param>
public sealed record AppointmentsModel(DateTimeOffset Now, Section<AppointmentView> Coming, Section<AppointmentView> Past);
