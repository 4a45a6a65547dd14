using System.Globalization;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>Random resources of a few types, with so few distinct values that criteria find several, one or none.</summary>
internal sealed class RandomResources(Random random)
{
    internal const int Ids = 7;

    internal static readonly string[] Types = ["Patient", "Organization", "Encounter", "Observation", "Condition", "RiskAssessment"];
    internal static readonly string[] Families = ["Jensen", "jensen", "Jénsen", "Jensen Skov", "van der Berg", "O,Neil", "Åse", "100%", "a_b", "Berg$1|2", "O'Brien", "Carreno-Quinones", "Carreno Quinones", "Skov-Berg Holm", "-"];
    internal static readonly string[] Givens = ["Anna", "Anna Marie", "Anna-Marie", "Bo", "bo", "Béa", "Eva"];
    internal static readonly string[] Cities = ["Aarhus", "Aarhus C", "Odense", "Ribe"];
    internal static readonly string[] Names = ["Clinic North", "Clinic", "clinic south", "Hospital"];
    internal static readonly string?[] Systems = ["urn:a", "urn:b", null];
    internal static readonly string[] Codes = ["c1", "c2", "c3"];

    // Others than those of the whole: R4's invariant obs-7.
    internal static readonly string[] PartCodes = ["k1", "k2"];
    internal static readonly string[] Days = ["1980", "1980-03", "1980-03-15", "1980-03-31", "1980-12-31", "1981-01-01"];
    internal static readonly string[] Times =
    [
        "2026", "2026-01", "2026-01-31", "2026-02-01", "2026-02", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00+01:00", "2026-01-31T23:30:00Z",
        "2026-02-01T00:30:00+01:00", "2026-01-31T10:00:00.500Z", "2026-07-01T00:30:00+02:00", "2025-12-31T23:59:59-05:00",
    ];

    internal static readonly string[] Amounts = ["1", "5.4", "5.40", "5.44", "54", "99", "100", "100.4", "100.5", "99.5", "-3", "0.1", "1000"];
    internal static readonly string[] Chances = ["0.1", "0.25", "0.45", "0.5", "0.50", "0.505", "0.54", "0.55", "1"];
    internal static readonly string[] ObservationStatus = ["final", "amended", "preliminary"];
    internal static readonly string[] EncounterStatus = ["planned", "finished", "in-progress"];
    internal static readonly string[] Genders = ["male", "female", "other"];

    public T Pick<T>(params IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Chance(int percent) => random.Next(100) < percent;

    public string Id(string type) => string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(type[0])}{random.Next(Ids)}");

    public JsonObject Of(string type, string? id)
    {
        var resource = new JsonObject { ["resourceType"] = type };
        if (id is not null)
        {
            resource["id"] = id;
        }

        if (Chance(40))
        {
            resource["meta"] = new JsonObject { ["tag"] = Some(() => Coding(Pick("t1", "t2"))) };
        }

        if (Chance(20))
        {
            resource["language"] = Pick("da", "en");
        }

        switch (type)
        {
            case "Patient":
                Patient(resource);
                break;
            case "Organization":
                Organization(resource);
                break;
            case "Encounter":
                Encounter(resource);
                break;
            case "Observation":
                Observation(resource);
                break;
            case "Condition":
                Condition(resource);
                break;
            default:
                RiskAssessment(resource);
                break;
        }

        return resource;
    }

    private void Patient(JsonObject p)
    {
        Maybe(p, "identifier", 60, () => Some(Identifier));
        Maybe(p, "active", 50, () => Chance(50));
        Maybe(p, "name", 80, () => Some(Name));
        Maybe(p, "gender", 70, () => Pick(Genders));
        Maybe(p, "birthDate", 70, () => Pick(Days));
        Maybe(p, "address", 50, () => Some(() => new JsonObject { ["line"] = new JsonArray("Road 1"), ["city"] = Pick(Cities) }));
        Maybe(p, "managingOrganization", 50, () => Reference("Organization"));
    }

    private void Organization(JsonObject o)
    {
        Maybe(o, "identifier", 50, () => Some(Identifier));
        o["name"] = Pick(Names);
        Maybe(o, "alias", 30, () => new JsonArray(Pick(Names), Pick(Cities)));
        Maybe(o, "partOf", 40, () => Reference("Organization"));
    }

    private void Encounter(JsonObject e)
    {
        e["status"] = Pick(EncounterStatus);
        e["class"] = Coding(Pick("AMB", "IMP"));
        Maybe(e, "type", 40, () => Some(Concept));
        Maybe(e, "subject", 80, () => Subject("Group"));
        Maybe(e, "period", 70, Period);
        Maybe(e, "partOf", 30, () => Reference("Encounter"));
    }

