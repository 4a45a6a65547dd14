using Helhed.Access.Facts;

namespace Helhed.Access.LogIn;

/// <summary>What came of a log-in.</summary>
public enum LogInResult
{
    /// <summary>The person is in.</summary>
    LoggedIn,

    /// <summary>The person is known and has several posts: one must be chosen.</summary>
    ChooseRole,

    /// <summary>It took too long, was answered before, or was not begun in this browser.</summary>
    Expired,

    /// <summary>The person turned back at the provider.</summary>
    Cancelled,

    /// <summary>The provider does not answer, or answers with an error.</summary>
    ProviderFailed,

    /// <summary>What the provider says does not hold.</summary>
    NotTrusted,

    /// <summary>It is not sure enough who it is: the level of assurance is below substantial.</summary>
    AssuranceTooLow,

    /// <summary>A citizen under 15.</summary>
    TooYoung,

    /// <summary>Nobody in the records has the number.</summary>
    Unknown,

    /// <summary>Several in the records have the number.</summary>
    Ambiguous,

    /// <summary>An employee without an employment just now.</summary>
    NoPost,

    /// <summary>Somebody else has proved who they are than the one who is logged in.</summary>
    SomebodyElse,

    /// <summary>The provider does not say when the person proved who they are, or it was too long ago.</summary>
    NotFresh,
}

/// <summary>What came of a log-in, and where to go on.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Target">A local path to go to; empty for a refusal.</param>
public sealed record LogInAnswer(LogInResult Result, string Target);

/// <summary>A provider to choose.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Kind">Citizen or staff: whom it is for.</param>
public sealed record LogInProvider(string Name, string Title, CallerKind Kind);

/// <summary>A role to choose.</summary>
/// <param name="Post">The employment, as "PractitionerRole/x".</param>
/// <param name="Role">doctor, nurse …, as in <see cref="Caller.Role"/>.</param>
/// <param name="Title">What the records call it; may be empty.</param>
/// <param name="Unit">The unit's name, or its reference when that is not known.</param>
/// <param name="IsChosen">Whether the person has it now.</param>
public sealed record RoleChoice(string Post, string Role, string Title, string Unit, bool IsChosen)
{
    internal static RoleChoice Of(Post post, string? chosen) =>
        new(post.Reference, post.Role, post.Title, post.UnitName.Length > 0 ? post.UnitName : post.Unit, post.Reference == chosen);
}

/// <summary>How long a session lasts yet.</summary>
/// <param name="Until">When the person is logged off if nothing is done.</param>
/// <param name="CanStay">Whether use makes it last longer; false near the end of the eight hours.</param>
public sealed record SessionTime(DateTimeOffset Until, bool CanStay);
