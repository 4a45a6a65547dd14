using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records.Operations;

/// <summary>The operations on records, with their definitions.</summary>
internal static class RecordOperations
{
    private const OperationLevels All3 = OperationLevels.System | OperationLevels.Type | OperationLevels.Instance;

    private static readonly OperationParameter Since = new("_since", 0, "1", "instant", "Only what was written after this time.");
    private static readonly OperationParameter Types = new("_type", 0, "*", "code", "Only these resource types; several separated by commas.");
    private static readonly OperationParameter Count = new("_count", 0, "1", "integer", "Most resources on a page; without it all come at once, up to 10,000.");
    private static readonly OperationParameter Page = new("_page", 0, "1", "string", "Where the page begins; stands in the links that the server gives.");
    private static readonly OperationParameter Bundle = new("return", 1, "1", "Bundle", "A searchset.") { IsOutput = true };
    private static readonly OperationParameter MetaIn = new("meta", 1, "1", "Meta", "Profiles, tags and security labels. A tag or label is its system and code.");
    private static readonly OperationParameter MetaOut = new("return", 1, "1", "Meta", "The resulting meta.") { IsOutput = true };

    public static IReadOnlyList<Operation> All { get; } = [Validation, PatientEverything, EncounterEverything, Meta, MetaAdd, MetaDelete, LastObservations, Statistics, MakeDocument, CurrentList, AccessLog("Patient"), AccessLog("Practitioner")];

    private static Operation Validation => new("Resource-validate", "validate", OperationLevels.Type | OperationLevels.Instance, ["Resource"],
        call => call.Id is { } id ? Validate.Instance(call.Type!, id, Service<ResourceValidation>(call), Store(call), call.Http) : Validate.Type(call.Type!, Service<ResourceValidation>(call), Store(call), call.Http))
    {
        Title = "Validate a resource",
        Description = "Checks a resource against R4 and profiles, and whether it could be created, updated or deleted. Answers 200 whatever is found.",
        ReadsItself = true,
        Parameters =
        [
            new("resource", 0, "1", "Resource", "The resource; without it the stored one is checked."),
            new("mode", 0, "1", "code", "create, update, delete or profile."),
            new("profile", 0, "1", "uri", "A profile that it must follow."),
            new("return", 1, "1", "OperationOutcome", "What was found.") { IsOutput = true },
        ],
    };

    private static Operation PatientEverything => new("Patient-everything", "everything", OperationLevels.Type | OperationLevels.Instance, ["Patient"],
        call => call.Id is { } id ? Everything.Patient(id, Store(call), call.Http) : Everything.OwnPatient(Store(call), call.Http))
    {
        Title = "Everything about a patient",
        Description = "The patient's compartment and what it refers to. Without an id: the one patient that the caller may see.",
        ReadsItself = true,
        Parameters =
        [
            new("start", 0, "1", "date", "First day of care."), new("end", 0, "1", "date", "Last day of care. What has no time of care is in scope."),
            Since, Types, Count, Page, Bundle,
        ],
    };

    private static Operation AccessLog(string type) => new($"{type}-access-log", "access-log", OperationLevels.Instance, [type], call => AccessLogOperation.Of(type, call.Id!, Store(call), call.Http))
    {
        Title = "Who has looked",
        Description = "Accesses to a patient's record, or by a practitioner, newest first, as AuditEvents made from the ledger. Citizens see those of the last two years to their own record.",
        ReadsItself = true,
        Parameters = [Since, new("_count", 0, "1", "integer", "Most of the log's blocks on a page, up to 500."), new("_before", 0, "1", "string", "Where the page begins; stands in the links that the server gives."), Bundle],
    };

    private static Operation EncounterEverything => new("Encounter-everything", "everything", OperationLevels.Instance, ["Encounter"], call => Everything.Encounter(call.Id!, Store(call), call.Http))
    {
        Title = "Everything about an encounter",
        Description = "The encounter's compartment and what it refers to.",
        ReadsItself = true,
        Parameters = [Since, Types, Count, Page, Bundle],
    };

    private static Operation Meta => new("Resource-meta", "meta", All3, ["Resource"], call => (call.Type, call.Id) switch
    {
        (null, _) => MetaOperations.System(Store(call), call.Http),
        (var type, null) => MetaOperations.Type(type, Store(call), call.Http),
        (var type, var id) => MetaOperations.Instance(type, id, Store(call), call.Http),
    })
    {
        Title = "Labels in use",
        Description = "Profiles, tags and security labels of the system, of a type, of a resource or of one of its versions.",
        ReadsItself = true,
        Parameters = [MetaOut],
    };

