using Helhed.Access.Scopes;

namespace Helhed.Access;

/// <summary>
/// Who may do what with which type, and what narrows it. That the narrowing holds for a resource is found out in the database, by
/// <see cref="SightSql"/>, from facts taken out of the records. Decision: docs/decisions/2026-11-22-the-rule-of-access.md.
/// </summary>
public static class AccessRule
{
    /// <summary>Decides on an act.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="act">What is to be done.</param>
    /// <param name="resourceType">To what type of resource, such as "Observation".</param>
    /// <returns>The decision, with the name of the rule.</returns>
    public static Decision Decide(Caller caller, Act act, string resourceType)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var own = Own(caller, act, resourceType);
        return own.Allowed && caller.Scopes is not null ? Narrowed(own, caller, act, resourceType) : own;
    }

    // An app does what its user may do, and of that only what it was granted.
    private static Decision Narrowed(Decision own, Caller caller, Act act, string type)
    {
        if (AppView.Of(caller, act, type) is not { } views)
        {
            return Deny("app-scopes");
        }

        return views.Count == 0 ? own : own with { Sight = (own.Sight ?? Sight.All).Within(views) };
    }

    private static Decision Own(Caller caller, Act act, string resourceType) =>
        caller.Kind switch
        {
            CallerKind.System => IsForPurpose(caller) ? ForPurpose(act, resourceType) : Allow("system-everything"),
            CallerKind.Citizen => Citizen(caller, act, resourceType),
            CallerKind.Staff => Staff(caller, act, resourceType),
            _ => Deny("anonymous"),
        };

    /// <summary>Whether a program asks for research or quality work: it was approved for that alone, and sees people by pseudonyms.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>True when it does.</returns>
    public static bool IsForPurpose(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller is { Kind: CallerKind.System, Purpose: "HRESCH" or "HQUALIMP" };
    }

    /// <summary>Whether a caller may load whatever it likes: a program that may create and change resources of all types.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>True when it may.</returns>
    public static bool MayImport(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind == CallerKind.System && !IsForPurpose(caller)
            && (caller.Scopes is null || (ScopeSet.Parse("system/*.cu").TryGet(out var needed, out _) && ScopeSet.Of(caller.Scopes).Covers(needed)));
    }

    /// <summary>Whether an app's scopes let it read all of a type that its user may read; what is computed, as the access log is, cannot be narrowed by a query.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="resourceType">The type.</param>
    /// <param name="patient">Of whom, as "Patient/x".</param>
    /// <returns>True when they do, and for who comes without an app.</returns>
    public static bool IsInScope(Caller caller, string resourceType, string patient)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Scopes is null || new[] { Act.Read, Act.Search }.Any(act => AppView.Of(caller, act, resourceType) is { } views && (views.Count == 0 || views.Any(v => v.Query is null && (v.Patient ?? patient) == patient)));
    }

    /// <summary>True when each access to a type is written down: people's data and the log itself. Directories and knowledge are for all.</summary>
    /// <param name="resourceType">The type.</param>
    /// <returns>True when it is.</returns>
    public static bool IsLogged(string resourceType) => !ResourceTypes.IsPublicKnowledge(resourceType);

    // Only what is found by its codes and times: what has a name could be asked for by it.
    private static Decision ForPurpose(Act act, string type) =>
        act != Act.Search ? Deny("purpose-searches-only")
        : ResourceTypes.IsUsedForPurposes(type) ? new Decision(true, "system-approved-purpose", Sight.OfPurpose)
        : ResourceTypes.IsPublicKnowledge(type) && !ResourceTypes.IsDirectory(type) ? Allow("purpose-knowledge")
        : Deny("purpose-other-types");

    private static Decision Citizen(Caller caller, Act act, string type)
    {
        var isForAnother = caller.Subject != caller.Reference;
        if (!IsReading(act))
        {
            return CitizenWrites(type, act, isForAnother) is { } rule ? new Decision(true, rule, Sight.OfCitizen(caller)) : Deny("citizen-no-writes");
        }

        if (ResourceTypes.IsPublicKnowledge(type))
        {
            return Allow("citizen-directory");
        }

        return ResourceTypes.IsPatientData(type)
            ? new Decision(true, isForAnother ? "citizen-acts-for-another" : "citizen-own-record", Sight.OfCitizen(caller))
            : Deny("citizen-other-types");
    }

    // Consents of one's own; and of the other types what the store finds in their content: a report of an error for whom one sees the
    // record, how oneself is reached, and what oneself needs.
    private static string? CitizenWrites(string type, Act act, bool isForAnother) => (type, isForAnother) switch
    {
        _ when act == Act.Delete => null,
        ("Consent", false) => "citizen-own-consent",
        ("Task", _) => "citizen-reports-error",
        ("Patient", false) => "citizen-own-contact",
        ("Flag", false) => "citizen-own-need",
        _ => null,
    };

    private static Decision Staff(Caller caller, Act act, string type) => caller.Role switch
    {
        "doctor" or "nurse" or "visitation" or "secretary" or "paramedic" => Clinical(caller, act, type),
        "porter" or "planner" or "director" => Directory(act, type, caller.Role),
        "security" => ResourceTypes.IsAccessLog(type) && IsReading(act) ? Allow("security-access-log") : Directory(act, type, caller.Role),
        _ => Deny("unknown-role"),
    };

    private static Decision Clinical(Caller caller, Act act, string type)
    {
        if (ResourceTypes.IsAccessLog(type))
        {
            return Deny("staff-no-access-log");
        }

        if (ResourceTypes.IsPatientData(type))
        {
            return new Decision(true, "staff-treatment-relation", Sight.OfStaff(caller, isWorkOnly: false));
        }

        if (!IsReading(act))
        {
            return Deny("staff-no-administration");
        }

        return ResourceTypes.IsPublicKnowledge(type) ? Allow("staff-directory") : new Decision(true, "staff-own-work", Sight.OfStaff(caller, isWorkOnly: true));
    }

    private static Decision Directory(Act act, string type, string role) =>
        IsReading(act) && ResourceTypes.IsPublicKnowledge(type) ? Allow($"{role}-directory") : Deny($"{role}-no-patient-data");

    private static bool IsReading(Act act) => act is Act.Read or Act.Search or Act.History;

    private static Decision Allow(string rule) => new(true, rule, null);

    private static Decision Deny(string rule) => new(false, rule, null);
}
