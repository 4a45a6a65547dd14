using System.Text;

namespace Helhed.Bench;

/// <summary>The expressions that are measured: R4's own invariants and search parameters, and what pages and measures ask.</summary>
internal static class PathCases
{
    private static readonly byte[] Patient = Encoding.UTF8.GetBytes("""
        {"resourceType":"Patient","id":"bench","identifier":[{"use":"official","system":"urn:oid:1.2.208.176.1.2","value":"0101501234"},{"system":"urn:local","value":"42"}],
        "active":true,"name":[{"use":"official","family":"Møller","given":["Ida","Marie"]},{"use":"nickname","given":["Idse"]}],
        "telecom":[{"system":"phone","value":"12345678","use":"mobile"},{"system":"email","value":"ida@example.org"}],"gender":"female","birthDate":"1950-01-01",
        "address":[{"use":"home","line":["Vej 1"],"city":"Køge","postalCode":"4600","period":{"start":"2010-05-01"}}],
        "contact":[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"N"}]}],"name":{"text":"Bo Møller"}}],
        "generalPractitioner":[{"reference":"Organization/gp"}]}
        """);

    private static readonly byte[] Pressure = Encoding.UTF8.GetBytes("""
        {"resourceType":"Observation","id":"bench","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"Patient/bench"},"effectiveDateTime":"2026-03-01T08:30:00+01:00",
        "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":82,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}
        """);

    public static IReadOnlyList<(string Expression, byte[] Resource)> All { get; } =
    [
        ("name.given", Patient),
        ("name.where(use = 'official').given.first()", Patient),
        ("identifier.where(system = 'urn:oid:1.2.208.176.1.2').value", Patient),
        ("telecom.where(system = 'phone' and use = 'mobile').exists()", Patient),
        ("contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())", Patient),
        ("name.family | contact.name.text", Patient),
        ("birthDate < @1960-01-01", Patient),
        ("name.given.select($this.upper()).join(' ')", Patient),
        ("descendants().count()", Patient),
        ("iif(active, name.first().family, 'none')", Patient),
        ("dataAbsentReason.empty() or value.empty()", Pressure),
        ("value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()", Pressure),
        ("component.where(code.coding.code = '8480-6').value.value", Pressure),
        ("component.value.ofType(Quantity).where(value > 100).exists()", Pressure),
        ("component.value.value.aggregate($this + $total, 0)", Pressure),
        ("(Observation.effective as dateTime).toString().substring(0, 10)", Pressure),
    ];
}
