using Helhed.Access.Scopes;
using Helhed.Platform;

namespace Helhed.Access;

/// <summary>What one of an app's scopes lets through of a type: a resource must be within one of them, besides what its user sees.</summary>
/// <param name="Patient">Only of the patient in the launch context, as "Patient/x"; null for whatever the user sees.</param>
/// <param name="Query">Only what matches a search, as it stands behind '?'; null for all.</param>
public readonly record struct AppView(string? Patient, string? Query)
{
    /// <summary>Key of <see cref="Patient"/>; 0 for none.</summary>
    public long PatientKey => Patient is null ? 0 : Hash64.Of(Patient);

    /// <summary>What an app's scopes let through of an act on a type.</summary>
    /// <returns>Null when nothing does; empty when nothing narrows it.</returns>
    internal static IReadOnlyList<AppView>? Of(Caller caller, Act act, string type)
    {
        var scopes = ScopeSet.Of(caller.Scopes!);
        var letter = LetterOf(act);
        var views = new List<AppView>();
        var isAllowed = Add(views, scopes.Queries(caller.Kind == CallerKind.System ? ScopeLevel.System : ScopeLevel.User, type, letter), null);
        if (caller is { LaunchPatient: { } patient } && caller.Kind != CallerKind.System && !ResourceTypes.TellsOfMany(type))
        {
            // What names no patient, such as who wrote a result, comes with the patient's scopes.
            isAllowed |= Add(views, scopes.Queries(ScopeLevel.Patient, type, letter), ResourceTypes.IsPublicKnowledge(type) ? null : patient);
        }

        return !isAllowed ? null : views.Contains(default) ? [] : views;
    }

    private static bool Add(List<AppView> views, IReadOnlyList<string>? queries, string? patient)
    {
        if (queries is null)
        {
            return false;
        }

        if (queries.Count == 0)
        {
            views.Add(new AppView(patient, null));
        }

        views.AddRange(queries.Select(query => new AppView(patient, query)));
        return true;
    }

    private static ScopeActs LetterOf(Act act) => act switch
    {
        Act.Search => ScopeActs.Search,
        Act.Create => ScopeActs.Create,
        Act.Update => ScopeActs.Update,
        Act.Delete => ScopeActs.Delete,
        _ => ScopeActs.Read,
    };
}
