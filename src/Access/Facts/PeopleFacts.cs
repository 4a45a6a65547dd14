using Helhed.Fhir.R4;
using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>Takes identities, birthdays, posts and custody out of the records of people.</summary>
internal sealed class PeopleFacts(Dates dates)
{
    /// <summary>Codes of a PractitionerRole that say the role in Helhed.</summary>
    internal const string RoleSystem = "https://helhed.example/fhir/CodeSystem/role";

    // Parental authority, of http://hl7.dk/fhir/core/CodeSystem/dk-relatedperson-relationshipcodes
    private const string Custody = "PARAUTH";

    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private static readonly string[] IdentityColumns = ["source", "value", "reference"];
    private static readonly string[] NameColumns = ["source", "name", "person"];

    // Authorisation groups of http://hl7.dk/fhir/core/CodeSystem/DkCoreProfessionGroupCodes
    private static string? RoleOf(Coding coding) => coding switch
    {
        { System: RoleSystem } => coding.Code,
        { Code: "7170" } => "doctor",
        { Code: "5166" or "5175" or "5151" or "5152" or "5158" or "5159" } => "nurse",
        { Code: "C511" } => "paramedic",
        _ => null,
    };

    internal static async ValueTask Write(WriteTransaction tx, FactChange change, Patient patient)
    {
        await WriteIdentities(tx, change, patient.Identifier);
        var isProtected = patient.Meta?.Security.Any(s => s is { System: Confidentiality, Code: "R" or "V" }) == true;
        await tx.Post(
            "INSERT INTO access_person (source, patient, born, protected) VALUES ($1, $2, $3, $4)",
            change.Source,
            change.Key,
            patient.BirthDate is { Length: 10 } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", out var born) ? born.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : (long?)null,
            isProtected ? 1L : 0L);
    }

    internal static async ValueTask Write(WriteTransaction tx, FactChange change, Practitioner practitioner)
    {
        await WriteIdentities(tx, change, [.. practitioner.Identifier, .. practitioner.Qualification.SelectMany(q => q.Identifier)]);
        var cells = new List<SqlValue>();
        foreach (var name in practitioner.Name.SelectMany(Texts).Where(n => n.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            cells.AddRange([change.Source, name, $"Practitioner/{change.Id}"]);
        }

        if (cells.Count == 0)
        {
            // Somebody without a name can be given a pseudonym all the same.
            cells.AddRange([change.Source, "", $"Practitioner/{change.Id}"]);
        }

        await tx.BulkInsert("access_staff_name", NameColumns, cells.ToArray());
    }

    private static IEnumerable<string> Texts(HumanName name)
    {
        yield return string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]).Trim();
        if (name.Text is { Length: > 0 } text)
        {
            yield return text.Trim();
        }
    }

    internal async ValueTask Write(WriteTransaction tx, FactChange change, PractitionerRole role)
    {
        if (References.TextOf(role.Practitioner) is { } holder)
        {
            // For the veil: whatever the post is called here, and whether or not it is still held.
            await tx.Post(
                "INSERT INTO access_staff_post (source, reference, person, unit, ends) VALUES ($1, $2, $3, $4, $5)",
                change.Source, $"PractitionerRole/{change.Id}", holder, References.TextOf(role.Organization) ?? "", dates.Of(role.Period).Ends);
        }

        var codings = role.Code.SelectMany(c => c.Coding).ToList();
        var name = codings.Where(c => c.System == RoleSystem).Concat(codings).Select(RoleOf).FirstOrDefault(r => r is not null);
        if (role.Active == false || name is null || References.TextOf(role.Practitioner) is not { } person || References.TextOf(role.Organization) is not { } unit)
        {
            return;
        }

        var (begins, ends) = dates.Of(role.Period);
        await tx.Post(
            "INSERT INTO access_post (source, reference, person, role, unit, title, begins, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            change.Source,
            $"PractitionerRole/{change.Id}",
            person,
            name,
            unit,
            role.Code.Select(c => c.Text).FirstOrDefault(t => t is not null) ?? "",
            begins,
            ends);
    }

    /// <summary>Custody of a child, held by whom the RelatedPerson's CPR number names.</summary>
    internal async ValueTask Write(WriteTransaction tx, FactChange change, RelatedPerson relative)
    {
        if (relative.Active == false || !relative.Relationship.SelectMany(r => r.Coding).Any(c => c.Code == Custody) || References.KeyOf(relative.Patient) is not { } child
            || relative.Identifier.FirstOrDefault(i => i is { System: Cpr, Value: not null }) is not { } cpr)
        {
            return;
        }

        var (begins, ends) = dates.Of(relative.Period);
        await tx.Post(
            "INSERT INTO access_custody (source, patient, identity, begins, ends) VALUES ($1, $2, $3, $4, $5)", change.Source, child, People.IdentityKey(Cpr, cpr.Value!), begins, ends);
    }

    private static ValueTask WriteIdentities(WriteTransaction tx, FactChange change, IEnumerable<Identifier> identifiers)
    {
        var reference = $"{change.Type}/{change.Id}";
        var cells = identifiers.Where(i => i is { System: not null, Value: not null, Use: not "old" })
            .Select(i => People.IdentityKey(i.System!, i.Value!)).Distinct()
            .Select(SqlValue[] (key) => [change.Source, key, reference]).ToList();
        return cells.Count == 0 ? default : tx.BulkInsert("access_identity", IdentityColumns, cells);
    }
}
