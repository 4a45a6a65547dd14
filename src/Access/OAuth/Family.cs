using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>All tokens that come of one consent: who gave it, to which app, about whom, and until when.</summary>
internal sealed record Family(long Number, string App, long Consent, Caller Caller, string Scopes)
{
    internal const string Columns =
        "f.number, f.app, f.consent, f.scopes, f.kind, f.person, f.display, f.role, f.organization, f.on_behalf_of, f.post, f.purpose, f.assurance, f.patient, f.encounter, f.nonce, f.session, f.begun_at, f.ends_at, f.ended_at, f.auth_at";

    /// <summary>As a reference; null for none.</summary>
    internal string? Encounter { get; init; }

    internal string? Nonce { get; init; }

    internal byte[]? Session { get; init; }

    /// <summary>When the person had logged in; null where that was not kept.</summary>
    internal DateTimeOffset? LoggedInAt { get; init; }

    internal DateTimeOffset BegunAt { get; init; }

    internal DateTimeOffset EndsAt { get; init; }

    internal bool HasEnded { get; init; }

    /// <summary>Reads <see cref="Columns"/>.</summary>
    internal static Family Map(Row row, int first)
    {
        var app = row.Text(first + 1);
        var scopes = row.Text(first + 3);
        return new Family(row.Long(first), app, row.Long(first + 2), CallerOf(row, first + 4) with { Client = app, Scopes = scopes }, scopes)
        {
            Encounter = row.TextOrNull(first + 14),
            Nonce = row.TextOrNull(first + 15),
            Session = row.BytesOrNull(first + 16),
            BegunAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(first + 17)),
            EndsAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(first + 18)),
            HasEnded = !row.IsNull(first + 19),
            LoggedInAt = row.LongOrNull(first + 20) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        };
    }

    /// <summary>Reads the ten columns from kind to patient.</summary>
    internal static Caller CallerOf(Row row, int first) => new((CallerKind)row.Int(first), row.Text(first + 1), row.Text(first + 2), row.Text(first + 3), row.TextOrNull(first + 4))
    {
        OnBehalfOf = row.TextOrNull(first + 5),
        Post = row.TextOrNull(first + 6),
        Purpose = row.TextOrNull(first + 7),
        Assurance = row.Int(first + 8),
        LaunchPatient = row.TextOrNull(first + 9),
    };

    internal ValueTask<int> Insert(WriteTransaction tx) => tx.Execute(
        """
        INSERT INTO access_family (number, app, consent, scopes, kind, person, display, role, organization, on_behalf_of, post, purpose, assurance, patient, encounter, nonce, session, begun_at, ends_at, auth_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """,
        Number,
        App,
        Consent,
        Scopes,
        (int)Caller.Kind,
        Caller.Reference,
        Caller.Display,
        Caller.Role,
        Caller.Organization,
        Caller.OnBehalfOf,
        Caller.Post,
        Caller.Purpose,
        Caller.Assurance,
        Caller.LaunchPatient,
        Encounter,
        Nonce,
        Session,
        BegunAt.ToUnixTimeMilliseconds(),
        EndsAt.ToUnixTimeMilliseconds(),
        LoggedInAt?.ToUnixTimeMilliseconds());

    /// <summary>Ends a family: nothing of it is good for anything from then on.</summary>
    internal static async ValueTask End(WriteTransaction tx, long number, DateTimeOffset now)
    {
        await tx.Execute("UPDATE access_family SET ended_at = $2 WHERE number = $1 AND ended_at IS NULL", number, now.ToUnixTimeMilliseconds());
        await tx.Execute("DELETE FROM access_token WHERE family = $1", number);
    }

    /// <summary>Clears away what has had its time.</summary>
    internal static async ValueTask Sweep(WriteTransaction tx, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        await tx.Execute("DELETE FROM access_refresh WHERE expires_at <= $1", at);
        await tx.Execute("DELETE FROM access_family WHERE ends_at <= $1", at);
        await tx.Execute("DELETE FROM access_code WHERE expires_at <= $1", at - (long)TimeSpan.FromDays(1).TotalMilliseconds);
        await tx.Execute("DELETE FROM access_ask WHERE expires_at <= $1", at);
        await tx.Execute("DELETE FROM access_launch WHERE expires_at <= $1", at);
    }
}
