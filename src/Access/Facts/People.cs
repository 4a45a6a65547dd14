using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Facts;

/// <summary>Somebody's employment in a role at a unit.</summary>
/// <param name="Reference">The PractitionerRole, such as "PractitionerRole/x".</param>
/// <param name="Person">The Practitioner.</param>
/// <param name="Role">doctor, nurse, visitation, secretary, paramedic, porter, planner, director or security.</param>
/// <param name="Unit">The Organization.</param>
/// <param name="UnitName">What the unit is called now; empty when it is not in the store.</param>
/// <param name="Title">As the record calls the role; may be empty.</param>
internal sealed record Post(string Reference, string Person, string Role, string Unit, string UnitName, string Title);

/// <summary>Finds people by what a log-in tells of them.</summary>
internal static class People
{
    // Somebody with more posts than this at one time is an error in the data.
    private const int MostPosts = 50;

    /// <summary>The patients or practitioners with an identifier. More than one is an error in the data that the caller must refuse.</summary>
    internal static ValueTask<List<string>> WithIdentifier(SqlSession session, string system, string value) => session.Query(
        "SELECT reference FROM access_identity WHERE value = $1 ORDER BY source LIMIT 10", row => row.Text(0), IdentityKey(system, value));

    /// <summary>What somebody is employed as at a time, by unit and role.</summary>
    internal static ValueTask<List<Post>> PostsOf(SqlSession session, string practitioner, DateTimeOffset at) => session.Query(
        """
        SELECT p.reference, p.person, p.role, p.unit, coalesce(u.name, ''), p.title
        FROM access_post p LEFT JOIN access_unit u ON u.reference = p.unit
        WHERE p.person = $1 AND p.begins <= $2 AND p.ends > $2 ORDER BY 5, p.role, p.source LIMIT $3
        """,
        row => new Post(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5)),
        practitioner,
        at.ToUnixTimeMilliseconds(),
        MostPosts);

    /// <summary>The key of an identifier.</summary>
    internal static long IdentityKey(string system, string value) => Hash64.Of($"{system}|{value}");
}
