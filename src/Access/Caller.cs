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
    /// <summary>The patient a citizen acts for, as "Patient/x": a child, or somebody who gave a mandate. Null for the citizen's own record.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Staff: the employment the role is held in, as "PractitionerRole/x". Null where it is not known.</summary>
    public string? Post { get; init; }

    /// <summary>Why it is done: TREAT, PATRQT, HRESCH, HQUALIMP, PATADMIN … of <see href="http://terminology.hl7.org/CodeSystem/v3-ActReason"/>. Null for what is usual for the role.</summary>
    public string? Purpose { get; init; }

    /// <summary>The app through which it is done, by its client id; null for Helhed's own pages.</summary>
    public string? Client { get; init; }

    /// <summary>What the app was granted: SMART scopes, separated by spaces. Null when nothing narrows the caller's own rights.</summary>
    public string? Scopes { get; init; }

    /// <summary>The patient in the app's launch context, as "Patient/x", that its patient/ scopes are about; null when there is none.</summary>
    public string? LaunchPatient { get; init; }

    /// <summary>How surely it is known who it is: 0 without proof, 2 low, 3 substantial, 4 high (eIDAS, NSIS).</summary>
    public int Assurance { get; init; }

    /// <summary>Where what is accessed is written down until the answer leaves. No part of who the caller is. Null: the store makes it durable itself, at once.</summary>
    public Log.AccessTrail? Trail { get; init; }

    /// <summary>The patient whose record a citizen sees: their own or the one they act for.</summary>
    public string Subject => OnBehalfOf ?? Reference;

    /// <summary>Whether it is the same caller with the same rights, whatever has been seen on the way.</summary>
    /// <param name="other">Another caller.</param>
    /// <returns>True when they are the same.</returns>
    public bool Equals(Caller? other) => other is not null && Kind == other.Kind && Reference == other.Reference && Display == other.Display && Role == other.Role
        && Organization == other.Organization && OnBehalfOf == other.OnBehalfOf && Post == other.Post && Purpose == other.Purpose && Client == other.Client
        && Scopes == other.Scopes && LaunchPatient == other.LaunchPatient && Assurance == other.Assurance;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Reference, Role, Organization, OnBehalfOf, Client, Scopes);

    /// <summary>Nobody.</summary>
    public static Caller Anonymous { get; } = new(CallerKind.Anonymous, "", "", "");

    /// <summary>The program itself, for its own work such as import and the synthetic region.</summary>
    public static Caller Program { get; } = new(CallerKind.System, "Device/helhed", "Helhed", "system");
}
