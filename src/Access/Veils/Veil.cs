using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Helhed.Access.Veils;

/// <summary>
/// What is hidden inside of a record that is shown: who of the staff it was, by pseudonyms, and where a person with a protected address lives
/// and how they are reached. Decision: docs/decisions/2026-11-22-the-veil.md.
/// </summary>
public sealed class Veil
{
    private const string Absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    // What of an Appointment says when and where, and not what for. Of those who take part, the patient and the place.
    private static readonly HashSet<string> WhenAndWhere = ["resourceType", "id", "meta", "status", "start", "end", "minutesDuration", "created", "participant", "requestedPeriod"];
    private static readonly string[] Places = ["Patient/", "Location/"];

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    private readonly HiddenNames _staff;
    private readonly Pseudonymiser? _pseudonymiser;

    internal Veil(HiddenNames staff, bool hidesAddress, bool hidesVisits)
    {
        _staff = staff;
        HidesAddress = hidesAddress;
        HidesVisits = hidesVisits;
    }

    internal Veil(Pseudonymiser pseudonymiser)
    {
        _staff = HiddenNames.None;
        _pseudonymiser = pseudonymiser;
    }

    /// <summary>True for research and quality work: people and texts are hidden altogether, and ids are pseudonyms.</summary>
    public bool IsPseudonymised => _pseudonymiser is not null;

    /// <summary>True when addresses and telephone numbers of the patient and their relatives are hidden.</summary>
    public bool HidesAddress { get; }

    /// <summary>True when of a visit it is only seen when and where it is.</summary>
    public bool HidesVisits { get; }

    /// <summary>Keys ("Practitioner/x", "PractitionerRole/x" as 64-bit hashes) of what is as if it were not there.</summary>
    public IReadOnlyList<long> Hidden => _staff.Keys;

    /// <summary>Whether a resource is as if it were not there.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>True for hidden staff and their posts.</returns>
    public bool Hides(string type, string id) => type is "Practitioner" or "PractitionerRole" && _staff.Referred($"{type}/{id}") is not null;

    /// <summary>Whether a reference in a search is to hidden staff.</summary>
    /// <param name="value">As it was asked for: an id, a typed reference, an address.</param>
    /// <returns>True when it is.</returns>
    public bool HidesReference(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _staff.Referred(value) is not null || (!value.Contains('/', StringComparison.Ordinal) && (Hides("Practitioner", value) || Hides("PractitionerRole", value)));
    }

    /// <summary>Whether an identifier in a search ("system|value") is that of hidden staff.</summary>
    /// <param name="value">The identifier.</param>
    /// <returns>True when it is.</returns>
    public bool HidesIdentifier(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        return !_staff.IsEmpty && (bar <= 0 || _staff.Identified(value[..bar], value[(bar + 1)..]) is not null);
    }

    /// <summary>The words of hidden names: a search for one of them finds nothing by it.</summary>
    public IReadOnlyCollection<string> Words => _staff.Words;

    /// <summary>The id that a resource is shown under.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <returns>The id, or a pseudonym.</returns>
    public string IdOf(string type, string id) => _pseudonymiser?.IdOf(type, id) ?? id;

    /// <summary>What a reference is shown as.</summary>
    /// <param name="reference">Such as "Practitioner/x".</param>
    /// <returns>The reference, or what stands in its place.</returns>
    public string Shown(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _staff.Referred(reference)?.Shown ?? reference;
    }

    /// <summary>The pseudonym behind what a reference is shown as.</summary>
    /// <param name="shown">"Practitioner/skjult-…".</param>
    /// <returns>The pseudonym; null when it is none.</returns>
    public string? NameOf(string shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return _staff.Behind(shown)?.Name;
    }

    /// <summary>Whom a shown reference is really about. For the program itself, when a citizen names somebody hidden; never to be shown.</summary>
    /// <param name="shown">A reference as it was shown.</param>
    /// <returns>The real reference.</returns>
    public string Real(string shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return _staff.Behind(shown)?.Person ?? shown;
    }

