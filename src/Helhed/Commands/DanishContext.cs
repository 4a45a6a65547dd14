using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Terminology;

namespace Helhed.Commands;

/// <summary>What expressions at the command line may ask: R4's and Denmark's terminology. Nothing is fetched.</summary>
internal sealed class DanishContext : FhirPathContext
{
    public static DanishContext Shared { get; } = new();

    public override bool? IsMember(string valueSet, string? system, string code) => TerminologyStore.Denmark.Check(valueSet, system, code).Membership switch
    {
        Membership.Member => true,
        Membership.NotMember => false,
        _ => null,
    };

    public override bool? Subsumes(string system, string code, string other) => TerminologyStore.Denmark.Subsumes(system, code, other);
}
