using System.Text;
using Helhed.Access;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/journal/hent</c>: take a copy home, to read (PDF) or as data (FHIR).</summary>
internal static class DownloadPages
{
    public const string Path = RecordParts.Root + "/hent";
    private const int MostPages = 10;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Task.FromResult<IResult>(CitizenPages.Show<DownloadPage>(context, caller, name, new DownloadModel([])))));
        pages.MapGet(Path + "/pdf", (HttpContext context, CitizenRecords records, RecordQuery query, RecordPdf pdf, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
            {
                var t = new RecordTexts(context.Language());
                var chosen = context.Request.Query["del"].Select(d => RecordParts.Of(d ?? "")).OfType<RecordPart>().Where(RecordParts.All.Contains).Distinct().ToList();
                if (chosen.Count == 0)
                {
                    return CitizenPages.Show<DownloadPage>(context, caller, name, new DownloadModel([new FormError("del", t.ChooseOne)]), StatusCodes.Status422UnprocessableEntity);
                }

                return await query.Lines(caller, chosen, t, new LineSpan(null, MostPages), ct) is { } lines
                    ? Results.Bytes(pdf.Of(name?.Full ?? caller.Display, chosen, lines, t), "application/pdf", "journal.pdf")
                    : ErrorPages.Broken(context);
            }));
        pages.MapGet(Path + "/fhir", (HttpContext context, CitizenRecords records, RecordCopy copy) =>
            CitizenPages.ForCitizen(context, records, (caller, _) => Task.FromResult<IResult>(Stream(caller, copy, isBundle: true))));
        pages.MapGet(Path + "/ndjson", (HttpContext context, CitizenRecords records, RecordCopy copy) =>
            CitizenPages.ForCitizen(context, records, (caller, _) => Task.FromResult<IResult>(Stream(caller, copy, isBundle: false))));
    }

    private static PushStreamHttpResult Stream(Caller caller, RecordCopy copy, bool isBundle) => TypedResults.Stream(
        output => copy.Write(caller, output, isBundle), isBundle ? "application/fhir+json" : "application/fhir+ndjson", isBundle ? "journal.json" : "journal.ndjson");
}

/// <summary>Writes everything of a patient's compartment, type by type and page by page, so that nothing of it lies in memory at once.</summary>
internal sealed class RecordCopy(RecordStore records)
{
    private const int OnPage = 500;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private static readonly string[] Types =
    [
        "Patient", "RelatedPerson", "AllergyIntolerance", "Appointment", "CarePlan", "CareTeam", "ClinicalImpression", "Communication", "Composition", "Condition", "Consent",
        "Device", "DiagnosticReport", "DocumentReference", "Encounter", "EpisodeOfCare", "Flag", "Goal", "ImagingStudy", "Immunization", "Media", "MedicationAdministration",
        "MedicationDispense", "MedicationRequest", "MedicationStatement", "Observation", "Procedure", "Provenance", "QuestionnaireResponse", "ServiceRequest", "Specimen", "Task",
    ];

    public async Task Write(Caller caller, Stream output, bool isBundle)
    {
        var isFirst = true;
        if (isBundle)
        {
            await output.WriteAsync("""{"resourceType":"Bundle","type":"collection","entry":["""u8.ToArray());
        }

        foreach (var type in Types)
        {
            var search = type == "Patient" ? $"_id={caller.Subject["Patient/".Length..]}" : $"patient={caller.Subject}";
            for (var next = $"{search}&_count={OnPage}"; next is not null;)
            {
                if (!(await records.Search(caller, type, next, default)).TryGet(out var page, out _))
                {
                    break; // of a type that may not be seen there is nothing to copy
                }

                foreach (var match in page.Matches)
                {
                    await output.WriteAsync(isBundle ? Encoding.UTF8.GetBytes($"{(isFirst ? "" : ",")}{{\"fullUrl\":\"{match.Type}/{match.Id}\",\"resource\":") : Array.Empty<byte>());
                    await output.WriteAsync(match.Json);
                    await output.WriteAsync(isBundle ? "}"u8.ToArray() : NewLine);
                    isFirst = false;
                }

                next = page.Next is { } cursor ? $"{search}&_count={OnPage}&_cursor={Uri.EscapeDataString(cursor)}" : null;
            }
        }

        if (isBundle)
        {
            await output.WriteAsync("]}"u8.ToArray());
        }
    }
}

/// <summary>The page to take a copy home from.</summary>
/// <param name="Errors">What to correct.</param>
public sealed record DownloadModel(IReadOnlyList<FormError> Errors);
