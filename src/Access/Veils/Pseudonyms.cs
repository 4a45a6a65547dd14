using System.Security.Cryptography;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Veils;

/// <summary>
/// Decisions on pseudonyms of staff, made and looked through by information security (role security). Rules: <c>security-pseudonyms</c>,
/// <c>security-reveals</c>; each is an entry of the access log.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="ids">Numbers of decisions.</param>
/// <param name="log">The access log.</param>
/// <param name="clock">The clock.</param>
public sealed class Pseudonyms(Database database, IdBlocks ids, AccessLog log, TimeProvider clock)
{
    private const int MostWords = 500;
    private const int LeastWords = 10;
    private const int MostStaff = 20_000;

    /// <summary>All decisions, newest first.</summary>
    /// <param name="caller">Somebody of information security.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The decisions. Problems: Forbidden.</returns>
    public async ValueTask<Outcome<IReadOnlyList<Pseudonym>>> All(Caller caller, CancellationToken ct) =>
        Refused(caller) is { } refused ? refused : Outcome.Ok<IReadOnlyList<Pseudonym>>(await database.ReadLatest(PseudonymTable.All, ct));

    /// <summary>Sets a pseudonym; it holds from the next answer on, for what was written before too.</summary>
    /// <param name="caller">Somebody of information security.</param>
    /// <param name="decision">The decision; its number is given here.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The decision with its number. Problems: Forbidden, Invalid (with the field).</returns>
    public async ValueTask<Outcome<Pseudonym>> Set(Caller caller, Pseudonym decision, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (Refused(caller) is { } refused)
        {
            return refused;
        }

        if (await Fault(decision, ct) is { } fault)
        {
            return fault;
        }

        var number = await ids.Next("pseudonym", 1, ct);
        var logNumber = await log.Number(ct);
        var written = decision with
        {
            Number = number,
            Name = decision.Name.Trim(),
            Reason = decision.Reason.Trim(),
            Author = caller.Reference,
            Written = clock.GetUtcNow(),
            Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
        return await database.Write(
            async tx =>
            {
                await PseudonymTable.Insert(tx, written);
                await log.Write(tx, logNumber, [Entry(caller, "pseudonym", "security-pseudonyms", written.Reason)]);
                return Outcome.Ok(written);
            },
            ct);
    }

    /// <summary>Ends a decision now: from then on the real name is shown, of what was written before too.</summary>
    /// <param name="caller">Somebody of information security.</param>
    /// <param name="number">The decision.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it is done. Problems: Forbidden, NotFound.</returns>
    public async ValueTask<Problem?> End(Caller caller, long number, CancellationToken ct)
    {
        if (Refused(caller) is { } refused)
        {
            return refused;
        }

        var logNumber = await log.Number(ct);
        return await database.Write(
            async tx =>
            {
                if (await PseudonymTable.End(tx, number, clock.GetUtcNow().ToUnixTimeMilliseconds()) == 0)
                {
                    return new Problem(ProblemKind.NotFound, "There is no such pseudonym that still holds.");
                }

                await log.Write(tx, logNumber, [Entry(caller, "pseudonym", "security-pseudonyms", "ends")]);
                return (Problem?)null;
            },
            ct);
    }

    /// <summary>Who stands behind a pseudonym.</summary>
    /// <param name="caller">Somebody of information security.</param>
    /// <param name="shown">What a citizen saw: "Practitioner/skjult-…", or the pseudonym itself.</param>
    /// <param name="reason">Why it is asked, 10 to 500 characters; stands in the log.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>References, such as "Practitioner/x", of all it may be. Problems: Forbidden, Invalid, NotFound.</returns>
    public async ValueTask<Outcome<IReadOnlyList<string>>> Reveal(Caller caller, string shown, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(reason);
        if (Refused(caller) is { } refused)
        {
            return refused;
        }

        if (reason.Trim().Length is < LeastWords or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Say why in {LeastWords} to {MostWords} characters.", "reason");
        }

        // Durable before the name is shown.
        var trail = new AccessTrail();
        trail.Add(Entry(caller, "reveal", "security-reveals", reason.Trim()));
        await log.Flush(trail, ct);
        var name = shown.Trim();
        var found = await database.Read(
            async session =>
            {
                var people = new List<string>();
                foreach (var decision in await PseudonymTable.All(session))
                {
                    var staff = await PseudonymTable.Staff(session, [decision], MostStaff);
                    people.AddRange(staff.Where(s => s.Shown == name || string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)).Select(s => s.Person));
                }

                return people.Distinct(StringComparer.Ordinal).ToList();
            },
            ct);
        return found.Count == 0 ? new Problem(ProblemKind.NotFound, "Nobody has, or has had, this pseudonym.", "shown") : found;
    }

    private async ValueTask<Problem?> Fault(Pseudonym decision, CancellationToken ct)
    {
        if (decision.Name.Trim().Length is < 3 or > 80)
        {
            return new Problem(ProblemKind.Invalid, "The pseudonym has 3 to 80 characters.", "name");
        }

        if (decision.Reason.Trim().Length is < LeastWords or > MostWords)
        {
            return new Problem(ProblemKind.Invalid, $"Say why in {LeastWords} to {MostWords} characters.", "reason");
        }

        if (decision.Ends <= decision.Begins)
        {
            return new Problem(ProblemKind.Invalid, "It ends before it begins.", "ends");
        }

        if (decision.Patient.Length > 0 && !decision.Patient.StartsWith("Patient/", StringComparison.Ordinal))
        {
            return new Problem(ProblemKind.Invalid, "Write the citizen as Patient/id.", "patient");
        }

        return await database.ReadLatest(
            async session => !await session.First("SELECT 1 FROM access_unit WHERE reference = $1", _ => true, decision.Unit) ? new Problem(ProblemKind.Invalid, "There is no such unit.", "unit")
                : decision.Staff.Length > 0 && !await session.First("SELECT 1 FROM access_staff_name WHERE person = $1", _ => true, decision.Staff) ? new Problem(ProblemKind.Invalid, "Nobody at work has this reference.", "staff")
                : decision.Patient.Length > 0 && !await session.First("SELECT 1 FROM access_person WHERE patient = $1", _ => true, Hash64.Of(decision.Patient)) ? new Problem(ProblemKind.Invalid, "There is no such citizen.", "patient")
                : null,
            ct);
    }

    private static Problem? Refused(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Trail?.Note("security-pseudonyms");
        return caller is { Kind: CallerKind.Staff, Role: "security" } ? null : new Problem(ProblemKind.Forbidden, "Only information security decides on pseudonyms.") { Rule = "security-pseudonyms" };
    }

    private static AccessEntry Entry(Caller caller, string what, string rule, string words) => new(what, caller, rule, []) { Words = words };
}
