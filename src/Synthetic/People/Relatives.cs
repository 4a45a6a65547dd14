using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>
/// Who is whose next of kin. A relative who is a citizen too is tied together both ways: the RelatedPerson carries the same CPR
/// number, and the relative's Patient links to it (seealso), so that proxy access can be decided from the record.
/// </summary>
internal static class Relatives
{
    private static readonly Meta Profile = Concept.Profile("dk-core-related-person");
    private static readonly CodeableConcept Mother = Concept.Of(Systems.RoleCode, "MTH", "mother") with { Text = "Mor" };
    private static readonly CodeableConcept Father = Concept.Of(Systems.RoleCode, "FTH", "father") with { Text = "Far" };
    private static readonly CodeableConcept Spouse = Concept.Of(Systems.RoleCode, "SPS", "spouse") with { Text = "Ægtefælle" };
    private static readonly CodeableConcept Daughter = Concept.Of(Systems.RoleCode, "DAUC", "daughter") with { Text = "Datter" };
    private static readonly CodeableConcept Son = Concept.Of(Systems.RoleCode, "SONC", "son") with { Text = "Søn" };
    private static readonly CodeableConcept Neighbour = Concept.Of(Systems.RoleCode, "NBOR", "neighbor") with { Text = "Nabo" };
    private static readonly CodeableConcept Sibling = Concept.Of(Systems.RoleCode, "SIB", "sibling") with { Text = "Søskende" };
    private static readonly CodeableConcept Custody = Concept.Of(Systems.DanishRelation, "PARAUTH", "Parental authority") with { Text = "Forældremyndighedsindehaver" };

    /// <summary>Writes everyone's Patient, then everyone's relatives.</summary>
    internal static void Write(Household household, Sink sink)
    {
        var ties = Ties(household).ToList();
        foreach (var citizen in household.Members)
        {
            var links = ties.Where(tie => tie.Relative == citizen)
                .Select(tie => new PatientLink { Other = Concept.To("RelatedPerson", tie.Id), Type = "seealso" })
                .ToList();
            sink.Add(PatientResource.Of(household, citizen, links));
        }

        foreach (var tie in ties)
        {
            sink.Add(Kin(household, tie));
        }

        foreach (var citizen in household.Adults)
        {
            if (ties.TrueForAll(tie => tie.Patient != citizen))
            {
                sink.Add(Elsewhere(household, citizen));
            }
        }
    }

    private static IEnumerable<Tie> Ties(Household household)
    {
        var adults = household.Adults.ToList();
        foreach (var child in household.Children)
        {
            foreach (var adult in adults)
            {
                var hasCustody = child.AgeOn(household.Today) < 18;
                var parent = adult.Sex == Sex.Female ? Mother : Father;
                yield return new Tie(child, adult, hasCustody ? [parent, Custody] : [parent]);
            }
        }

        if (adults.Count == 2)
        {
            yield return new Tie(adults[0], adults[1], [Spouse]);
            yield return new Tie(adults[1], adults[0], [Spouse]);
        }
    }

    private static RelatedPerson Kin(Household household, Tie tie) => new()
    {
        Id = tie.Id,
        Meta = Profile,
        Identifier = [PatientResource.CprOf(tie.Relative)],
        Active = true,
        Patient = tie.Patient.Reference,
        Relationship = tie.Relationship,
        Name = [PatientResource.NameOf(tie.Relative)],
        Telecom = [PatientResource.PhoneOf(household, tie.Relative)],
        Gender = tie.Relative.Sex.Code(),
        BirthDate = DanishTime.Date(tie.Relative.Born),
    };

    // Someone outside the made-up region, so without a CPR number: a grown child, a sibling or a neighbour.
    private static RelatedPerson Elsewhere(Household household, Citizen citizen)
    {
        var random = household.Random.Fork("kin-" + citizen.Key);
        var sex = random.Chance(0.55) ? Sex.Female : Sex.Male;
        var age = citizen.AgeOn(household.Today);
        var isChild = age > 55 && random.Chance(0.8);
        var relation = isChild ? (sex == Sex.Female ? Daughter : Son) : age > 75 && random.Chance(0.4) ? Neighbour : Sibling;
        return new RelatedPerson
        {
            Id = "rp-" + citizen.Key,
            Meta = Profile,
            Active = true,
            Patient = citizen.Reference,
            Relationship = [relation],
            Name =
            [
                new HumanName
                {
                    Use = "official",
                    Family = relation == Neighbour ? Names.Family(random) : citizen.Family,
                    Given = ["Test", Names.GivenOf(sex, isChild ? citizen.Born.Year + 28 : citizen.Born.Year, random)],
                },
            ],
            Telecom = [new ContactPoint { System = "phone", Value = FakeNumbers.Phone(600_000 + random.Int(0, 300_000)), Use = "mobile" }],
            Gender = sex.Code(),
        };
    }

    private sealed record Tie(Citizen Patient, Citizen Relative, IReadOnlyList<CodeableConcept> Relationship)
    {
        internal string Id { get; } = $"rp-{Patient.Key}-{Relative.Key[^1]}";
    }
}
