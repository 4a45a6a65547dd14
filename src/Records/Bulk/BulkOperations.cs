using Helhed.Records.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records.Bulk;

/// <summary>Exports, with their definitions.</summary>
internal static class BulkOperations
{
    private const string Guide = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    private static readonly OperationParameter[] Parameters =
    [
        new("_outputFormat", 0, "1", "string", "application/fhir+ndjson, application/ndjson or ndjson."),
        new("_since", 0, "1", "instant", "Only what was written after this time; what was deleted since is listed."),
        new("_type", 0, "*", "string", "Only these resource types; several separated by commas. Those that the caller may not see are left out, and the manifest's error files say so."),
        new("_typeFilter", 0, "*", "string", "Searches that a type's resources must match one of, such as Observation?status=final."),
        new("_elements", 0, "*", "string", "Only these elements, such as Patient.name or status, and those that must be there; several separated by commas."),
    ];

    private static readonly OperationParameter Patients = new("patient", 0, "*", "Reference", "Only these patients; by POST.");

    public static IReadOnlyList<Operation> All { get; } =
    [
        Export("export", OperationLevels.System, [], "Export everything", call => ExportKickOff.System(Service<RecordStore>(call), Service<BulkJobs>(call), call.Http)),
        Export("patient-export", OperationLevels.Type, ["Patient"], "Export what belongs to patients", call => ExportKickOff.Patient(Service<RecordStore>(call), Service<BulkJobs>(call), call.Http)),
        Export("group-export", OperationLevels.Instance, ["Group"], "Export what belongs to a group's members", call => ExportKickOff.Group(call.Id!, Service<RecordStore>(call), Service<BulkJobs>(call), call.Http)),
        new Operation("import", "import", OperationLevels.System, [], call => ImportKickOff.Handle(Service<RecordStore>(call), Service<BulkJobs>(call), call.Http))
        {
            Title = "Import NDJSON",
            Description = "With a manifest (Parameters, or JSON with the same names) files are fetched in the background: 202 with the address of its status. NDJSON as the body itself is loaded at once.",
            Canonical = "http://helhed.dk/fhir/OperationDefinition/import",
            AffectsState = true,
            ReadsItself = true,
            Parameters =
            [
                new("inputFormat", 0, "1", "code", "application/fhir+ndjson."),
                new("inputSource", 0, "1", "uri", "Where the files come from; for the record only."),
                new("storageDetail", 0, "1", "", "How they are kept there; https is all that is read.") { Parts = [new("type", 0, "1", "code", "https")] },
                new("input", 1, "*", "", "A file.") { Parts = [new("type", 0, "1", "code", "Resource type of its lines."), new("url", 1, "1", "uri", "Its address.")] },
            ],
        },
    ];

    private static Operation Export(string id, OperationLevels levels, string[] types, string title, Func<OperationCall, Task<Microsoft.AspNetCore.Http.IResult>> handle) => new(id, "export", levels, types, handle)
    {
        Title = title,
        Description = "Runs in the background (Prefer: respond-async): 202 with the address of its status, which becomes a manifest of NDJSON files.",
        Canonical = Guide + id,
        ReadsItself = true,
        Parameters = types.Length == 0 ? Parameters : [.. Parameters, Patients],
    };

    private static T Service<T>(OperationCall call)
        where T : notnull => call.Http.RequestServices.GetRequiredService<T>();
}
