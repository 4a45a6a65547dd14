using Helhed.Access.Facts;
using Helhed.Access.Http;
using Helhed.Access.Log;
using Helhed.Access.Scopes;
using Helhed.Access.Sessions;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access.OAuth;

/// <summary>Asks people for what apps want, keeps what they answer, and sends the answer back.</summary>
public sealed class AppConsent
{
    // Long enough to log in and to read. There is no more of them than a node can keep: anybody can begin one.
    private static readonly TimeSpan AskTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CodeTime = TimeSpan.FromSeconds(60);
    private const int MostOpen = 20_000;
    private const int MostOpenOfApp = 5_000;
    private const int MostTries = 10;

    // The person has given less than was asked for.
    private const string Narrowed = "person, less than asked";

    private const string CprSystem = "urn:oid:1.2.208.176.1.2";

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessOptions _options;
    private readonly AccessEvents _events;
    private readonly IdBlocks _ids;

    internal AppConsent(Database database, TimeProvider clock, AccessOptions options, AccessEvents events, IdBlocks ids)
    {
        _database = database;
        _clock = clock;
        _options = options;
        _events = events;
        _ids = ids;
    }

    /// <summary>Where a request stands for whoever is at the browser.</summary>
    /// <param name="context">The browser's request.</param>
    /// <param name="ask">The number of the request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What to do.</returns>
    public async ValueTask<ConsentStep> Look(HttpContext context, string ask, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await Find(context, ask, ct) is not var (row, app))
        {
            return new ConsentStep.Gone();
        }

        if (row.Prompt is Prompt.LogIn or Prompt.LogInAndConsent)
        {
            var next = row.Prompt == Prompt.LogIn ? Prompt.AsNeeded : Prompt.Consent;
            await _database.Write(tx => tx.Execute("UPDATE access_ask SET prompt = $2 WHERE hash = $1", row.Hash, (int)next), ct);
            await SessionLink.End(context, ct);
            return new ConsentStep.LogIn();
        }

        if (!IsPerson(context.Caller()))
        {
            return row.Prompt == Prompt.None ? await Refuse(row, "", "login_required", ct) : new ConsentStep.LogIn();
        }

        if (IsForAnother(row, context.Caller()))
        {
            return await Refuse(row, context.Caller().Reference, "access_denied", ct);
        }

        var patient = PatientOf(row, context.Caller());
        if (!(row.NeedsPatient && patient is null) && row.Prompt != Prompt.Consent && await IsGranted(row, app, context.Caller(), patient, ct))
        {
            return await Give(context, row, (row.Asked, patient), "granted-before", ct);
        }

