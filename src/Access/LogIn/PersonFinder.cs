using Helhed.Access.Facts;
using Helhed.Platform.Data;

namespace Helhed.Access.LogIn;

/// <summary>Who has logged in, as the records know them.</summary>
/// <param name="Reference">Patient or Practitioner; null when they may not come in.</param>
/// <param name="Posts">Staff: what they are employed as now.</param>
/// <param name="Refusal">Why they may not; null when they may.</param>
internal sealed record FoundPerson(string? Reference, IReadOnlyList<Post> Posts, LogInResult? Refusal)
{
    internal static FoundPerson Refused(LogInResult why, string? reference = null) => new(reference, [], why);
}

/// <summary>Finds the person a provider vouches for. Nobody is made who is not there, and between two nobody is chosen.</summary>
internal sealed class PersonFinder(Database database, TimeProvider clock)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const int CprDigits = 10;
    private const int AdultAge = 15;

    // Region time, in which a birthday begins.
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    internal async ValueTask<FoundPerson> Find(ProviderSettings provider, Proof proof, CancellationToken ct)
    {
        if (proof.Claim(provider.IdentifierClaim) is not { } given || Normal(provider.IdentifierSystem, given) is not { } number)
        {
            return FoundPerson.Refused(LogInResult.Unknown);
        }

        return await database.Read(session => provider.Kind == CallerKind.Staff ? Staff(session, provider, number) : Citizen(session, provider, number), ct);
    }

    private async ValueTask<FoundPerson> Citizen(SqlSession session, ProviderSettings provider, string number)
    {
        var (reference, refusal) = Single(await People.WithIdentifier(session, provider.IdentifierSystem, number), "Patient/");
        if (reference is null)
        {
            return FoundPerson.Refused(refusal);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Denmark).DateTime);
        var born = await session.First(
            "SELECT p.born FROM access_person p JOIN access_identity i ON i.source = p.source WHERE i.value = $1 AND i.reference = $2",
            row => row.LongOrNull(0),
            People.IdentityKey(provider.IdentifierSystem, number),
            reference);
        return born is { } days && Epoch.AddDays((int)days).AddYears(AdultAge) > today
            ? FoundPerson.Refused(LogInResult.TooYoung, reference)
            : new FoundPerson(reference, [], null);
    }

    private async ValueTask<FoundPerson> Staff(SqlSession session, ProviderSettings provider, string number)
    {
        var (reference, refusal) = Single(await People.WithIdentifier(session, provider.IdentifierSystem, number), "Practitioner/");
        if (reference is null)
        {
            return FoundPerson.Refused(refusal);
        }

        var posts = await People.PostsOf(session, reference, clock.GetUtcNow());
        return posts.Count == 0 ? FoundPerson.Refused(LogInResult.NoPost, reference) : new FoundPerson(reference, posts, null);
    }

    private static (string? Reference, LogInResult Refusal) Single(List<string> references, string type)
    {
        string? found = null;
        foreach (var reference in references)
        {
            if (!reference.StartsWith(type, StringComparison.Ordinal) || reference == found)
            {
                continue;
            }

            if (found is not null)
            {
                return (null, LogInResult.Ambiguous);
            }

            found = reference;
        }

        return (found, LogInResult.Unknown);
    }

    /// <summary>A number as the records write it; null when it cannot be one.</summary>
    private static string? Normal(string system, string given)
    {
        var number = given.Trim();
        if (system != Cpr)
        {
            return number.Length > 0 ? number : null;
        }

        number = number.Replace("-", "", StringComparison.Ordinal);
        return number.Length == CprDigits && number.All(char.IsAsciiDigit) ? number : null;
    }
}