    private void Observation(JsonObject o)
    {
        o["status"] = Pick(ObservationStatus);
        Maybe(o, "category", 40, () => Some(Concept));
        o["code"] = Concept();
        Maybe(o, "subject", 80, () => Subject("Group", "Location"));
        Maybe(o, "encounter", 50, () => Reference("Encounter"));
        Maybe(o, Chance(70) ? "effectiveDateTime" : "effectivePeriod", 80, null, o => o == "effectivePeriod" ? Period() : Pick(Times));
        Maybe(o, Pick("valueQuantity", "valueQuantity", "valueCodeableConcept", "valueString"), 80, null, o => o switch
        {
            "valueQuantity" => Quantity(),
            "valueString" => Pick(Givens),
            _ => Concept(),
        });
        Maybe(o, "hasMember", 20, () => Some(() => Reference("Observation")));
        Maybe(o, "component", 40, () => Some(() => new JsonObject { ["code"] = new JsonObject { ["coding"] = Some(() => Coding(Pick(PartCodes))) }, ["valueQuantity"] = Quantity() }));
    }

    private void Condition(JsonObject c)
    {
        c["clinicalStatus"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/condition-clinical", ["code"] = Pick("active", "inactive", "resolved") }) };
        Maybe(c, "code", 80, Concept);
        c["subject"] = Subject("Group");
        Maybe(c, "encounter", 50, () => Reference("Encounter"));
        Maybe(c, Chance(60) ? "onsetDateTime" : "onsetPeriod", 70, null, o => o == "onsetPeriod" ? Period() : Pick(Times));
        Maybe(c, "recordedDate", 50, () => Pick(Times));
    }

    private void RiskAssessment(JsonObject r)
    {
        r["status"] = Pick(ObservationStatus);
        r["subject"] = Subject("Group");
        Maybe(r, "encounter", 40, () => Reference("Encounter"));
        Maybe(r, "occurrenceDateTime", 50, () => Pick(Times));
        Maybe(r, "prediction", 70, () => Some(() => new JsonObject { ["probabilityDecimal"] = JsonNode.Parse(Pick(Chances)) }));
    }

    private JsonObject Identifier() => WithSystem(new JsonObject { ["value"] = Pick(Codes) });

    private JsonObject Coding(string code) => WithSystem(new JsonObject { ["code"] = code });

    // Some concepts are a text only: the element is there, but has no code.
    private JsonObject Concept() => Chance(12) ? new JsonObject { ["text"] = "c1" } : new JsonObject { ["coding"] = Some(() => Coding(Pick(Codes))) };

    private JsonObject Name()
    {
        var name = new JsonObject();
        Maybe(name, "text", 15, () => Pick(Families));
        name["family"] = Pick(Families);
        Maybe(name, "given", 70, () => Some(() => JsonValue.Create(Pick(Givens))));
        return name;
    }

    private JsonObject Period()
    {
        var (a, b) = (Pick(Times), Pick(Times));
        if (OracleValues.Span(a).Low > OracleValues.Span(b).High || string.CompareOrdinal(a, b) > 0)
        {
            (a, b) = (b, a);
        }

        // R4 has an invariant that the start is not behind the end; open ones are always right.
        return Pick(0, 1, 2) switch
        {
            0 when OracleValues.Span(a).High < OracleValues.Span(b).Low => new JsonObject { ["start"] = a, ["end"] = b },
            1 => new JsonObject { ["end"] = b },
            _ => new JsonObject { ["start"] = a },
        };
    }

    private JsonObject Quantity()
    {
        var quantity = new JsonObject { ["value"] = JsonNode.Parse(Pick(Amounts)) };
        Maybe(quantity, "comparator", 15, () => Pick("<", "<=", ">=", ">"));
        var unit = Pick("mg", "g", "%", "tablet", "milligram", "");
        if (unit is "mg" or "g" or "%")
        {
            quantity["unit"] = Pick(unit, unit, "milligram", "tablet");
            quantity["system"] = "http://unitsofmeasure.org";
            quantity["code"] = unit;
        }
        else if (unit.Length > 0)
        {
            quantity["unit"] = unit;
        }

        return quantity;
    }

    private JsonObject Subject(params string[] others) => Reference(Chance(85) ? "Patient" : Pick(others), "p");

    private JsonObject Reference(string type, string? letter = null) =>
        new() { ["reference"] = letter is null ? $"{type}/{Id(type)}" : string.Create(CultureInfo.InvariantCulture, $"{type}/{letter}{random.Next(Ids)}") };

    private JsonObject WithSystem(JsonObject node)
    {
        if (Pick(Systems) is { } system)
        {
            node["system"] = system;
        }

        return node;
    }

    private JsonArray Some(Func<JsonNode> make) => Chance(65) ? [make()] : [make(), make()];

    private void Maybe(JsonObject node, string name, int percent, Func<JsonNode?>? make, Func<string, JsonNode?>? makeNamed = null)
    {
        if (Chance(percent))
        {
            node[name] = make is not null ? make() : makeNamed!(name);
        }
    }
}
