using System.Security.Cryptography;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// The posts, apps and grants that the callers of a world would have come by: log-in and consent are tried elsewhere, but what goes on
/// behind a request is held against them.
/// </summary>
internal static class Standings
{
    public static async Task Give(Database database, World world, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var number = 1L;
        await database.Write(
            async tx =>
            {
                foreach (var post in world.Callers.Where(c => c.Post is not null).DistinctBy(c => (c.Reference, c.Post)))
                {
                    await tx.Execute(
                        "INSERT INTO access_post (source, reference, person, role, unit, title, begins, ends) VALUES ($1, $2, $3, $4, $5, '', 0, $6)",
                        -number++, post.Post!, post.Reference, post.Role, post.Organization ?? "", 250_000_000_000_000L);
                }

                foreach (var caller in world.Callers.Concat(world.Researchers).Where(c => c.Client is not null))
                {
                    await tx.Execute(
                        """
                        INSERT INTO access_app (id, name, kind, state, native, redirects, scopes, made_at, changed_at, purpose, salt) VALUES ($1, $1, 2, 2, 0, '', $2, 0, 0, $3, $4)
                        ON CONFLICT DO NOTHING
                        """,
                        caller.Client!, caller.Scopes ?? "", caller.Purpose ?? "", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Client!))));
                    if (caller.Kind is CallerKind.Citizen or CallerKind.Staff)
                    {
                        await tx.Execute(
                            "INSERT INTO access_grant (number, person, app, patient, scopes, given_at) VALUES ($1, $2, $3, $4, $5, $6)",
                            number, caller.Reference, caller.Client!, caller.LaunchPatient ?? "", caller.Scopes ?? "", at);
                        await tx.Execute(
                            """
                            INSERT INTO access_family (number, app, consent, kind, person, display, role, organization, on_behalf_of, post, purpose, assurance, patient, scopes, begun_at, ends_at)
                            VALUES ($1, $2, $1, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, 0, $13)
                            """,
                            number++, caller.Client!, (long)caller.Kind, caller.Reference, caller.Role, caller.Organization, caller.OnBehalfOf, caller.Post, caller.Purpose, (long)caller.Assurance,
                            caller.LaunchPatient, caller.Scopes ?? "", 250_000_000_000_000L);
                    }
                }

                return 0;
            },
            CancellationToken.None);
    }
}
