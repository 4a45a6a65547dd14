using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>What the rules of a validation may ask: references, value sets and profiles, as the validator knows them.</summary>
internal sealed class ValidationContext : FhirPathContext
{
    private readonly ValidationRun _run;

    public ValidationContext(ValidationRun run)
    {
        _run = run;
        Clock = run.Validator.Options.Clock;
        ChecksTypes = false;
        AllowsManyInAs = true;
    }

    public override FhirDocument? Resolve(string reference) => _run.Validator.Options.Resolve?.Invoke(reference);

    public override bool? IsMember(string valueSet, string? system, string code) => _run.Validator.Terminology.Check(valueSet, system, code).Membership switch
    {
        Membership.Member => true,
        Membership.NotMember => false,
        _ => null,
    };

    public override bool? Subsumes(string system, string code, string other) => _run.Validator.Terminology.Subsumes(system, code, other);

    public override bool? ConformsTo(FhirPathValue element, string profile)
    {
        var node = element.Item.Node;
        return _run.Into(node.Document)?.Follows(profile, node.Index);
    }

    public override bool? IsInSlice(FhirPathValue element, string profile, string slice)
    {
        var node = element.Item.Node;
        return _run.Into(node.Document)?.IsInSlice(profile, slice, node.Index);
    }
}
