using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The page to find a patient on.</summary>
/// <param name="Typed">What was searched for; null before the first search.</param>
/// <param name="Errors">What to correct in the form.</param>
/// <param name="Hits">The patients found; null before a search and when it failed.</param>
/// <param name="Failed">True when the search could not be made.</param>
/// <param name="HasMore">True when there are more hits than shown.</param>
/// <param name="Today">For ages.</param>
public sealed record FindModel(
    string? Typed, IReadOnlyList<FormError> Errors, IReadOnlyList<PatientHit>? Hits, bool Failed, bool HasMore, DateOnly Today);

/// <summary>A patient in the list of hits.</summary>
/// <param name="Id">The record's id, which stands in the address.</param>
/// <param name="Name">All names.</param>
/// <param name="Born">The birth date.</param>
/// <param name="Cpr">The number, shown masked.</param>
/// <param name="Place">Municipality or town; null when it is protected.</param>
public sealed record PatientHit(string Id, string Name, DateOnly? Born, string? Cpr, string? Place)
{
    /// <summary>Where they live is protected, and not in the list.</summary>
    public bool IsProtected { get; init; }

    /// <summary>What they have said that we should take into account; null when it was not asked for.</summary>
    public CareNeeds? Needs { get; init; }
}