    private static Operation MetaAdd => new("Resource-meta-add", "meta-add", OperationLevels.Instance, ["Resource"], call => MetaOperations.Add(call.Type!, call.Id!, Store(call), call.Http))
    {
        Title = "Add labels to a resource",
        Description = "Adds profiles, tags and security labels. A change makes a new version; labels that are there already change nothing.",
        AffectsState = true,
        ReadsItself = true,
        Parameters = [MetaIn, MetaOut],
    };

    private static Operation MetaDelete => new("Resource-meta-delete", "meta-delete", OperationLevels.Instance, ["Resource"], call => MetaOperations.Delete(call.Type!, call.Id!, Store(call), call.Http))
    {
        Title = "Remove labels from a resource",
        Description = "Removes profiles, tags and security labels. A change makes a new version; labels that are not there are no error.",
        AffectsState = true,
        ReadsItself = true,
        Parameters = [MetaIn, MetaOut],
    };

    private static Operation LastObservations => new("Observation-lastn", "lastn", OperationLevels.Type, ["Observation"], call => LastN.Handle(Store(call), call.Http))
    {
        Title = "The latest observations of each code",
        Description = "Takes the search parameters of Observation: a subject (patient or subject) and a category or code, and others to filter by.",
        ReadsItself = true,
        Parameters = [new("max", 0, "1", "positiveInt", "How many of each code; 1 without it. Those of the same time as the last come too."), Bundle],
    };

    private static Operation Statistics => new("Observation-stats", "stats", OperationLevels.Type, ["Observation"], call => Stats.Handle(Store(call), call.Http))
    {
        Title = "Statistics over measurements",
        Description = "Calculates over a subject's quantities with UCUM units, in one unit for each code.",
        ReadsItself = true,
        Parameters =
        [
            new("subject", 1, "1", "uri", "Whose, such as Patient/123."),
            new("code", 0, "*", "string", "Code of the measurement, with system."), new("system", 0, "1", "uri", "System of the codes."), new("coding", 0, "*", "Coding", "Code with its system."),
            new("duration", 0, "1", "decimal", "The last so many hours."), new("period", 0, "1", "Period", "From when to when."),
            new("statistic", 1, "*", "code", "Codes of http://terminology.hl7.org/CodeSystem/observation-statistics."),
            new("include", 0, "1", "boolean", "Whether to return the observations too."), new("limit", 0, "1", "positiveInt", "Most observations to return, up to 1,000."),
            new("statistics", 1, "*", "Observation", "One for each code, a component for each statistic.") { IsOutput = true },
            new("source", 0, "*", "Observation", "The observations.") { IsOutput = true },
        ],
    };

    private static Operation MakeDocument => new("Composition-document", "document", OperationLevels.Type | OperationLevels.Instance, ["Composition"],
        call => call.Id is { } id ? Document.Instance(id, Store(call), call.Http) : Document.Type(Store(call), call.Http))
    {
        Title = "Make a document",
        Description = "The composition and all that it refers to, directly and through others, as a document bundle.",
        ReadsItself = true,
        Parameters =
        [
            new("id", 0, "1", "uri", "The composition, where the address does not name it."),
            new("persist", 0, "1", "boolean", "Whether to keep the document as a Bundle."),
            new("return", 1, "1", "Bundle", "The document.") { IsOutput = true },
        ],
    };

    private static Operation CurrentList => new("List-find", "find", OperationLevels.Type, ["List"], call => FindList.Handle(Store(call), call))
    {
        Title = "Find a patient's current list",
        Description = "The patient's List that is for something, with status current; the one changed last where there are several. 404 where there is none.",
        Parameters =
        [
            new("patient", 1, "1", "id", "Id of the patient."),
            new("name", 1, "1", "code", "What the list is for: current-problems, current-medications, current-allergies, or a code of the region's own."),
            new("return", 1, "1", "List", "The list.") { IsOutput = true },
        ],
    };

    private static RecordStore Store(OperationCall call) => Service<RecordStore>(call);

    private static T Service<T>(OperationCall call)
        where T : notnull => call.Http.RequestServices.GetRequiredService<T>();
}
