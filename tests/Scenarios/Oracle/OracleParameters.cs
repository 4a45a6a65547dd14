using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

internal enum ValueKind
{
    Token,
    Text,
    Date,
    Number,
    Quantity,
    Reference,
}

/// <summary>A search parameter of R4 as the oracle knows it: where its values stand, by member names alone.</summary>
/// <param name="Kind">How its values are compared.</param>
/// <param name="Paths">Members, joined by dots; several paths by bars.</param>
/// <param name="Only">For a reference: the one type that it may lead to; empty for any.</param>
internal sealed record OracleParameter(ValueKind Kind, string Paths, string Only = "")
{
    /// <summary>The elements of a resource that the parameter is about.</summary>
    public IEnumerable<JsonNode> Of(JsonObject resource) =>
        Paths.Split('|').SelectMany(path => path.Split('.').Aggregate<string, IEnumerable<JsonNode>>([resource], (nodes, name) => nodes.SelectMany(n => Members(n, name)))).Where(IsOurs);

    private static IEnumerable<JsonNode> Members(JsonNode node, string name) => node is JsonObject members && members[name] is { } value
        ? value is JsonArray list ? list.Select(v => v!) : [value]
        : [];

    private bool IsOurs(JsonNode node) => Only.Length == 0 || (node["reference"]?.GetValue<string>().StartsWith($"{Only}/", StringComparison.Ordinal) ?? false);
}

/// <summary>The parameters that are searched, copied by hand out of https://hl7.org/fhir/R4/searchparameter-registry.html.</summary>
internal static class OracleParameters
{
    private static readonly Dictionary<string, OracleParameter> Known = new()
    {
        ["_tag"] = new(ValueKind.Token, "meta.tag"),

        ["Patient.active"] = new(ValueKind.Token, "active"),
        ["Patient.gender"] = new(ValueKind.Token, "gender"),
        ["Patient.identifier"] = new(ValueKind.Token, "identifier"),
        ["Patient.birthdate"] = new(ValueKind.Date, "birthDate"),
        ["Patient.family"] = new(ValueKind.Text, "name.family"),
        ["Patient.given"] = new(ValueKind.Text, "name.given"),
        ["Patient.name"] = new(ValueKind.Text, "name.family|name.given|name.prefix|name.suffix|name.text"),
        ["Patient.address-city"] = new(ValueKind.Text, "address.city"),
        ["Patient.address"] = new(ValueKind.Text, "address.city|address.line|address.country|address.postalCode|address.district|address.state|address.text"),
        ["Patient.organization"] = new(ValueKind.Reference, "managingOrganization"),

        ["Organization.name"] = new(ValueKind.Text, "name|alias"),
        ["Organization.identifier"] = new(ValueKind.Token, "identifier"),
        ["Organization.partof"] = new(ValueKind.Reference, "partOf"),

        ["Observation.status"] = new(ValueKind.Token, "status"),
        ["Observation.code"] = new(ValueKind.Token, "code"),
        ["Observation.category"] = new(ValueKind.Token, "category"),
        ["Observation.subject"] = new(ValueKind.Reference, "subject"),
        ["Observation.patient"] = new(ValueKind.Reference, "subject", "Patient"),
        ["Observation.encounter"] = new(ValueKind.Reference, "encounter"),
        ["Observation.has-member"] = new(ValueKind.Reference, "hasMember"),
        ["Observation.date"] = new(ValueKind.Date, "effectiveDateTime|effectivePeriod|effectiveInstant"),
        ["Observation.value-quantity"] = new(ValueKind.Quantity, "valueQuantity"),
        ["Observation.value-concept"] = new(ValueKind.Token, "valueCodeableConcept"),
        ["Observation.value-string"] = new(ValueKind.Text, "valueString|valueCodeableConcept.text"),
        ["Observation.component-code"] = new(ValueKind.Token, "component.code"),
        ["Observation.component-value-quantity"] = new(ValueKind.Quantity, "component.valueQuantity"),
        ["Observation.combo-code"] = new(ValueKind.Token, "code|component.code"),
        ["Observation.combo-value-quantity"] = new(ValueKind.Quantity, "valueQuantity|component.valueQuantity"),

        ["Encounter.status"] = new(ValueKind.Token, "status"),
        ["Encounter.class"] = new(ValueKind.Token, "class"),
        ["Encounter.type"] = new(ValueKind.Token, "type"),
        ["Encounter.subject"] = new(ValueKind.Reference, "subject"),
        ["Encounter.patient"] = new(ValueKind.Reference, "subject", "Patient"),
        ["Encounter.part-of"] = new(ValueKind.Reference, "partOf"),
        ["Encounter.date"] = new(ValueKind.Date, "period"),

        ["Condition.clinical-status"] = new(ValueKind.Token, "clinicalStatus"),
        ["Condition.code"] = new(ValueKind.Token, "code"),
        ["Condition.subject"] = new(ValueKind.Reference, "subject"),
        ["Condition.patient"] = new(ValueKind.Reference, "subject", "Patient"),
        ["Condition.encounter"] = new(ValueKind.Reference, "encounter"),
        ["Condition.onset-date"] = new(ValueKind.Date, "onsetDateTime|onsetPeriod"),
        ["Condition.recorded-date"] = new(ValueKind.Date, "recordedDate"),

        ["RiskAssessment.probability"] = new(ValueKind.Number, "prediction.probabilityDecimal"),
        ["RiskAssessment.subject"] = new(ValueKind.Reference, "subject"),
        ["RiskAssessment.patient"] = new(ValueKind.Reference, "subject", "Patient"),
        ["RiskAssessment.date"] = new(ValueKind.Date, "occurrenceDateTime|occurrencePeriod"),
        ["RiskAssessment.encounter"] = new(ValueKind.Reference, "encounter"),
    };

    // A composite's values are compared within one of these elements; the second parameter is that of the element's value.
    private static readonly Dictionary<string, (string[] Within, ValueKind Kind, string Member)> Composites = new()
    {
        ["code-value-quantity"] = (["resource"], ValueKind.Quantity, "valueQuantity"),
        ["code-value-concept"] = (["resource"], ValueKind.Token, "valueCodeableConcept"),
        ["component-code-value-quantity"] = (["component"], ValueKind.Quantity, "valueQuantity"),
        ["combo-code-value-quantity"] = (["resource", "component"], ValueKind.Quantity, "valueQuantity"),
    };

    public static OracleParameter? Find(string type, string code) => Known.GetValueOrDefault(code) ?? Known.GetValueOrDefault($"{type}.{code}");

    /// <summary>The elements of an Observation that a composite looks into, and the parameter of its second part; null when it is no composite.</summary>
    public static (IEnumerable<JsonObject> Within, OracleParameter Value)? Composite(JsonObject resource, string code) =>
        Composites.TryGetValue(code, out var composite)
            ? (composite.Within.SelectMany(w => w == "resource" ? [resource] : (resource["component"] as JsonArray ?? []).Select(c => c!.AsObject())), new OracleParameter(composite.Kind, composite.Member))
            : null;
}
