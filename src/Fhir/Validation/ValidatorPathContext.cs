using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Lets expressions ask what a validator knows: <c>resolve()</c>, <c>memberOf()</c>, <c>subsumes()</c>, <c>conformsTo()</c>, <c>slice()</c>. Safe for threads.
/// </summary>
/// <param name="validator">The validator that is asked.</param>
public sealed class ValidatorPathContext(FhirValidator validator) : FhirPathContext
{
    /// <inheritdoc/>
    public override FhirDocument? Resolve(string reference) => validator.Options.Resolve?.Invoke(reference);

    /// <inheritdoc/>
    public override bool? IsMember(string valueSet, string? system, string code) => validator.Terminology.Check(valueSet, system, code).Membership switch
    {
        Membership.Member => true,
        Membership.NotMember => false,
        _ => null,
    };

    /// <inheritdoc/>
    public override bool? Subsumes(string system, string code, string other) => validator.Terminology.Subsumes(system, code, other);

    /// <inheritdoc/>
    public override bool? ConformsTo(FhirPathValue element, string profile)
    {
        var node = element.Item.Node;
        return new ValidationRun(validator, node.Document).Follows(profile, node.Index);
    }

    /// <inheritdoc/>
    public override bool? IsInSlice(FhirPathValue element, string profile, string slice)
    {
        var node = element.Item.Node;
        return new ValidationRun(validator, node.Document).IsInSlice(profile, slice, node.Index);
    }
}