    /// <summary>A resource as it is shown.</summary>
    /// <param name="json">UTF-8 JSON of a resource.</param>
    /// <returns>The same, or a resource with what is hidden replaced.</returns>
    public ReadOnlyMemory<byte> Over(ReadOnlyMemory<byte> json)
    {
        var resource = JsonNode.Parse(json.Span, documentOptions: Deep)!.AsObject();
        return _pseudonymiser is { } pseudonymiser ? Bytes(pseudonymiser.Over(resource)) : Walk(resource) ? Bytes(resource) : json;
    }

    /// <summary>What a citizen writes, with the real references in place of shown ones: a block of somebody hidden must hold.</summary>
    /// <param name="json">UTF-8 JSON of a resource.</param>
    /// <returns>The same bytes when none is in it.</returns>
    public ReadOnlyMemory<byte> Lifted(ReadOnlyMemory<byte> json)
    {
        if (_staff.IsEmpty || !Encoding.UTF8.GetString(json.Span).Contains($"Practitioner/{HiddenStaff.Mark}", StringComparison.Ordinal))
        {
            return json;
        }

        var resource = JsonNode.Parse(json.Span, documentOptions: Deep)!.AsObject();
        Lift(resource);
        return Bytes(resource);
    }

    /// <summary>What a citizen sends back, with each member that is as it was shown as it is: hidden names in texts, and what stands beside a reference.</summary>
    /// <param name="sent">UTF-8 JSON of a resource.</param>
    /// <param name="current">The same resource as it is kept.</param>
    /// <returns>The same bytes when nothing of it is hidden.</returns>
    public ReadOnlyMemory<byte> Restored(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> current)
    {
        var shown = JsonNode.Parse(current.Span, documentOptions: Deep)!.AsObject();
        if (_pseudonymiser is not null || !Walk(shown))
        {
            return sent;
        }

        var kept = JsonNode.Parse(current.Span, documentOptions: Deep)!.AsObject();
        var resource = JsonNode.Parse(sent.Span, documentOptions: Deep)!.AsObject();
        foreach (var (name, value) in kept)
        {
            if (name is not ("id" or "meta") && !JsonNode.DeepEquals(value, shown[name]) && JsonNode.DeepEquals(resource[name], shown[name]))
            {
                resource[name] = value?.DeepClone();
            }
        }

        return Bytes(resource);
    }

