namespace Helhed.Access;

/// <summary>What the caller wants to do with a resource.</summary>
public enum Act
{
    /// <summary>Read one resource, or one version of it.</summary>
    Read,

    /// <summary>Search resources.</summary>
    Search,

    /// <summary>Read the history of one resource or a type.</summary>
    History,

    /// <summary>Create a resource.</summary>
    Create,

    /// <summary>Update a resource.</summary>
    Update,

    /// <summary>Delete a resource.</summary>
    Delete,
}

/// <summary>Whether an act is allowed, and why.</summary>
/// <param name="Allowed">True when it is; of what, <paramref name="Sight"/> says.</param>
/// <param name="Rule">Name of the rule that decided, such as "citizen-own-record"; goes into the access log.</param>
/// <param name="Sight">What narrows it to a part of the type's resources. Null: all of them.</param>
public readonly record struct Decision(bool Allowed, string Rule, Sight? Sight)
{
    /// <summary>The one patient ("Patient/x") whose compartment may be seen; null when it is not about one.</summary>
    public string? OnlyPatient => Sight?.OnlyPatient;
}
