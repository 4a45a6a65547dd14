using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>Short ways to write codes. Results are immutable and shared between resources, so a constant is encoded, never copied.</summary>
internal static class Concept
{
    internal static CodeableConcept Of(string system, string code, string display) => new()
    {
        Coding = [new Coding { System = system, Code = code, Display = display }],
    };

    internal static CodeableConcept Of(string system, string code) => new() { Coding = [new Coding { System = system, Code = code }] };

    internal static CodeableConcept Hl7(string system, string code) => Of(Systems.Terminology + system, code);

    internal static CodeableConcept Words(string text) => new() { Text = text };

    internal static Meta Profile(string name) => new() { Profile = [Systems.DkCore + name] };

    internal static Reference To(string type, string id, string? display = null) =>
        new() { ReferenceValue = string.Concat(type, "/", id), Display = display };

    internal static Identifier SorNumber(string value) => new() { Use = "official", System = Systems.Sor, Value = value };
}
