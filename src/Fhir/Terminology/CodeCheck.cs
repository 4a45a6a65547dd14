namespace Helhed.Fhir.Terminology;

/// <summary>Whether a code is in a value set or code system.</summary>
public enum Membership
{
    /// <summary>It is.</summary>
    Member,

    /// <summary>It is not.</summary>
    NotMember,

    /// <summary>Nobody here knows the value set.</summary>
    UnknownValueSet,

    /// <summary>Nobody here knows the code system.</summary>
    UnknownCodeSystem,

    /// <summary>The code has the right form, but the content that could tell is not here: SNOMED CT, LOINC, a part of a code system.</summary>
    CannotTell,
}

/// <summary>What was found out about a code.</summary>
/// <param name="Membership">Whether it is in the set.</param>
/// <param name="Message">What is wrong and what would be right; for a member, what is worth a warning. Null when there is nothing to say.</param>
/// <param name="Display">The code's display, where it is known.</param>
public readonly record struct CodeCheck(Membership Membership, string? Message, string? Display);

/// <summary>A code of an expanded value set.</summary>
/// <param name="System">Its code system.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its text, where it is known.</param>
/// <param name="IsInactive">True for a code that is no longer in use.</param>
public readonly record struct ExpandedCode(string System, string Code, string? Display, bool IsInactive);

/// <summary>A page of a value set's codes. Codes that only group others are left out, unless the set names them.</summary>
/// <param name="Contains">The codes, in the order of the set.</param>
/// <param name="Total">How many there are in all that meet the filter.</param>
/// <param name="Problem">Why this is not all of the set; null when it is.</param>
public sealed record ExpansionResult(IReadOnlyList<ExpandedCode> Contains, int Total, string? Problem);
