namespace Helhed.Access;

/// <summary>What sort of caller asks.</summary>
public enum CallerKind
{
    /// <summary>Nobody has logged in.</summary>
    Anonymous,

    /// <summary>A citizen on their own behalf.</summary>
    Citizen,

    /// <summary>Somebody who works in the health service.</summary>
    Staff,

    /// <summary>A program with a token of its own.</summary>
    System,
}

/// <summary>On whose behalf something is done. Part of every call to the record store.</summary>
/// <param name="Kind">What sort of caller.</param>
/// <param name="Reference">Reference to who it is: "Patient/citizen-copd", "Practitioner/gp", "Device/demo-system". Empty for nobody.</param>
/// <param name="Display">Name to show on pages. Never for a log.</param>
/// <param name="Role">citizen, doctor, nurse, visitation, secretary, paramedic, porter, planner, director, security or system; empty for nobody.</param>
/// <param name="Organization">Reference to the organization the role is held in, where known.</param>
public sealed record Caller(CallerKind Kind, string Reference, string Display, string Role, string? Organization = null)
{
    /// <summary>Nobody.</summary>
    public static Caller Anonymous { get; } = new(CallerKind.Anonymous, "", "", "");

    /// <summary>The program itself, for its own work such as import and the synthetic region.</summary>
    public static Caller Program { get; } = new(CallerKind.System, "Device/helhed", "Helhed", "system");
}
