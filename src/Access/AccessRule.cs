namespace Helhed.Access;

/// <summary>Who may do what. A rule by role; treatment relations, consent and roles for a place come with the Access issue, in this same place.</summary>
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
        return caller.Kind switch
        {
            CallerKind.System => Allow("system-everything"),
            CallerKind.Citizen => Citizen(caller, act, resourceType),
            CallerKind.Staff => Staff(caller.Role, act, resourceType),
            _ => Deny("anonymous"),
        };
    }

    private static Decision Citizen(Caller caller, Act act, string type)
    {
        if (!IsReading(act))
        {
            return Deny("citizen-no-writes");
        }

        if (ResourceTypes.IsPublicKnowledge(type))
        {
            return Allow("citizen-directory");
        }

        return ResourceTypes.IsPatientData(type)
            ? new Decision(true, "citizen-own-record", caller.Reference)
            : Deny("citizen-other-types");
    }

    private static Decision Staff(string role, Act act, string type) => role switch
    {
        "doctor" or "nurse" or "visitation" or "secretary" or "paramedic" => Clinical(act, type),
        "porter" or "planner" or "director" => Directory(act, type, role),
        "security" => ResourceTypes.IsAccessLog(type) && IsReading(act) ? Allow("security-access-log") : Directory(act, type, role),
        _ => Deny("unknown-role"),
    };

    private static Decision Clinical(Act act, string type)
    {
        if (ResourceTypes.IsAccessLog(type))
        {
            return Deny("clinical-no-access-log");
        }

        if (IsReading(act))
        {
            return Allow("clinical-read");
        }

        return ResourceTypes.IsPatientData(type) ? Allow("clinical-write") : Deny("clinical-no-administration");
    }

    private static Decision Directory(Act act, string type, string role) =>
        IsReading(act) && ResourceTypes.IsDirectory(type) ? Allow($"{role}-directory") : Deny($"{role}-no-patient-data");

    private static bool IsReading(Act act) => act is Act.Read or Act.Search or Act.History;

    private static Decision Allow(string rule) => new(true, rule, null);

    private static Decision Deny(string rule) => new(false, rule, null);
}
