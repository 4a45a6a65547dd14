using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Clinic;

/// <summary>A scanned paper, found to be what it says.</summary>
/// <param name="Type">application/pdf, image/png or image/jpeg.</param>
/// <param name="Content">The bytes.</param>
internal sealed record PaperFile(string Type, byte[] Content)
{
    private const int MostBytes = 2 * 1024 * 1024;

    /// <summary>Tells it from other papers.</summary>
    public string Print => Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>Reads an upload. What it is is told by its first bytes and not by its name; null when it is none of the three, or too large.</summary>
    public static async Task<PaperFile?> Read(IFormFile? file, CancellationToken ct)
    {
        if (file is null or { Length: 0 or > MostBytes })
        {
            return null;
        }

        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, ct);
        return TypeOf(bytes) is { } type ? new PaperFile(type, bytes) : null;
    }

    /// <summary>Adds that a file must be chosen again: no browser keeps one in a form that comes back.</summary>
    public static void AskAgain(IFormFile? file, List<FormError> errors, Language language)
    {
        if (file is { Length: > 0 } && errors.All(e => e.Field != "papir"))
        {
            errors.Add(new FormError("papir", new CaseTexts(language).PaperFileAgain));
        }
    }

    private static string? TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("%PDF-"u8) ? "application/pdf"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;
}

/// <summary>A paper to keep.</summary>
/// <param name="Document">A DocumentReference of what it is.</param>
/// <param name="Scan">A Binary of what it looks like: who lists papers reads none of them.</param>
internal sealed record PaperWrite(RecordWrite Document, RecordWrite Scan)
{
    /// <summary>"DocumentReference/x".</summary>
    public string Reference => $"{Document.Type}/{Document.Id}";
}

/// <summary>A paper that is kept.</summary>
/// <param name="Id">The DocumentReference's id.</param>
/// <param name="Title">What it is.</param>
/// <param name="Signed">The day the patient wrote it; null when it is not said.</param>
/// <param name="Keeper">Who scanned it; null when it is not said.</param>
public sealed record KeptPaper(string Id, string Title, DateOnly? Signed, string? Keeper);

/// <summary>Papers on which patients have said something: a DocumentReference each, which the record of what was said names.</summary>
internal sealed class Papers(RecordStore records)
{
    /// <summary>LOINC 59284-0: a paper that gives or ends a consent, a block or a mandate.</summary>
    public const string ConsentDocument = "59284-0";

    /// <summary>LOINC 51855-5: anything else that a patient has written.</summary>
    public const string PatientNote = "51855-5";

    /// <summary>The condition of a search that finds no papers.</summary>
    public const string None = $"type:not={Loinc}|{ConsentDocument}&type:not={Loinc}|{PatientNote}";

    private const string Loinc = "http://loinc.org";
    private const int Most = 50;

    /// <summary>A patient's papers that the caller sees, newest first; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<KeptPaper>?> Of(Caller caller, string patient, CancellationToken ct)
    {
        var found = await records.Search(caller, "DocumentReference", $"patient=Patient/{patient}&type={Loinc}|{ConsentDocument},{Loinc}|{PatientNote}&_sort=-date&_count={Most}", ct);
        return found.TryGet(out var page, out _) ? [.. page.Matches.Select(m => Read(m.Id, m.As<DocumentReference>()))] : null;
    }

    /// <summary>The scan of a patient's paper; null when there is none that the caller sees.</summary>
    public async Task<Attachment?> Scan(Caller caller, string patient, string id, CancellationToken ct) =>
        (await records.Read(caller, "DocumentReference", id, ct)).TryGet(out var stored, out _) && stored.As<DocumentReference>() is var paper
        && paper.Subject?.ReferenceValue == $"Patient/{patient}" && paper.Type?.Coding.Any(c => c is { System: Loinc, Code: ConsentDocument or PatientNote }) == true
            ? await records.Whole(caller, paper.Content.Select(c => c.Attachment).FirstOrDefault(), ct)
            : null;

    /// <summary>A scanned paper as a record, with the day it was signed and the moment it was scanned.</summary>
    public static PaperWrite Written(Caller caller, (string Patient, string Id, string Title, string Code) of, (DateOnly Signed, DateTimeOffset Now) when, PaperFile file)
    {
        var document = new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["id"] = of.Id,
            ["status"] = "current",
            ["type"] = new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["system"] = Loinc, ["code"] = of.Code, ["display"] = of.Code == ConsentDocument ? "Consent Document" : "Patient Note" }),
                ["text"] = of.Title,
            },
            ["subject"] = new JsonObject { ["reference"] = $"Patient/{of.Patient}" },
            ["date"] = when.Now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["author"] = new JsonArray(new JsonObject { ["reference"] = caller.Reference, ["display"] = caller.Display }),
            ["content"] = new JsonArray(new JsonObject
            {
                ["attachment"] = new JsonObject
                {
                    ["contentType"] = file.Type,
                    ["url"] = $"Binary/{of.Id}",
                    ["size"] = file.Content.Length,
                    ["title"] = of.Title,
                    ["creation"] = when.Signed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            }),
        };
        var scan = new JsonObject
        {
            ["resourceType"] = "Binary",
            ["id"] = of.Id,
            ["contentType"] = file.Type,
            ["securityContext"] = new JsonObject { ["reference"] = $"DocumentReference/{of.Id}" },
            ["data"] = Convert.ToBase64String(file.Content),
        };
        return new PaperWrite(New(document), New(scan));
    }

    private static RecordWrite New(JsonObject record) => new((string)record["resourceType"]!, (string)record["id"]!, Encoding.UTF8.GetBytes(record.ToJsonString())) { IsNew = true };

    private static KeptPaper Read(string id, DocumentReference paper)
    {
        var scan = paper.Content.Select(c => c.Attachment).FirstOrDefault();
        return new KeptPaper(id, scan?.Title ?? paper.Type.Words() ?? id, RecordText.Day(scan?.Creation), paper.Author.Select(a => a.Display).FirstOrDefault(d => d is not null));
    }
}
