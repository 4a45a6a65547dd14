using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Searching;

/// <summary>
/// What is on a List. A list is named by its id, or by what it is for: then it is the patient's List with that code whose status is
/// current, and the one changed last where there are several. See <see href="https://hl7.org/fhir/R4/lifecycle.html#current"/>.
/// </summary>
internal sealed class ListMembers(SqlSession session, SearchSurroundings surroundings)
{
    private const int MaxListed = 5000;
    private const int MaxLists = 50;
    private const string Uses = "http://terminology.hl7.org/CodeSystem/list-example-use-codes|";

    private static readonly TypeDefinition ListType = R4Definitions.Default.FindResource("List")!;

    /// <summary>The resources of a type that are on it. Who may not see the List finds nothing by it.</summary>
    /// <exception cref="SearchRefusedException">The list is named, but the search is about no patient; or there is too much on it.</exception>
    public async ValueTask<Condition> Of(TypeDefinition type, ListCondition list, long? patient)
    {
        var found = list.Name is { } name ? await Named(name, patient)
            : (await ResourceReader.Whole(session, surroundings.Caller, ListType, list.ListId!, surroundings.NowMs)).TryGet(out var read, out _) ? read : null;
        var listed = On(found).Where(r => r.StartsWith(type.Name + "/", StringComparison.Ordinal)).ToList();
        return listed.Count <= MaxListed
            ? new SelfCondition([.. listed.Select(Keys.Text)])
            : throw ConditionReader.Refused("_list", $"The List has {listed.Count} entries that are a {type.Name}; '_list' follows at most {MaxListed}. Read the List and search by _id.");
    }

    /// <summary>
    /// The keys of what is on a List, by type, for a history. Who may not see the List finds nothing by it. Problem: Invalid (the name of a list,
    /// which only a search about a patient can mean; too many entries).
    /// </summary>
    public static async ValueTask<Outcome<IReadOnlyDictionary<string, IReadOnlyList<long>>>> Listed(SqlSession session, Caller caller, string list, long nowMs)
    {
        var id = list.StartsWith("List/", StringComparison.Ordinal) ? list["List/".Length..] : list;
        if (!ResourceIds.IsValid(id))
        {
            return new Problem(ProblemKind.Invalid, "'_list' of a history is the id of a List. A list that has a name is one patient's: read it by List/$find.", "_list");
        }

        var found = (await ResourceReader.Whole(session, caller, ListType, id, nowMs)).TryGet(out var read, out _) ? read : null;
        var listed = On(found).ToList();
        return listed.Count > MaxListed
            ? new Problem(ProblemKind.Invalid, $"The List has {listed.Count} entries; '_list' follows at most {MaxListed}. Ask for the history of each.", "_list")
            : listed.GroupBy(r => r[..Math.Max(0, r.IndexOf('/', StringComparison.Ordinal))], StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (IReadOnlyList<long>)[.. g.Select(Keys.Text)], StringComparer.Ordinal);
    }

    private static IEnumerable<string> On(StoredResource? list) =>
        (list?.As<Fhir.R4.List>().Entry.Where(e => e.Deleted != true).Select(e => e.Item?.ReferenceValue).OfType<string>() ?? []).Select(WithoutVersion).Distinct(StringComparer.Ordinal);

    /// <summary>The codes of a List that is for something: its name, and where the example codes have one for it that one too.</summary>
    public static IReadOnlyList<string> CodesOf(string name)
    {
        var use = name switch { "current-problems" => "problems", "current-medications" => "medications", "current-allergies" => "allergies", _ => null };
        return use is null ? [name] : [Uses + use, name];
    }

    /// <summary>Key of the one patient that the conditions on a type are about; null for none or several.</summary>
    public static long? PatientOf(TypeDefinition type, IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            switch (condition)
            {
                case CompartmentCondition { Compartment: "Patient" } compartment:
                    return Keys.Reference("Patient", compartment.Id);
                case ValueCondition { Parameter.Code: "_id", Values: [var id] } when type.Name == "Patient":
                    return Keys.Reference("Patient", SearchValues.Unescape(id));
                default:
                    break;
            }
        }

        return new TypedSearch(type, conditions, default).WithPatient().Patient;
    }

    // Who has no such List has nothing on it.
    private async ValueTask<StoredResource?> Named(string name, long? patient)
    {
        if (patient is not { } key)
        {
            throw ConditionReader.Refused("_list", $"'${name}' is a list of one patient: say which, as in patient=123.");
        }

        var codes = CodesOf(name);
        var lists = await Searcher.Find(session, surroundings, ListType, new AllCondition(
        [
            new RefersCondition(Parameter("subject"), [key]),
            new ValueCondition(Parameter("code"), "", codes, "_list"),
            new ValueCondition(Parameter("status"), "", ["current"], "_list"),
        ]), MaxLists);
        return lists.MaxBy(l => l.LastUpdated);
    }

    private static SearchParameterDefinition Parameter(string code) => R4Definitions.Default.ParametersFor("List").First(p => p.Code == code);

    private static string WithoutVersion(string reference)
    {
        var at = reference.IndexOf("/_history/", StringComparison.Ordinal);
        return at < 0 ? reference : reference[..at];
    }
}
