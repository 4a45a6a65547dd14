using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <content>What patients have said.</content>
internal sealed partial class Rule
{
    private const string Delay = "https://helhed.example/fhir/StructureDefinition/consent-delay";
    private const string WithoutParts = "https://helhed.example/fhir/StructureDefinition/consent-without-parts";

    private readonly Dictionary<string, List<Provision>> _provisions = [];

    private IEnumerable<Provision> Denials(string patient) => Provisions(patient).Where(p => p.IsDenial);

    private IEnumerable<Provision> Permits(string patient) => Provisions(patient).Where(p => p is { IsDenial: false, IsRoot: true });

    private bool HasMandate(Caller caller, string patient, string type) => Permits(patient).Any(p =>
        p.IsUnderstood && p.Actors.Contains(caller.Reference) && (p.Classes.Count == 0 || p.Classes.Contains(type)) && Step($"mandate {p.Source.Reference}", true));

    private static readonly string[] Coded =
    [
        "Patient", "Encounter", "EpisodeOfCare", "Condition", "Observation", "DiagnosticReport", "Procedure", "MedicationRequest", "Immunization", "AllergyIntolerance",
        "ServiceRequest", "CarePlan", "Appointment",
    ];

    private readonly Dictionary<string, bool> _saysNo = [];

    /// <summary>Whether research and quality work sees a thing: of one patient alone, who has not said no to it, nor to everybody.</summary>
    public bool IsForPurposes(Thing thing) => Array.IndexOf(Coded, thing.Type) >= 0 && thing.Body is { } body
        && PatientsOf(thing.Type, thing.Id, body).ToList() is [var patient] && !SaysNo(patient);

    private bool SaysNo(string patient)
    {
        if (!_saysNo.TryGetValue(patient, out var says))
        {
            says = world.Current("Consent").Where(c => c.Body.Refers("patient").Contains(patient) && c.Body.Say("status") == "active" && c.Body.Says("scope.coding.code").Contains("patient-privacy"))
                .Any(c => c.Body!["provision"] is JsonObject root && SaysNo(root));
            _saysNo.Add(patient, says);
        }

        return says;
    }

    private bool SaysNo(JsonObject provision)
    {
        if (!Span.Of(provision["period"]).Holds(now))
        {
            return false;
        }

        var isDenial = provision.Say("type") == "deny";
        var isOfResearch = provision.At("purpose").Any() && provision.Says("purpose.code").All(c => c is "HRESCH" or "HQUALIMP");
        return (isDenial && (isOfResearch || !provision.At("actor").Any())) || (!isOfResearch && provision.At("provision").Any(p => SaysNo((JsonObject)p)));
    }

    private List<Provision> Provisions(string patient)
    {
        if (_provisions.TryGetValue(patient, out var known))
        {
            return known;
        }

        List<Provision> all = [];
        foreach (var consent in world.Current("Consent").Where(c => c != Without && c.Body.Refers("patient").Contains(patient)))
        {
            if (consent.Body.Say("status") == "active" && consent.Body.Says("scope.coding.code").Contains("patient-privacy") && consent.Body!["provision"] is JsonObject root)
            {
                Add(all, consent, root, true);
            }
        }

        _provisions.Add(patient, all);
        return all;
    }

    // A denial inside of a permit or of another denial is a denial too; a permit inside is an exception, or nothing.
    private void Add(List<Provision> all, Thing consent, JsonObject node, bool isRoot)
    {
        var provision = new Provision(consent, node, isRoot);
        if (!Span.Of(node["period"]).Holds(now) || (node.At("purpose").Any() && provision.IsOnlyResearch))
        {
            return;
        }

        if ((provision.IsDenial || isRoot) && !(provision.IsDenial && provision.IsOnlyResearch))
        {
            all.Add(provision);
        }

        foreach (var inner in node.At("provision"))
        {
            Add(all, consent, (JsonObject)inner, false);
        }
    }

    private bool IsMeant(Provision provision, Caller caller) => provision.Actors.Any(a =>
        a == caller.Reference || a == caller.Post || a == caller.Organization
        || (!provision.IsWithoutParts && caller.Organization is { } unit && Above(unit).Contains(a)));

    /// <summary>A provision of a consent, as it is understood.</summary>
    private sealed class Provision(Thing source, JsonObject node, bool isRoot)
    {
        public Thing Source => source;

        public bool IsRoot => isRoot;

        public bool IsDenial { get; } = node.Say("type") == "deny";

        public List<string> Actors { get; } = [.. node.Refers("actor.reference")];

        public List<string> Classes { get; } = [.. node.Says("class.code")];

        public bool IsWithoutParts { get; } = node.At("extension").Any(e => e.Say("url") == WithoutParts && e.Say("valueBoolean") == "true");

        public bool IsOnlyResearch { get; } = node.At("purpose").Any() && node.Says("purpose.code").All(c => c is "HRESCH" or "HQUALIMP");

        /// <summary>Whether all that limits it is understood.</summary>
        public bool IsUnderstood { get; } = !node.At("code").Any() && !node.At("securityLabel").Any() && !node.At("data").Any()
            && (node.Say("type") == "deny" || (node["dataPeriod"] is null && !node.At("purpose").Any()))
            && node.Says("class.system").All(s => s == "http://hl7.org/fhir/resource-types");

        public bool IsWholeRecord => IsUnderstood && Classes.Count == 0;

        private string Patient => source.Body.Say("patient.reference")!;

        public bool Blocks(Rule rule, Caller caller, string type, JsonObject body)
        {
            var others = Actors.Where(a => a != Patient).ToList();
            if ((Actors.Count > 0 && others.Count == 0) || (Actors.Count > 0 && !rule.IsMeant(this, caller)) || !IsOf(type))
            {
                return false;
            }

            if (IsUnderstood && node["dataPeriod"] is { } period && Span.AllIn(type, body).ToList() is { Count: > 0 } dates && !dates.Any(d => d.Meets(Span.Of(period))))
            {
                return false;
            }

            return !node.At("provision").Select(n => new Provision(source, (JsonObject)n, false)).Any(p =>
                p is { IsDenial: false, IsUnderstood: true } && p.IsOf(type) && Span.Of(p.Node["period"]).Holds(rule.Now) && rule.IsMeant(p, caller));
        }

        /// <summary>A wish to wait.</summary>
        public bool Hides(string patient, string type, DateTimeOffset written, DateTimeOffset now) =>
            Actors.Contains(patient) && IsOf(type) && (type != "Consent" || Classes.Contains(type)) && (Days is not { } days || now < written.AddDays(days));

        private JsonObject Node => node;

        private double? Days => node.At("extension").FirstOrDefault(e => e.Say("url") == Delay) is { } e ? double.Parse(e.Say("valueDuration.value")!, CultureInfo.InvariantCulture) : null;

        private bool IsOf(string type) => IsUnderstood && Classes.Count > 0 ? Classes.Contains(type) : type != "Patient";
    }

    private DateTimeOffset Now => now;
}
