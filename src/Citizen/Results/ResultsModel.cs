using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>All results of a citizen.</summary>
/// <param name="Results">One trend per analysis, the one measured last first.</param>
/// <param name="Filter">How they are narrowed; null when it was not asked for.</param>
public sealed record ResultsModel(Section<Trend> Results, PartFilter? Filter);
