using Helhed.Fhir.Definitions;
using Helhed.Fhir.R4;

namespace Helhed.Access.Facts;

/// <summary>What a provision of a consent does.</summary>
internal enum ConsentEffect
{
    /// <summary>Keeps somebody, or everybody, from the record or a part of it (spærring).</summary>
    Block = 0,

    /// <summary>Takes somebody out of the block around it.</summary>
    Exception = 1,

    /// <summary>Lets somebody act for the patient (fuldmagt).</summary>
    Mandate = 2,

    /// <summary>Keeps new things from the patient themselves for a time: the patient's own wish.</summary>
    Wait = 3,

    /// <summary>Lets somebody at work see the record: a relation by consent.</summary>
    Relation = 4,

    /// <summary>Keeps the record from research and quality work.</summary>
    NoResearch = 5,
}

/// <summary>One row of what a consent says.</summary>
internal readonly record struct ConsentRow(ConsentEffect Effect, long Party, bool WithParts, long Kind, (long Begins, long Ends) Valid, (long From, long To) Data, long Delay)
{
    /// <summary>Which denial of the consent it is, or is an exception of; from 1.</summary>
    public int Denial { get; init; }
}

/// <summary>
/// Reads a patient's privacy consents. A denial is a block: whom its actors name (without any: everybody), what its classes name (without any:
/// the whole record), from when until when, and of which period of data; a permit inside it is an exception. A permit at the root gives a
/// relation to staff or units, and a mandate to another citizen. A denial that names the patient is their wish to wait. What cannot be
/// expressed so widens nothing: a block is then of the whole record, and a permit is left out.
/// See <see href="https://hl7.org/fhir/R4/consent.html"/>.
/// </summary>
internal sealed class ConsentFacts(Dates dates)
{
    /// <summary>Extension of a provision: for how long new things are kept from the patient.</summary>
    internal const string DelayUrl = "https://helhed.example/fhir/StructureDefinition/consent-delay";

    /// <summary>Extension of a provision: true when a unit's parts are not meant.</summary>
    internal const string WithoutPartsUrl = "https://helhed.example/fhir/StructureDefinition/consent-without-parts";

    private const string ScopeOfPrivacy = "patient-privacy";
    private const string ClassSystem = "http://hl7.org/fhir/resource-types";
    private const int MostDepth = 8;

    // Of http://terminology.hl7.org/CodeSystem/v3-ActReason
    private static readonly System.Collections.Frozen.FrozenSet<string?> OtherPurposes = System.Collections.Frozen.FrozenSet.Create<string?>(
        "HRESCH", "CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH", "DSRCH", "POARCH", "HQUALIMP", "PUBHLTH", "HMARKT", "TRAIN");

    /// <summary>The rows of an active privacy consent; none for others.</summary>
    internal IReadOnlyList<ConsentRow> Of(Consent consent)
    {
        var rows = new List<ConsentRow>();
        if (consent.Status == "active" && consent.Provision is { } root && consent.Scope?.Coding.Any(c => c.Code == ScopeOfPrivacy) == true
            && References.KeyOf(consent.Patient) is not null)
        {
            var denials = 0;
            Add(rows, consent, root, new Place(null, 0, 0), (long.MinValue, Dates.Always), ref denials);
        }

        return rows;
    }

    private void Add(List<ConsentRow> rows, Consent consent, ConsentProvision provision, Place place, (long Begins, long Ends) around, ref int denials)
    {
        var type = provision.Type ?? place.Inside ?? "permit";
        var own = dates.Of(provision.Period);
        var valid = (Begins: Math.Max(own.Begins, around.Begins), Ends: Math.Min(own.Ends, around.Ends));
        if (provision.Purpose.Count > 0 && provision.Purpose.All(p => OtherPurposes.Contains(p.Code)))
        {
            // About research or quality, not about treatment. However it is narrowed: no means no.
            if (type == "deny")
            {
                rows.Add(new ConsentRow(ConsentEffect.NoResearch, 0, false, 0, valid, dates.Of((Period?)null), 0));
            }

            return;
        }

        var denial = type == "deny" ? ++denials : place.Denial;
        foreach (var actor in provision.Actor.Select(a => a.Reference).DefaultIfEmpty(null))
        {
            var isNamed = provision.Actor.Count > 0;
            var party = References.KeyOf(actor);
            if (isNamed && party is null && type != "deny")
            {
                continue; // a permit for somebody we do not know
            }

            if (EffectOf(type, place, consent, actor) is { } effect)
            {
                AddKinds(rows, provision, new ConsentRow(effect, party ?? 0, WithParts(provision), 0, valid, dates.Of(provision.DataPeriod), Delay(provision)) { Denial = denial });
            }
        }

        if (place.Depth < MostDepth)
        {
            foreach (var inner in provision.Provision)
            {
                Add(rows, consent, inner, new Place(type, denial, place.Depth + 1), valid, ref denials);
            }
        }
    }

