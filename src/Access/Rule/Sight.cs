using Helhed.Platform;

namespace Helhed.Access;

/// <summary>What of a type a caller sees, where it is not all of it: a narrowing that <see cref="SightSql"/> puts into every statement.</summary>
public sealed class Sight
{
    private Sight(SightKind kind) => Kind = kind;

    /// <summary>The one patient ("Patient/x") whose compartment is seen; null for staff, who see what they have a relation to.</summary>
    public string? OnlyPatient { get; private init; }

    /// <summary>True when a patient's relation gives no sight: the type tells of many people at once, so only who made it or is named by it sees it.</summary>
    public bool IsWorkOnly { get; private init; }

    /// <summary>What the app is let through to; empty when no app narrows it.</summary>
    public IReadOnlyList<AppView> App { get; private init; } = [];

    /// <summary>True for research and quality work by an approved purpose: patients who have not said no.</summary>
    public bool IsForPurpose => Kind == SightKind.Purpose;

    /// <summary>True when only the app narrows it.</summary>
    public bool IsAll => Kind == SightKind.All;

    /// <summary>True when it hangs on the caller's relation to patients.</summary>
    public bool IsByRelation => Kind == SightKind.Staff && !IsWorkOnly;

    /// <summary>True when a citizen sees their own record, and no app narrows it.</summary>
    public bool IsOwn => Kind == SightKind.Own && App.Count == 0;

    /// <summary>True when it has been found out already that nothing of the citizen's own record is kept from them.</summary>
    public bool IsPlainlyOwn { get; private init; }

    /// <summary>True when a citizen acts for another.</summary>
    public bool IsForAnother => Kind == SightKind.ForAnother;

    internal SightKind Kind { get; }

    /// <summary>Key of <see cref="OnlyPatient"/>.</summary>
    internal long Patient { get; private init; }

    /// <summary>Key of who asks.</summary>
    internal long Person { get; private init; }

    /// <summary>Reference of who asks.</summary>
    internal string PersonReference { get; private init; } = "";

    /// <summary>Key of the employment, or of who asks where it is not known.</summary>
    internal long Post { get; private init; }

    /// <summary>Key of the unit the role is held in; 0 none.</summary>
    internal long Unit { get; private init; }

    internal static Sight All { get; } = new(SightKind.All);

    internal static Sight OfPurpose { get; } = new(SightKind.Purpose);

    internal Sight Within(IReadOnlyList<AppView> views) => new(Kind)
    {
        App = views,
        OnlyPatient = OnlyPatient,
        IsWorkOnly = IsWorkOnly,
        Patient = Patient,
        Person = Person,
        PersonReference = PersonReference,
        Post = Post,
        Unit = Unit,
    };

    /// <summary>The same where nothing of the citizen's own record is kept from them: it is enough that a resource is in it.</summary>
    /// <returns>A sight that is <see cref="IsPlainlyOwn"/>.</returns>
    public Sight Plainly() => new(Kind) { OnlyPatient = OnlyPatient, Patient = Patient, Person = Person, PersonReference = PersonReference, IsPlainlyOwn = IsOwn };

    /// <summary>Whether two sights narrow alike.</summary>
    /// <param name="other">Another sight of the same caller.</param>
    /// <returns>True when they do.</returns>
    public bool IsLike(Sight other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && IsWorkOnly == other.IsWorkOnly && App.SequenceEqual(other.App);
    }

    internal static Sight OfCitizen(Caller caller) => new(caller.OnBehalfOf is null || caller.OnBehalfOf == caller.Reference ? SightKind.Own : SightKind.ForAnother)
    {
        OnlyPatient = caller.Subject,
        Patient = Hash64.Of(caller.Subject),
        Person = Hash64.Of(caller.Reference),
        PersonReference = caller.Reference,
    };

    internal static Sight OfStaff(Caller caller, bool isWorkOnly) => new(SightKind.Staff)
    {
        IsWorkOnly = isWorkOnly,
        Person = Hash64.Of(caller.Reference),
        PersonReference = caller.Reference,
        Post = Hash64.Of(caller.Post ?? caller.Reference),
        Unit = caller.Organization is { } unit ? Hash64.Of(unit) : 0,
    };
}

/// <summary>On what grounds something is seen.</summary>
internal enum SightKind
{
    /// <summary>Nothing but the app's scopes narrows it.</summary>
    All,

    /// <summary>A citizen's own record.</summary>
    Own,

    /// <summary>The record of somebody the citizen acts for.</summary>
    ForAnother,

    /// <summary>Records of patients that somebody at work has a relation to.</summary>
    Staff,

    /// <summary>Records of all patients who have not said no to research and quality work.</summary>
    Purpose,
}
