namespace Helhed.Citizen;

/// <summary>All medicine of a citizen.</summary>
/// <param name="Medicine">The medicine in use, by name.</param>
public sealed record MedicineModel(Section<MedicineView> Medicine);
