using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Helhed.Platform;

namespace Helhed.Booking;

/// <summary>An appointment as an APD-DK 2.0.1 document tells of it (Aftaledokument: HL7 CDA, LOINC 39289-4, templateId 1.2.208.184.14.1).</summary>
/// <param name="Root">Who numbers the appointment: an OID.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Cpr">The patient's CPR number.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
public sealed record ApdAppointment(string Root, string Number, string Cpr, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Given names.</summary>
    public string Given { get; init; } = "";

    /// <summary>Family name.</summary>
    public string Family { get; init; } = "";

    /// <summary>What it is about.</summary>
    public string Title { get; init; } = "";

    /// <summary>active, completed or cancelled.</summary>
    public string Status { get; init; } = "active";

    /// <summary>SOR code of the responsible organisation.</summary>
    public string OrganizationSor { get; init; } = "";

    /// <summary>The responsible organisation.</summary>
    public string OrganizationName { get; init; } = "";

    /// <summary>Street.</summary>
    public string? Street { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Town.</summary>
    public string? City { get; init; }

    /// <summary>Where to call.</summary>
    public string? Phone { get; init; }

    /// <summary>When the document was made.</summary>
    public DateTimeOffset Made { get; init; }
}

/// <summary>Reads and writes APD-DK documents. No DTD is read, nothing is fetched, and a document has at most 256 kB.</summary>
public static class ApdDocument
{
    /// <summary>Largest document in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const string Template = "1.2.208.184.14.1";
    private const string Loinc = "2.16.840.1.113883.6.1";
    private const string CprRoot = "1.2.208.176.1.2";
    private const string SorRoot = "1.2.208.176.1.1";
    private const int LongestText = 200;

    private static readonly XNamespace Cda = "urn:hl7-org:v3";

    /// <summary>Reads a document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The appointment. Problems: Invalid, TooLarge, with the element at fault.</returns>
    public static Outcome<ApdAppointment> Read(Stream xml)
    {
        XElement root;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes, IgnoreComments = true, IgnoreProcessingInstructions = true };
            using var reader = XmlReader.Create(xml, settings);
            root = XDocument.Load(reader).Root!;
        }
        catch (XmlException wrong)
        {
            return new Problem(ProblemKind.Invalid, $"The document is not XML without a DTD of at most 256 kB: line {wrong.LineNumber}, column {wrong.LinePosition}.");
        }

        if (root.Name != Cda + "ClinicalDocument" || root.Elements(Cda + "templateId").All(t => (string?)t.Attribute("root") != Template))
        {
            return Wrong("ClinicalDocument/templateId", $"is {Template}, of an APD-DK appointment document");
        }

        return Appointment(root);
    }

    /// <summary>Writes a document.</summary>
    /// <param name="appointment">The appointment.</param>
    /// <returns>The document, UTF-8 with a declaration.</returns>
    public static string Write(ApdAppointment appointment)
    {
        ArgumentNullException.ThrowIfNull(appointment);
        var document = new XElement(
            Cda + "ClinicalDocument",
            Empty("realmCode", ("code", "DK")),
            Empty("typeId", ("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040")),
            Empty("templateId", ("root", Template)),
            Empty("id", ("root", appointment.Root), ("extension", appointment.Number)),
            Empty("code", ("code", "39289-4"), ("codeSystem", Loinc), ("displayName", "Dato og tidspunkt for møde mellem patient og sundhedsperson")),
            new XElement(Cda + "title", $"Aftale for {appointment.Cpr}"),
            Empty("effectiveTime", ("value", Stamp(appointment.Made))),
            Empty("confidentialityCode", ("code", "N"), ("codeSystem", "2.16.840.1.113883.5.25")),
            Empty("languageCode", ("code", "da-DK")),
            Patient(appointment),
            new XElement(Cda + "author", Empty("time", ("value", Stamp(appointment.Made))), new XElement(Cda + "assignedAuthor", Sor(appointment), new XElement(Cda + "representedOrganization", Name(appointment)))),
            new XElement(Cda + "custodian", new XElement(Cda + "assignedCustodian", new XElement(Cda + "representedCustodianOrganization", Sor(appointment), Name(appointment)))),
            new XElement(Cda + "documentationOf", new XElement(Cda + "serviceEvent", new XAttribute("classCode", "MPROT"), Time(appointment))),
            new XElement(Cda + "component", new XElement(Cda + "structuredBody", new XElement(Cda + "component", Section(appointment)))));
        return new XDeclaration("1.0", "UTF-8", null) + "\n" + document.ToString().ReplaceLineEndings("\n") + "\n";
    }

    private static Outcome<ApdAppointment> Appointment(XElement root)
    {
        var patient = root.Element(Cda + "recordTarget")?.Element(Cda + "patientRole");
        var cpr = patient?.Elements(Cda + "id").FirstOrDefault(i => (string?)i.Attribute("root") == CprRoot)?.Attribute("extension")?.Value.Replace("-", "", StringComparison.Ordinal);
        if (cpr is not { Length: 10 } || !cpr.All(char.IsAsciiDigit))
        {
            return Wrong("recordTarget/patientRole/id", "is a CPR number of ten digits");
        }

        var encounter = root.Descendants(Cda + "encounter").FirstOrDefault(e => (string?)e.Attribute("moodCode") == "APT");
        var time = encounter?.Element(Cda + "effectiveTime") ?? root.Descendants(Cda + "serviceEvent").FirstOrDefault()?.Element(Cda + "effectiveTime");
        if (Moment(time, "low") is not { } start || Moment(time, "high") is not { } end || end <= start)
        {
            return Wrong("serviceEvent/effectiveTime", "has a low and a later high, each with minutes and zone, such as 20261126091500+0100");
        }

        var id = encounter?.Element(Cda + "id") ?? root.Element(Cda + "id");
        if (Text((string?)id?.Attribute("root")) is not { Length: > 0 } numbers || numbers.Length > 64)
        {
            return Wrong("encounter/id", "has a root");
        }

        var custodian = root.Element(Cda + "custodian")?.Descendants(Cda + "representedCustodianOrganization").FirstOrDefault();
        var place = encounter?.Elements(Cda + "participant").FirstOrDefault(p => (string?)p.Attribute("typeCode") == "LOC")?.Element(Cda + "participantRole");
        var address = place?.Element(Cda + "addr") ?? custodian?.Element(Cda + "addr");
        var name = patient?.Element(Cda + "patient")?.Element(Cda + "name");
        return new ApdAppointment(numbers, Text((string?)id!.Attribute("extension")), cpr, start, end)
        {
            Given = string.Join(' ', name?.Elements(Cda + "given").Select(g => Text(g.Value)) ?? []),
            Family = Text(name?.Element(Cda + "family")?.Value),
            Title = Text(encounter?.Element(Cda + "text")?.Value ?? encounter?.Element(Cda + "code")?.Attribute("displayName")?.Value),
            Status = (string?)encounter?.Element(Cda + "statusCode")?.Attribute("code") ?? "active",
            OrganizationSor = Text((string?)(place ?? custodian)?.Elements(Cda + "id").FirstOrDefault(i => (string?)i.Attribute("root") == SorRoot)?.Attribute("extension")),
            OrganizationName = Text(place?.Element(Cda + "playingEntity")?.Element(Cda + "name")?.Value ?? custodian?.Element(Cda + "name")?.Value),
            Street = Optional(address?.Element(Cda + "streetAddressLine")?.Value),
            PostalCode = Optional(address?.Element(Cda + "postalCode")?.Value),
            City = Optional(address?.Element(Cda + "city")?.Value),
            Phone = Optional(((string?)(place ?? custodian)?.Elements(Cda + "telecom").FirstOrDefault(t => ((string?)t.Attribute("value"))?.StartsWith("tel:", StringComparison.Ordinal) == true)?.Attribute("value"))?["tel:".Length..]),
            Made = Parse((string?)root.Element(Cda + "effectiveTime")?.Attribute("value")) ?? start,
        };
    }

    private static XElement Patient(ApdAppointment a) => new(
        Cda + "recordTarget",
        new XElement(
            Cda + "patientRole",
            Empty("id", ("root", CprRoot), ("extension", a.Cpr), ("assigningAuthorityName", "CPR")),
            new XElement(Cda + "patient", new XElement(Cda + "name", a.Given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(g => new XElement(Cda + "given", g)), new XElement(Cda + "family", a.Family)))));

    private static XElement Section(ApdAppointment a) => new(
        Cda + "section",
        Empty("templateId", ("root", "1.2.208.184.14.11.1")),
        Empty("code", ("code", "18776-5"), ("codeSystem", Loinc)),
        new XElement(Cda + "title", "Aftale"),
        new XElement(Cda + "text", a.Title),
        new XElement(
            Cda + "entry",
            new XElement(
                Cda + "encounter",
                new XAttribute("classCode", "ENC"),
                new XAttribute("moodCode", "APT"),
                Empty("id", ("root", a.Root), ("extension", a.Number)),
                new XElement(Cda + "text", a.Title),
                Empty("statusCode", ("code", a.Status)),
                Time(a),
                new XElement(
                    Cda + "participant",
                    new XAttribute("typeCode", "LOC"),
                    new XElement(
                        Cda + "participantRole",
                        new XAttribute("classCode", "SDLOC"),
                        Sor(a),
                        new XElement(Cda + "addr", new XElement(Cda + "streetAddressLine", a.Street), new XElement(Cda + "postalCode", a.PostalCode), new XElement(Cda + "city", a.City)),
                        a.Phone is { } phone ? Empty("telecom", ("value", "tel:" + phone)) : null,
                        new XElement(Cda + "playingEntity", new XAttribute("classCode", "PLC"), Name(a)))))));

    private static XElement Time(ApdAppointment a) => new(Cda + "effectiveTime", Empty("low", ("value", Stamp(a.Start))), Empty("high", ("value", Stamp(a.End))));

    private static XElement Sor(ApdAppointment a) => Empty("id", ("root", SorRoot), ("extension", a.OrganizationSor), ("assigningAuthorityName", "SOR"));

    private static XElement Name(ApdAppointment a) => new(Cda + "name", a.OrganizationName);

    private static XElement Empty(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Cda + name);
        foreach (var (attribute, value) in attributes)
        {
            element.Add(new XAttribute(attribute, value));
        }

        return element;
    }

    private static string Stamp(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, WeekPattern.Denmark).ToString("yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static DateTimeOffset? Moment(XElement? time, string part) => Parse((string?)time?.Element(Cda + part)?.Attribute("value"));

    private static DateTimeOffset? Parse(string? stamp) =>
        stamp is { Length: 17 or 19 } && DateTimeOffset.TryParseExact(
            stamp.Insert(stamp.Length - 2, ":"), stamp.Length == 17 ? "yyyyMMddHHmmzzz" : "yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    private static string? Optional(string? text) => Text(text) is { Length: > 0 } words ? words : null;

    private static string Text(string? text) => (text ?? "").Trim() is var words && words.Length > LongestText ? words[..LongestText] : words;

    private static Problem Wrong(string place, string rule) => new(ProblemKind.Invalid, $"The document is not taken: {place} {rule}.", place);
}
