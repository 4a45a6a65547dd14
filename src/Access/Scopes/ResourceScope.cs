using System.Text;

namespace Helhed.Access.Scopes;

/// <summary>About whose data a scope is.</summary>
public enum ScopeLevel
{
    /// <summary>The patient in the app's launch context.</summary>
    Patient,

    /// <summary>All that the user may see.</summary>
    User,

    /// <summary>A program on its own behalf.</summary>
    System,
}

/// <summary>What a scope lets an app do. https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html</summary>
[Flags]
public enum ScopeActs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>c: create.</summary>
    Create = 1,

    /// <summary>r: read, vread and the history of one resource.</summary>
    Read = 2,

    /// <summary>u: update and patch.</summary>
    Update = 4,

    /// <summary>d: delete.</summary>
    Delete = 8,

    /// <summary>s: search, and the history of a type or all.</summary>
    Search = 16,
}

/// <summary>One scope for resources, such as <c>patient/Observation.rs?category=laboratory</c>.</summary>
/// <param name="Level">About whose data.</param>
/// <param name="Type">The type of resource, or "*" for all.</param>
/// <param name="Acts">What may be done.</param>
/// <param name="Query">Search parameters, as they stand behind '?' in a search, that every resource must match; null for none.</param>
public sealed record ResourceScope(ScopeLevel Level, string Type, ScopeActs Acts, string? Query)
{
    /// <summary>As the app wrote it where that is SMART 1 ("patient/Observation.read"), which is given back alike; null otherwise.</summary>
    internal string? Spelling { get; init; }

    /// <summary>Whether all that another scope lets through is let through by this one.</summary>
    internal bool Covers(ResourceScope other) =>
        Level == other.Level && (Type == "*" || Type == other.Type) && (Acts & other.Acts) == other.Acts && (Query is null || Query == other.Query);

    /// <summary>What both let through; null for nothing, and where both queries together are longer than a scope's may be.</summary>
    internal ResourceScope? And(ResourceScope other)
    {
        if (other.Covers(this))
        {
            return this;
        }

        var acts = Acts & other.Acts;
        if (Level != other.Level || acts == ScopeActs.None || (Type != other.Type && Type != "*" && other.Type != "*"))
        {
            return null;
        }

        var query = (Query, other.Query) switch
        {
            (null, var one) => one,
            (var one, null) => one,
            var (one, two) => one == two ? one : $"{one}&{two}",
        };
        return query?.Length > ScopeReader.LongestQuery ? null : new ResourceScope(Level, Type == "*" ? other.Type : Type, acts, query);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Spelling is not null)
        {
            return Spelling;
        }

        var text = new StringBuilder().Append(LevelText(Level)).Append('/').Append(Type).Append('.');
        for (var i = 0; i < Letters.Length; i++)
        {
            if (((int)Acts & (1 << i)) != 0)
            {
                text.Append(Letters[i]);
            }
        }

        return Query is null ? text.ToString() : text.Append('?').Append(Query).ToString();
    }

    internal const string Letters = "cruds";

    internal static string LevelText(ScopeLevel level) => level switch
    {
        ScopeLevel.Patient => "patient",
        ScopeLevel.User => "user",
        _ => "system",
    };
}
