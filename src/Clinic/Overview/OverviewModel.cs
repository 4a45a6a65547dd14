using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>A patient at a glance. A list is null when it could not be fetched: that must never look like "none".</summary>
/// <param name="Patient">Who it is.</param>
/// <param name="Today">For ages and "i morgen".</param>
/// <param name="Allergies">Active allergies, the dangerous ones first.</param>
/// <param name="Conditions">Active conditions, newest first.</param>
/// <param name="Medicine">Medicine in use, by name.</param>
/// <param name="Results">One trend per analysis, the one measured last first.</param>
/// <param name="Contacts">Contacts, newest first.</param>
/// <param name="Coming">Coming appointments, soonest first.</param>
public sealed record OverviewModel(
    PatientHeader Patient,
    DateOnly Today,
    IReadOnlyList<AllergyLine>? Allergies,
    IReadOnlyList<ConditionLine>? Conditions,
    IReadOnlyList<MedicineLine>? Medicine,
    IReadOnlyList<Trend>? Results,
    IReadOnlyList<ContactLine>? Contacts,
    IReadOnlyList<AppointmentLine>? Coming)
{
    /// <summary>What the patient has said that we should take into account.</summary>
    public CareNeeds? Needs { get; init; }

    /// <summary>Whether there is nothing that the reader may see: then it must not be said that there is none.</summary>
    public bool IsUnseen => Allergies?.Count == 0 && Conditions?.Count == 0 && Medicine?.Count == 0 && Results?.Count == 0 && Contacts?.Count == 0 && Coming?.Count == 0;
}

/// <summary>Who a patient is.</summary>
/// <param name="Name">All names.</param>
/// <param name="Born">The birth date.</param>
/// <param name="Cpr">The ten digits, shown masked; null when the record has none.</param>
/// <param name="IsFemale">Null when the record does not say, or says something else.</param>
/// <param name="Place">Municipality or town.</param>
/// <param name="Phone">A telephone number.</param>
/// <param name="Died">The day of death; null while alive.</param>
public sealed record PatientHeader(string Name, DateOnly? Born, string? Cpr, bool? IsFemale, string? Place, string? Phone, DateOnly? Died)
{
    /// <summary>Where they live is protected.</summary>
    public bool IsProtected { get; init; }
}

/// <summary>An allergy or intolerance.</summary>
/// <param name="What">The substance.</param>
/// <param name="Reaction">How it shows itself.</param>
/// <param name="Severe">True when the record calls the risk high.</param>
public sealed record AllergyLine(string What, string? Reaction, bool Severe);

/// <summary>An active condition.</summary>
/// <param name="What">Its name.</param>
/// <param name="Code">Its code, for those who read codes.</param>
/// <param name="Since">When it began, as a FHIR date: a year alone stays a year.</param>
public sealed record ConditionLine(string What, string? Code, string? Since);

/// <summary>A medicine in use.</summary>
/// <param name="Name">Name and strength.</param>
/// <param name="Dose">The dose in words, with the reason where it is written there.</param>
/// <param name="Since">When it was prescribed.</param>
public sealed record MedicineLine(string Name, string? Dose, DateOnly? Since);

/// <summary>What sort of contact.</summary>
public enum ContactKind
{
    /// <summary>Not said.</summary>
    Other,

    /// <summary>Admitted.</summary>
    Inpatient,

    /// <summary>At a clinic.</summary>
    Outpatient,

    /// <summary>Urgent.</summary>
    Emergency,

    /// <summary>In the patient's home.</summary>
    AtHome,

    /// <summary>By video or telephone.</summary>
    Virtual,
}

/// <summary>A contact with the health service.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="What">What took place.</param>
/// <param name="Why">The reason, a diagnosis mostly.</param>
/// <param name="Where">Which place.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it goes on.</param>
/// <param name="Ongoing">True when it goes on now.</param>
public sealed record ContactLine(ContactKind Kind, string? What, string? Why, string? Where, DateOnly From, DateOnly? To, bool Ongoing)
{
    internal string Id { get; init; } = "";
}

/// <summary>A coming appointment.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="What">What it is about.</param>
/// <param name="Where">The place.</param>
public sealed record AppointmentLine(DateTimeOffset Start, string? What, string? Where)
{
    /// <summary>Address of the visit in the calendar; null when the reader does not look after its clinic.</summary>
    public string? Visit { get; init; }

    internal string Id { get; init; } = "";

    internal IReadOnlyList<string> Places { get; init; } = [];

    internal bool Stands { get; init; }
}
