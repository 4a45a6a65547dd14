using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A citizen before any illness.</summary>
internal sealed class Citizen
{
    internal Citizen(string id, string key, Sex sex, DateOnly born)
    {
        Id = id;
        Key = key;
        Sex = sex;
        Born = born;
        Reference = Concept.To("Patient", id);
    }

    internal string Id { get; }

    /// <summary>The part that the ids of all the citizen's other resources are made with.</summary>
    internal string Key { get; }

    internal Sex Sex { get; }

    internal DateOnly Born { get; }

    internal required string Cpr { get; init; }

    /// <summary>The ordinary given name; "Test" stands before it in the record.</summary>
    internal required string Given { get; init; }

    internal required string Family { get; init; }

    internal bool IsChildOfHousehold { get; init; }

    internal Reference Reference { get; }

    internal string FullName => $"Test {Given} {Family}";

    internal int AgeOn(DateOnly day) =>
        day.Year - Born.Year - (day.Month < Born.Month || (day.Month == Born.Month && day.Day < Born.Day) ? 1 : 0);
}
