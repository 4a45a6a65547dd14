using Helhed.Access.Scopes;
using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>A request of an app that a person has not answered yet.</summary>
internal sealed record AskRow(byte[] Hash, string App, string Person, ReturnAddress Back, string Scopes, string Challenge)
{
    private const string Columns = "app, person, redirect, state, scopes, challenge, nonce, patient, encounter, prompt, expires_at";

    internal string? Nonce { get; init; }

    internal string? Patient { get; init; }

    internal string? Encounter { get; init; }

    internal Prompt Prompt { get; init; }

    internal DateTimeOffset ExpiresAt { get; init; }

    internal ScopeSet Asked => ScopeSet.Of(Scopes);

    /// <summary>Whether the app needs a patient that is not known yet.</summary>
    internal bool NeedsPatient => Patient is null && (Asked.Has("launch/patient") || Asked.HasAny(ScopeLevel.Patient));

    internal static ValueTask<AskRow?> Find(SqlSession session, byte[] hash, string issuer, DateTimeOffset now) => session.First(
        $"SELECT {Columns} FROM access_ask WHERE hash = $1 AND expires_at > $2",
        row => new AskRow(hash, row.Text(0), row.Text(1), new ReturnAddress(row.Text(2), row.TextOrNull(3), issuer), row.Text(4), row.Text(5))
        {
            Nonce = row.TextOrNull(6),
            Patient = row.TextOrNull(7),
            Encounter = row.TextOrNull(8),
            Prompt = (Prompt)row.Int(9),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Long(10)),
        },
        hash,
        now.ToUnixTimeMilliseconds());

    internal ValueTask<int> Insert(WriteTransaction tx) => tx.Execute(
        $"INSERT INTO access_ask (hash, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        Hash,
        App,
        Person,
        Back.Redirect,
        Back.State,
        Scopes,
        Challenge,
        Nonce,
        Patient,
        Encounter,
        (int)Prompt,
        ExpiresAt.ToUnixTimeMilliseconds());
}