        return row.Prompt == Prompt.None ? await Refuse(row, context.Caller().Reference, "consent_required", ct) : new ConsentStep.Ask(Question(row, app, patient));
    }

    /// <summary>The person gives access.</summary>
    /// <param name="context">The browser's request.</param>
    /// <param name="ask">The number of the request.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What to do: as a rule, to leave for the app with a code.</returns>
    public async ValueTask<ConsentStep> Give(HttpContext context, string ask, ConsentAnswer answer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(answer);
        if (await Find(context, ask, ct) is not var (row, app) || !IsPerson(context.Caller()) || IsForAnother(row, context.Caller()))
        {
            return new ConsentStep.Gone();
        }

        var ticked = answer.Scopes.ToHashSet(StringComparer.Ordinal);
        var scopes = row.Asked.Without(mark => IsAsked(mark) && !ticked.Contains(mark), scope => !ticked.Contains(scope.ToString()));
        if (!scopes.Others.Any(IsAsked) && scopes.Resources.Count == 0)
        {
            return await Refuse(row, context.Caller().Reference, "access_denied", ct);
        }

        var patient = PatientOf(row, context.Caller());
        if (row.NeedsPatient && patient is null)
        {
            // By trying numbers one could learn whose they are.
            var tries = context.RequestServices.GetRequiredService<Tries>();
            var key = $"app patient {context.Caller().Reference}";
            if (tries.Wait(key, MostTries) is not null)
            {
                return new ConsentStep.Ask(Question(row, app, null), WasUnknownPatient: true) { HasTriedMany = true };
            }

            tries.Add(key);
            patient = await PatientNamed(answer.Patient, ct);
            if (patient is null)
            {
                return new ConsentStep.Ask(Question(row, app, null), WasUnknownPatient: true);
            }
        }

        return await Give(context, row, (scopes, patient), scopes.Covers(row.Asked) ? "person" : Narrowed, ct);
    }

    /// <summary>The person refuses.</summary>
    /// <param name="context">The browser's request.</param>
    /// <param name="ask">The number of the request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What to do: as a rule, to leave for the app with a refusal.</returns>
    public async ValueTask<ConsentStep> Refuse(HttpContext context, string ask, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await Find(context, ask, ct) is var (row, _) && IsPerson(context.Caller()) && !IsForAnother(row, context.Caller())
            ? await Refuse(row, context.Caller().Reference, "access_denied", ct)
            : new ConsentStep.Gone();
    }

    /// <summary>Whether people decide on a scope: those that only say how the app is opened are left out.</summary>
    /// <param name="scope">A scope that is not for resources.</param>
    /// <returns>True when it stands on the page.</returns>
    public static bool IsAsked(string scope) => scope is not ("launch" or "launch/patient" or "launch/encounter");

    /// <summary>The page on which a request is answered.</summary>
    /// <param name="ask">The number of the request.</param>
    /// <returns>A path.</returns>
    public static string PageAddress(string ask) => $"{Addresses.Consent}?nr={Uri.EscapeDataString(ask)}";

    /// <summary>The page to log in on before that.</summary>
    /// <param name="ask">The number of the request.</param>
    /// <returns>A path.</returns>
    public static string LogInAddress(string ask) => $"{Addresses.LogIn}?to={Uri.EscapeDataString(PageAddress(ask))}";

    /// <summary>Keeps a request until it is answered. Null when too many are open.</summary>
    internal async ValueTask<string?> Begin(AuthorizeRequest request, CancellationToken ct)
    {
        var ask = Secret.New();
        var now = _clock.GetUtcNow();
        return await _database.Write(
            async tx =>
            {
                await tx.Execute("DELETE FROM access_ask WHERE expires_at <= $1", now.ToUnixTimeMilliseconds());
                var (all, own) = await tx.First("SELECT count(*), coalesce(sum(CASE WHEN app = $1 THEN 1 ELSE 0 END), 0) FROM access_ask", row => (row.Long(0), row.Long(1)), request.App.Id);
                if (all >= MostOpen || own >= MostOpenOfApp)
                {
                    return null;
                }

                var launch = request.Launch is { } text ? await AppLaunches.Take(tx, text, request.App.Id, now) : null;
                var row = new AskRow(Secret.Hash(ask)!, request.App.Id, request.Launch is null ? "" : launch?.Person ?? Nobody, request.Back, request.Scopes.ToString(), request.Challenge)
                {
                    Nonce = request.Nonce,
                    Patient = launch?.Patient,
                    Encounter = launch?.Encounter,
                    Prompt = request.Prompt,
                    ExpiresAt = now + AskTime,
                };
                await row.Insert(tx);
                return ask;
            },
            ct);
    }

    // A launch that is not known, was used, or was for another app: nobody can answer, so the app is refused.
    private const string Nobody = "?";

    private static bool IsForAnother(AskRow row, Caller caller) => row.Person.Length > 0 && row.Person != caller.Reference;

    // Somebody at Helhed's own pages. An app's token does not open more doors.
    private static bool IsPerson(Caller caller) => caller is { Kind: CallerKind.Citizen or CallerKind.Staff, Client: null };

    private static string? PatientOf(AskRow row, Caller caller) => row.Patient ?? (row.NeedsPatient && caller.Kind == CallerKind.Citizen ? caller.Subject : null);

    private static GrantLength LengthOf(ScopeSet scopes) =>
        scopes.Has("offline_access") ? GrantLength.UntilWithdrawn : scopes.Has("online_access") ? GrantLength.LoggedIn : GrantLength.Hour;

    private static ConsentQuestion Question(AskRow row, App app, string? patient)
    {
        var source = RedirectRule.Source(row.Back.Redirect);
        var uri = new Uri(row.Back.Redirect);
        return new ConsentQuestion(app.Name, uri.Host.Length > 0 ? uri.Authority : uri.Scheme, source, app.State == AppState.Sandbox, row.Asked)
        {
            Patient = patient,
            ChoosesPatient = row.NeedsPatient && patient is null,
            Length = LengthOf(row.Asked),
        };
    }

    private async ValueTask<(AskRow Row, App App)?> Find(HttpContext context, string ask, CancellationToken ct)
    {
        if (Secret.Hash(ask) is not { } hash)
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        var origin = _options.Origin(context.Request);
        var (row, app) = await _database.ReadLatest<(AskRow?, App?)>(
            async session => await AskRow.Find(session, hash, origin, now) is { } found ? (found, await AppRegistry.Find(session, found.App)) : default, ct);
        return row is not null && app is not null && Apps.MayBeUsed(app.State, _options) ? (row, app) : null;
    }

    // Silence is consent only where no other program can have taken the app's place (RFC 8252, section 8.6).
    private async ValueTask<bool> IsGranted(AskRow row, App app, Caller caller, string? patient, CancellationToken ct)
    {
        if (app.Registration.Kind == AppKind.Public && RedirectRule.IsUnproven(row.Back.Redirect))
        {
            return false;
        }

        var granted = await _database.ReadLatest(
            session => session.First(
                "SELECT scopes FROM access_grant WHERE person = $1 AND app = $2 AND patient = $3", r => r.Text(0), caller.Reference, row.App, patient ?? ""),
            ct);
        return granted is not null && ScopeSet.Of(granted).Covers(row.Asked.Without(mark => !IsAsked(mark), _ => false));
    }

    private async ValueTask<string?> PatientNamed(string? typed, CancellationToken ct)
    {
        var text = (typed ?? "").Trim();
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length == 10 && digits.All(char.IsAsciiDigit))
        {
            var found = await _database.ReadLatest(session => People.WithIdentifier(session, CprSystem, digits), ct);
            return found is [var one] && one.StartsWith("Patient/", StringComparison.Ordinal) ? one : null;
        }

        // Whether there is such a patient, and the person may see the record, the rule says at each access.
        return text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? $"Patient/{text}" : null;
    }

    private async ValueTask<ConsentStep> Refuse(AskRow row, string who, string error, CancellationToken ct)
    {
        var number = await _events.Number(ct);
        var isFirst = await _database.Write(
            async tx =>
            {
                if (await tx.Execute("DELETE FROM access_ask WHERE hash = $1", row.Hash) == 0)
                {
                    return false;
                }

                // Who is not there has refused nothing; anybody could let the ledger grow without end.
                if (who.Length > 0)
                {
                    await _events.Write(tx, number, "grant-refused", who, $"{error}: app {row.App}");
                }

                return true;
            },
            ct);
        return isFirst ? new ConsentStep.Leave(row.Back.With("error", error)) : new ConsentStep.Gone();
    }

    private async ValueTask<ConsentStep> Give(HttpContext context, AskRow row, (ScopeSet Scopes, string? Patient) granted, string why, CancellationToken ct)
    {
        var code = Secret.New();
        var now = _clock.GetUtcNow();
        var scopes = granted.Scopes.ToString();
        var first = await _ids.Next("grant", 2, ct);
        var number = await _events.Number(ct);
        var length = LengthOf(granted.Scopes);
        var family = new Family(first + 1, row.App, first, context.Caller() with { LaunchPatient = granted.Patient }, scopes)
        {
            Encounter = row.Encounter,
            Nonce = row.Nonce,
            Session = length == GrantLength.LoggedIn ? SessionLink.Of(context) : null,
            LoggedInAt = context.Session()?.LoggedInAt,
            BegunAt = now,
            EndsAt = now + Lasts(length),
        };
        var isFirst = await _database.Write(
            async tx =>
            {
                if (await tx.Execute("DELETE FROM access_ask WHERE hash = $1", row.Hash) == 0)
                {
                    return false;
                }

                await Family.Sweep(tx, now);
                var consent = await AppGrants.Keep(tx, family, why == Narrowed, now);
                await (family with { Consent = consent }).Insert(tx);
                await tx.Execute(
                    "INSERT INTO access_code (hash, family, redirect, challenge, expires_at) VALUES ($1, $2, $3, $4, $5)",
                    Secret.Hash(code),
                    family.Number,
                    row.Back.Redirect,
                    row.Challenge,
                    (now + CodeTime).ToUnixTimeMilliseconds());
                await _events.Write(tx, number, "grant", family.Caller.Reference, $"{why}: app {row.App}");
                return true;
            },
            ct);
        return isFirst ? new ConsentStep.Leave(row.Back.With("code", code)) : new ConsentStep.Gone();
    }

    private static TimeSpan Lasts(GrantLength length) => length switch
    {
        GrantLength.UntilWithdrawn => TimeSpan.FromDays(365),
        GrantLength.LoggedIn => TimeSpan.FromHours(12),
        _ => TimeSpan.FromHours(1) + CodeTime,
    };
}
