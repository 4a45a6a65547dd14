using Helhed.Platform.Data;

namespace Helhed.Access.LogIn;

/// <summary>Log-ins that are under way, and what a session keeps of one.</summary>
internal static class LogInSchema
{
    internal static Migration Step { get; } = new(3, "log-in by OpenID Connect", Text("INTEGER", "BLOB", " WITHOUT ROWID"), Text("BIGINT", "BYTEA", ""));

    // A version that does not know the new columns takes such a session for one of a persona that does not exist: nobody.
    private static string Text(string whole, string bytes, string narrow) => $"""
        CREATE TABLE access_log_in (
            state       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of the state; of provider and jti for a logout token that was used
            browser     {bytes} NOT NULL,             -- SHA-256 of the cookie of the browser that began
            provider    TEXT    NOT NULL,             -- the provider's name in the configuration
            nonce       TEXT    NOT NULL,             -- what the id token must repeat
            verifier    TEXT    NOT NULL,             -- PKCE's secret
            redirect    TEXT    NOT NULL,             -- the address the provider was told to come back to
            target      TEXT    NOT NULL,             -- the local path to go to afterwards; empty for the person's own page
            session     {bytes},                      -- key of the session to be proven anew; null for a log-in
            expires_at  {whole} NOT NULL              -- Unix milliseconds; worth nothing from then on
        ){narrow};
        CREATE INDEX access_log_in_expiry ON access_log_in (expires_at);
        ALTER TABLE access_session ADD COLUMN kind {whole};      -- 1 citizen, 2 staff; null for a persona
        ALTER TABLE access_session ADD COLUMN reference TEXT;    -- 'Patient/x' or 'Practitioner/x'
        ALTER TABLE access_session ADD COLUMN display TEXT;      -- name to show on pages
        ALTER TABLE access_session ADD COLUMN post TEXT;         -- 'PractitionerRole/x'; null until a role is chosen
        ALTER TABLE access_session ADD COLUMN assurance {whole}; -- 2 low, 3 substantial, 4 high
        ALTER TABLE access_session ADD COLUMN provider TEXT;     -- where it was proven
        ALTER TABLE access_session ADD COLUMN subject TEXT;      -- who it is to the provider
        ALTER TABLE access_session ADD COLUMN sid TEXT;          -- the provider's session, where it names one
        ALTER TABLE access_session ADD COLUMN id_token TEXT;     -- shown to the provider at log-out
        ALTER TABLE access_session ADD COLUMN proven_at {whole}; -- when the person last proved who they are, Unix milliseconds; null when not told
        ALTER TABLE access_session ADD COLUMN used_at {whole};   -- last use, to the minute, Unix milliseconds; null: issued_at
        ALTER TABLE access_session ADD COLUMN on_behalf_of TEXT; -- 'Patient/x' a citizen acts for; null for themselves
        CREATE INDEX access_session_subject ON access_session (provider, subject);
        """;
}
