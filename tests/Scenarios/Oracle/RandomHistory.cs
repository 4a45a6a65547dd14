using System.Globalization;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>Random changes, alone (one) or in a transaction (several).</summary>
internal sealed class RandomHistory(Random random, RandomResources make, RandomSearches searches, OracleStore store)
{
    public IReadOnlyList<OracleChange> Next() => make.Chance(20) ? Transaction() : [One()];

    private List<OracleChange> Transaction()
    {
        var changes = Enumerable.Range(0, random.Next(2, 5)).Select(_ => One()).ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Method == "POST")
            {
                changes[i] = changes[i] with { FullUrl = string.Create(CultureInfo.InvariantCulture, $"urn:uuid:00000000-0000-4000-8000-{random.Next(1, int.MaxValue):x12}") };
            }
        }

        // One that refers to what the transaction makes.
        if (changes.FirstOrDefault(c => c is { FullUrl: not null, Type: "Patient" }) is { } patient)
        {
            var condition = make.Of("Condition", null);
            condition["subject"] = new JsonObject { ["reference"] = patient.FullUrl };
            changes.Add(new OracleChange("POST", "Condition", null, condition));
        }

        if (make.Chance(25))
        {
            foreach (var change in Meeting())
            {
                changes.Insert(random.Next(changes.Count + 1), change);
            }
        }

        return changes;
    }

    // Two with the same name that nobody else has, the criteria of one of which perhaps find what the other makes.
    private IEnumerable<OracleChange> Meeting()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"n{random.Next()}");
        JsonObject Patient(string? id)
        {
            var patient = make.Of("Patient", id);
            patient["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:a", ["value"] = name });
            return patient;
        }

        var own = make.Id("Patient");
        yield return random.Next(3) switch
        {
            0 => new OracleChange("POST", "Patient", null, Patient(null)),
            1 => new OracleChange("PUT", "Patient", own, Patient(own)),
            _ => new OracleChange("PUT", "Patient", null, Patient(null)) { Criteria = ("identifier", name) },
        };
        yield return new OracleChange(make.Pick("POST", "PUT"), "Patient", null, Patient(null)) { Criteria = ("identifier", $"urn:a|{name}") };
    }

    private OracleChange One()
    {
        var type = make.Pick(RandomResources.Types);
        var id = make.Id(type);
        return random.Next(20) switch
        {
            < 8 => new OracleChange("PUT", type, id, make.Of(type, id)) { IfMatch = IfMatch(type, id) },
            8 or 9 => new OracleChange("POST", type, null, make.Of(type, null)),
            10 or 11 => new OracleChange("DELETE", type, id, null) { IfMatch = IfMatch(type, id) },
            12 or 13 => new OracleChange("POST", type, null, make.Of(type, null)) { Criteria = searches.Condition(type) },
            14 or 15 => new OracleChange("PUT", type, null, make.Of(type, make.Chance(50) ? id : null)) { Criteria = searches.Condition(type) },
            16 => new OracleChange("DELETE", type, null, null) { Criteria = searches.Condition(type) },
            17 => Patch(type, null) with { Criteria = searches.Condition(type) },
            _ => Patch(type, id) with { IfMatch = IfMatch(type, id) },
        };
    }

    private OracleChange Patch(string type, string? id) =>
        new("PATCH", type, id, null) { Patch = (make.Chance(20) ? make.Pick("da", "en") : null, make.Chance(75) ? make.Pick("da", "en") : null) };

    private int? IfMatch(string type, string id) => make.Chance(70) ? null : (store.Current(type, id)?.Version ?? 1) + (make.Chance(30) ? -1 : 0);
}