    // A permit inside of a permit narrows it, in a way that is not understood here; it must not widen it to others.
    private static ConsentEffect? EffectOf(string type, Place place, Consent consent, Reference? actor)
    {
        if (type == "deny")
        {
            return actor is not null && References.KeyOf(actor) == References.KeyOf(consent.Patient) ? ConsentEffect.Wait : ConsentEffect.Block;
        }

        if (place.Depth > 0)
        {
            return place.Inside == "deny" ? ConsentEffect.Exception : null;
        }

        return actor?.ReferenceValue is { } text
            ? text.StartsWith("Patient/", StringComparison.Ordinal) ? ConsentEffect.Mandate : ConsentEffect.Relation
            : null;
    }

    private void AddKinds(List<ConsentRow> rows, ConsentProvision provision, ConsentRow row)
    {
        var kinds = provision.Class.Where(c => c.System is ClassSystem or null).Select(c => c.Code is { } code && R4Definitions.Default.FindResource(code) is not null ? SightSql.KindOf(code) : (long?)null).ToList();
        var isNarrowed = provision.Class.Count > 0 || provision.Code.Count > 0 || provision.SecurityLabel.Count > 0 || provision.Data.Count > 0;
        var isUnderstood = kinds.Count > 0 && kinds.TrueForAll(k => k is not null) && provision.Class.Count == kinds.Count
            && provision.Code.Count + provision.SecurityLabel.Count + provision.Data.Count == 0;
        if (row.Effect is not (ConsentEffect.Block or ConsentEffect.Wait))
        {
            // A permit is as narrow as it says: for certain purposes, acts or data that we cannot tell apart, it is none.
            if ((isNarrowed && (!isUnderstood || row.Effect == ConsentEffect.Relation)) || provision.Purpose.Count > 0 || provision.DataPeriod is not null)
            {
                return;
            }
        }

        if (!isUnderstood)
        {
            // A denial that is narrowed in a way not understood here is one of the whole record, of whatever date.
            rows.Add(isNarrowed ? row with { Data = dates.Of((Period?)null) } : row);
            return;
        }

        foreach (var kind in kinds.Distinct())
        {
            rows.Add(row with { Kind = kind!.Value });
        }
    }

    // Where a provision stands: in what, in which denial, and how deep.
    private readonly record struct Place(string? Inside, int Denial, int Depth);

    private static bool WithParts(ConsentProvision provision) => !provision.Extension.Any(e => e.Url == WithoutPartsUrl && e.ValueBoolean == true);

    private static long Delay(ConsentProvision provision) =>
        provision.Extension.FirstOrDefault(e => e.Url == DelayUrl)?.ValueDuration is { Value: { } value, Code: "d" } && decimal.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var days) && days is >= 0 and < 36_500
            ? (long)(days * Dates.Days(1))
            : long.MaxValue / 2;
}

/// <summary>Keys of references to resources of this store.</summary>
internal static class References
{
    /// <summary>Key of what a reference names; null when it names nothing here.</summary>
    internal static long? KeyOf(Reference? reference) => reference?.ReferenceValue is { } text ? KeyOf(text) : null;

    internal static long? KeyOf(string text)
    {
        var parts = text.Split('/');
        return parts.Length is 2 or 4 && (parts.Length == 2 || parts[2] == "_history") && parts[0].Length > 0 && char.IsAsciiLetterUpper(parts[0][0]) && parts[1].Length > 0
            ? Platform.Hash64.Of($"{parts[0]}/{parts[1]}")
            : null;
    }

    /// <summary>"Type/id" without a version; null when it names nothing here.</summary>
    internal static string? TextOf(Reference? reference) => reference?.ReferenceValue is { } text && KeyOf(text) is not null ? string.Join('/', text.Split('/').Take(2)) : null;
}
