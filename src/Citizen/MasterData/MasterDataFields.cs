using System.Text.Json.Nodes;
using Helhed.Fhir.R4;

namespace Helhed.Citizen;

/// <summary>
/// What of a Patient stands in the form's fields, and how the fields are put back: what was not edited stays as somebody has written it,
/// with its codes and all that the form does not show. Pure.
/// </summary>
internal static class MasterDataFields
{
    private const string LanguageSystem = "urn:ietf:bcp:47";

    public static string? PhoneOf(IEnumerable<ContactPoint> points) => points.FirstOrDefault(p => p.System is "phone" or "sms")?.Value;

    public static string? NameOf(HumanName? name) => name is null ? null : name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]);

    /// <summary>What the fields show.</summary>
    public static MasterDataForm Shown(Patient patient) => new()
    {
        Phone = PhoneOf(patient.Telecom) ?? "",
        Email = patient.Telecom.FirstOrDefault(t => t.System == "email")?.Value ?? "",
        Spoken = (patient.Communication.FirstOrDefault(c => c.Preferred == true) ?? (patient.Communication is [var first, ..] ? first : null))?.Language?.Coding.Select(c => c.Code).FirstOrDefault() ?? "",
        Contacts = MasterData.Filled(patient.Contact.Select(c => new ContactForm(NameOf(c.Name) ?? "", c.Relationship.Select(r => r.Words()).FirstOrDefault(w => w is not null) ?? "", PhoneOf(c.Telecom) ?? ""))),
    };

    /// <summary>Writes the fields that differ from what is shown.</summary>
    /// <param name="patient">The Patient, which is changed.</param>
    /// <param name="shown">What the fields showed of it.</param>
    /// <param name="wanted">What they say now.</param>
    public static void Put(JsonObject patient, MasterDataForm shown, MasterDataForm wanted)
    {
        if (!IsSame(shown.Phone, wanted.Phone))
        {
            PutPoint(patient, wanted.Phone, "phone", "sms");
        }

        if (shown.Email != wanted.Email)
        {
            PutPoint(patient, wanted.Email, "email");
        }

        if (wanted.Spoken.Length > 0 && wanted.Spoken != shown.Spoken)
        {
            PutLanguage(patient, wanted.Spoken);
        }

        PutContacts(patient, shown.Contacts, wanted.Contacts);
    }

    // The one that is shown is changed; others that somebody has written stay.
    private static void PutPoint(JsonObject owner, string value, params string[] systems)
    {
        var points = Items(owner, "telecom");
        var known = points.OfType<JsonObject>().FirstOrDefault(p => systems.Contains((string?)p["system"]));
        if (value.Length == 0)
        {
            points.Remove(known);
        }
        else if (known is not null)
        {
            known["value"] = value;
        }
        else
        {
            points.Add(new JsonObject { ["system"] = systems[0], ["value"] = value });
        }

        Keep(owner, "telecom", points);
    }

    // Other languages that somebody has written stay; one that is chosen is no more one of the others.
    private static void PutLanguage(JsonObject patient, string code)
    {
        var languages = Items(patient, "communication");
        var all = languages.OfType<JsonObject>().ToList();
        var known = all.Find(c => (bool?)c["preferred"] == true) ?? (all is [var first, ..] ? first : null);
        foreach (var other in all.Where(c => c != known && ((c["language"] as JsonObject)?["coding"] as JsonArray)?.Any(k => (string?)k?["code"] == code) == true))
        {
            languages.Remove(other);
        }

        if (known is null)
        {
            languages.Add(known = []);
        }

        known["language"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = LanguageSystem, ["code"] = code }) };
        known["preferred"] = true;
        Keep(patient, "communication", languages);
    }

    private static void PutContacts(JsonObject patient, IReadOnlyList<ContactForm> shown, IReadOnlyList<ContactForm> wanted)
    {
        var contacts = Items(patient, "contact");
        var rows = contacts.OfType<JsonObject>().ToList();
        for (var i = 0; i < wanted.Count; i++)
        {
            var known = i < rows.Count ? rows[i] : null;
            if (wanted[i].IsEmpty && !shown[i].IsEmpty)
            {
                contacts.Remove(known);
            }
            else if (!IsSame(shown[i], wanted[i]))
            {
                if (known is null)
                {
                    contacts.Add(known = []);
                }

                PutContact(known, shown[i], wanted[i]);
            }
        }

        Keep(patient, "contact", contacts);
    }

    private static void PutContact(JsonObject contact, ContactForm shown, ContactForm wanted)
    {
        if (shown.Relation != wanted.Relation)
        {
            Keep(contact, "relationship", wanted.Relation.Length == 0 ? [] : new JsonArray(new JsonObject { ["text"] = wanted.Relation }));
        }

        if (shown.Name != wanted.Name)
        {
            contact["name"] = new JsonObject { ["text"] = wanted.Name };
        }

        if (!IsSame(shown.Phone, wanted.Phone))
        {
            PutPoint(contact, wanted.Phone, "phone", "sms");
        }
    }

    // A form gives names and numbers back without the spaces around and in them.
    private static bool IsSame(ContactForm shown, ContactForm wanted) => shown.Name.Trim() == wanted.Name && shown.Relation.Trim() == wanted.Relation && IsSame(shown.Phone, wanted.Phone);

    private static bool IsSame(string shown, string wanted) => shown.Replace(" ", "", StringComparison.Ordinal) == wanted.Replace(" ", "", StringComparison.Ordinal);

    private static JsonArray Items(JsonObject owner, string name) => owner[name] as JsonArray ?? [];

    private static void Keep(JsonObject owner, string name, JsonArray items)
    {
        if (items.Count == 0)
        {
            owner.Remove(name);
        }
        else if (items.Parent is null)
        {
            owner[name] = items;
        }
    }
}
