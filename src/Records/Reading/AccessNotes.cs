using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Reading;

/// <summary>Writes down on the caller's trail what the store shows them.</summary>
internal static class AccessNotes
{
    private const long NoRid = -1;
    private const int MostTold = 100;
    private const int MostRequestChars = 200;

    /// <summary>Notes what is shown.</summary>
    /// <param name="session">The snapshot it was read in.</param>
    /// <param name="caller">Who is shown it.</param>
    /// <param name="access">What was done, and by what rule.</param>
    /// <param name="shown">What is shown.</param>
    /// <param name="query">The search that showed it.</param>
    public static async ValueTask Shown(SqlSession session, Caller caller, (string What, string Rule, long? Ground) access, IEnumerable<StoredResource> shown, string? query = null)
    {
        if (caller.Trail is not { } trail)
        {
            return;
        }

        var about = await About(session, shown.Where(r => AccessRule.IsLogged(r.Type)));
        if (about.Count == 0 && query is null)
        {
            trail.Note(access.Rule);
            return;
        }

        trail.Add(new AccessEntry(access.What, caller, RuleOf(access.Rule, access.Ground), about) { Query = query, Ground = access.Ground });
    }

    /// <summary>Writes down what a transaction has written, in it. What the program does of itself is nobody's access.</summary>
    public static async ValueTask Written(WriteTransaction tx, Caller caller, IReadOnlyList<StoredResource> results, (AccessLog Log, long Number) to)
    {
        if (caller == Caller.Program || caller.Trail is { IsUnlogged: true })
        {
            return;
        }

        List<AccessEntry>? entries = null;
        foreach (var group in results.Where(r => r.Act != RecordAct.Unchanged).GroupBy(r => r.Act))
        {
            var (what, act) = group.Key switch { RecordAct.Created => ("create", Act.Create), RecordAct.Deleted => ("delete", Act.Delete), _ => ("update", Act.Update) };
            var logged = group.Where(r => AccessRule.IsLogged(r.Type)).ToList();
            caller.Trail?.Note(AccessRule.Decide(caller, act, group.First().Type).Rule);
            if (logged.Count > 0)
            {
                (entries ??= []).Add(new AccessEntry(what, caller, AccessRule.Decide(caller, act, logged[0].Type).Rule, await About(tx, logged)));
            }
        }

        if (entries is not null)
        {
            await to.Log.Write(tx, to.Number, entries);
        }
    }

    private static async ValueTask<IReadOnlyList<AccessedPatient>> About(SqlSession session, IEnumerable<StoredResource> resources)
    {
        var about = new Dictionary<long, AccessedResources>();
        foreach (var resource in resources)
        {
            if (resource.Type == AttachmentSql.Type)
            {
                (await Belongs(session, resource.Rid)).ForEach(patient => Add(about, patient, resource));
            }
            else if (resource.Patient == -1)
            {
                (await Patients(session, resource.Rid)).ForEach(patient => Add(about, patient, resource));
            }
            else
            {
                Add(about, resource.Patient, resource);
            }
        }

        return [.. about.Select(a => new AccessedPatient(a.Key, a.Value))];
    }

    private static void Add(Dictionary<long, AccessedResources> about, long patient, StoredResource resource)
    {
        if (!about.TryGetValue(patient, out var resources))
        {
            about.Add(patient, resources = new AccessedResources());
        }

        resources.Add(resource.Type, resource.Id, resource.Version);
    }

    /// <summary>
    /// Notes a try at what is hidden, or at what is not there: the answer says the same of both, and an entry that only one of them waited
    /// for would tell them apart by the time.
    /// </summary>
    public static async ValueTask Refused(SqlSession session, Caller caller, Decision decision, string name, StoredResource? hidden)
    {
        if (decision.Sight is null || caller.Trail is not { } trail)
        {
            return;
        }

        trail.Add(await Tried(session, caller, decision.Rule, name, hidden));
    }

    /// <summary>A try at what is hidden, or not there, as an entry of the log. Both ask the same of the database.</summary>
    public static async ValueTask<AccessEntry> Tried(SqlSession session, Caller caller, string rule, string name, StoredResource? hidden)
    {
        var several = await Patients(session, hidden?.Rid ?? NoRid);
        var patients = name.StartsWith($"{AttachmentSql.Type}/", StringComparison.Ordinal) ? await Belongs(session, hidden?.Rid ?? NoRid)
            : hidden?.Patient == -1 ? several : [hidden?.Patient ?? 0];
        var what = hidden is null ? name : $"{name}/_history/{hidden.Version}";
        return new AccessEntry("denied", caller, rule, [.. patients.Select(p => new AccessedPatient(p, [what]))]);
    }

    /// <summary>A try to write into somebody's record that the rule does not let the caller write into.</summary>
    public static AccessEntry Tried(Caller caller, string rule, string name, IEnumerable<long> patients) =>
        new("denied", caller, rule, [.. patients.DefaultIfEmpty(0).Select(p => new AccessedPatient(p, [name]))]);

    /// <summary>
    /// Notes the entries of a batch that a rule refused, together: the batch itself is answered 200, and a try that only its own answer tells
    /// of would be nobody's. One entry of the log, however many they are.
    /// </summary>
    public static void Refused(Caller caller, IReadOnlyList<(string Rule, string Request)> refused)
    {
        foreach (var rule in refused.GroupBy(r => r.Rule))
        {
            var told = string.Join(", ", rule.Take(MostTold).Select(r => r.Request.Length > MostRequestChars ? r.Request[..MostRequestChars] : r.Request));
            caller.Trail?.Add(new AccessEntry("denied", caller, rule.Key, []) { Query = $"{rule.Count()} of a batch: {told}" });
        }
    }

    /// <summary>The problem of an act that a rule refuses, noted.</summary>
    public static Problem Denied(Caller caller, Decision decision)
    {
        caller.Trail?.Note(decision.Rule);
        return Problems.Denied(decision.Rule);
    }

    /// <summary>The patients of a resource that is in several compartments.</summary>
    public static ValueTask<List<long>> Patients(SqlSession session, long rid) => SharedSql.PatientsOf(session, rid);

    // Whose a Binary is: the Patient that it belongs to, or those of the resource.
    private static async ValueTask<List<long>> Belongs(SqlSession session, long rid)
    {
        var (target, kind) = await AttachmentSql.ContextOf(session, rid) ?? (0, 0);
        var of = await session.First("SELECT rid, patient FROM resource WHERE self = $1 AND type + 1 = $2", r => ((long Rid, long Patient)?)(r.Long(0), r.Long(1)), target, kind);
        var several = await Patients(session, of?.Rid ?? NoRid);
        return kind == SightSql.KindOf("Patient") ? [target] : of?.Patient == -1 ? several : [of?.Patient ?? 0];
    }

    // The ground says more than the kind of decision.
    private static string RuleOf(string rule, long? ground) => ground switch
    {
        < 0 => (-ground & 1) == 1 ? "staff-emergency-override" : "staff-claimed-relation",
        _ => rule,
    };
}