    private void Lift(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Lift(item);
            }
        }
        else if (node is JsonObject one)
        {
            if (one["reference"] is JsonValue value && value.TryGetValue<string>(out var shown) && _staff.Behind(shown) is { } staff)
            {
                one["reference"] = staff.Person;
                one.Remove("display");
            }

            foreach (var (_, child) in one)
            {
                Lift(child);
            }
        }
    }

    private static byte[] Bytes(JsonObject resource)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Compact))
        {
            resource.WriteTo(writer);
        }

        return bytes.ToArray();
    }

    // True when something has been replaced.
    private bool Walk(JsonObject one)
    {
        var changed = IsText(one, "resourceType") && Resource(one);
        changed |= Reference(one) | Name(one) | Attachment(one);
        foreach (var (name, child) in one.ToList())
        {
            switch (child)
            {
                case JsonObject inner:
                    changed |= Walk(inner);
                    break;
                case JsonArray list:
                    changed |= Walk(list);
                    break;
                case JsonValue value when value.TryGetValue<string>(out var text) && _staff.Over(text) is { } veiled:
                    one[name] = veiled;
                    changed = true;
                    break;
                default:
                    break;
            }
        }

        return changed;
    }

    private bool Walk(JsonArray list)
    {
        var changed = false;
        for (var i = 0; i < list.Count; i++)
        {
            switch (list[i])
            {
                case JsonObject inner:
                    changed |= Walk(inner);
                    break;
                case JsonArray nested:
                    changed |= Walk(nested);
                    break;
                case JsonValue value when value.TryGetValue<string>(out var text) && _staff.Over(text) is { } veiled:
                    list[i] = veiled;
                    changed = true;
                    break;
                default:
                    break;
            }
        }

        return changed;
    }

    private static bool Visit(JsonObject appointment)
    {
        foreach (var name in appointment.Select(m => m.Key).Where(k => !WhenAndWhere.Contains(k)).ToList())
        {
            appointment.Remove(name);
        }

        if (appointment["participant"] is JsonArray all)
        {
            var kept = all.OfType<JsonObject>().Where(p => p["actor"]?["reference"] is JsonValue r && r.TryGetValue<string>(out var to) && Array.Exists(Places, place => to.StartsWith(place, StringComparison.Ordinal)))
                .Select(JsonNode (p) => new JsonObject { ["actor"] = p["actor"]!.DeepClone(), ["status"] = p["status"]?.DeepClone() }).ToArray();
            appointment["participant"] = new JsonArray(kept);
        }

        return true;
    }

    // Where people live and how they are reached; what visits are for; and staff that stand inside of another resource.
    private bool Resource(JsonObject one)
    {
        var type = (string?)one["resourceType"];
        if (type is "Practitioner" && Identified(one["identifier"]) is { } staff)
        {
            foreach (var name in one.Select(m => m.Key).Where(k => k is not ("resourceType" or "id")).ToList())
            {
                one.Remove(name);
            }

            one["name"] = new JsonArray(new JsonObject { ["text"] = staff.Name });
            return true;
        }

        if (type is "Appointment" && HidesVisits)
        {
            return Visit(one);
        }

        if (!HidesAddress || type is not ("Patient" or "Person" or "RelatedPerson"))
        {
            return false;
        }

        var changed = Mask(one, "address") | Mask(one, "telecom") | one.Remove("text");
        foreach (var contact in (one["contact"] as JsonArray ?? []).OfType<JsonObject>())
        {
            changed |= Mask(contact, "address") | Mask(contact, "telecom");
        }

        return changed;
    }

    private static bool Mask(JsonObject one, string name)
    {
        if (one[name] is not { } value)
        {
            return false;
        }

        JsonObject masked = new() { ["extension"] = new JsonArray(new JsonObject { ["url"] = Absent, ["valueCode"] = "masked" }) };
        one[name] = value is JsonArray ? new JsonArray(masked) : masked;
        return true;
    }

    private bool Reference(JsonObject one)
    {
        var hidden = one["reference"] is JsonValue value && value.TryGetValue<string>(out var reference) ? _staff.Referred(reference) : null;
        hidden ??= Identified(one["identifier"]);
        if (hidden is null || IsText(one, "resourceType"))
        {
            return false;
        }

        one["reference"] = hidden.Shown;
        one["display"] = hidden.Name;
        one.Remove("identifier");
        return true;
    }

    private HiddenStaff? Identified(JsonNode? identifier) => identifier switch
    {
        JsonArray list => list.Select(Identified).FirstOrDefault(found => found is not null),
        JsonObject one when one["system"] is JsonValue system && one["value"] is JsonValue value && system.TryGetValue<string>(out var s) && value.TryGetValue<string>(out var v) => _staff.Identified(s, v),
        _ => null,
    };

    // A HumanName has its parts apart.
    private bool Name(JsonObject one)
    {
        if (one["family"] is not JsonValue family || !family.TryGetValue<string>(out var last))
        {
            return false;
        }

        var given = (one["given"] as JsonArray ?? []).Select(g => g is JsonValue v && v.TryGetValue<string>(out var text) ? text : "").Where(g => g.Length > 0);
        if (_staff.Named($"{string.Join(' ', given)} {last}") is not { } hidden)
        {
            return false;
        }

        one.Clear();
        one["text"] = hidden.Name;
        return true;
    }

    // Text that is packed: of a document, or a Binary. What is no text is shown as it is.
    private bool Attachment(JsonObject one)
    {
        if (one["contentType"] is not JsonValue kind || !kind.TryGetValue<string>(out var media) || !IsReadable(media)
            || one["data"] is not JsonValue data || !data.TryGetValue<string>(out var packed))
        {
            return false;
        }

        var buffer = new byte[packed.Length];
        if (!Convert.TryFromBase64String(packed, buffer, out var length) || _staff.Over(Encoding.UTF8.GetString(buffer, 0, length)) is not { } veiled)
        {
            return false;
        }

        var bytes = Encoding.UTF8.GetBytes(veiled);
        one["data"] = Convert.ToBase64String(bytes);
        one.Remove("hash");
        if (one.ContainsKey("size"))
        {
            one["size"] = bytes.Length;
        }

        return true;
    }

    private static bool IsReadable(string media) =>
        media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || media.Contains("xml", StringComparison.OrdinalIgnoreCase) || media.Contains("json", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(JsonObject one, string name) => one[name] is JsonValue value && value.TryGetValue<string>(out _);
}
