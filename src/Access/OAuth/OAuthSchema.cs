using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>Apps, what people have granted them, and what is under way between the two. Secrets are kept as SHA-256 hashes alone.</summary>
internal static class OAuthSchema
{
    internal static Migration Step { get; } = new(4, "apps and their grants", Text("INTEGER", "BLOB", " WITHOUT ROWID"), Text("BIGINT", "BYTEA", ""));

    private static string Text(string whole, string bytes, string narrow) => Questions(whole, bytes, narrow) + Answers(whole, bytes, narrow) + Tokens(whole, bytes, narrow);

    // Times are Unix milliseconds.
    private static string Questions(string whole, string bytes, string narrow) => $"""
        CREATE TABLE access_app (
            id         TEXT    NOT NULL PRIMARY KEY, -- client id
            name       TEXT    NOT NULL,             -- as people see it
            kind       {whole} NOT NULL,             -- 0 public, 1 confidential with a secret, 2 confidential with a key
            state      {whole} NOT NULL,             -- 0 sandbox, 1 waiting, 2 approved, 3 refused, 4 closed
            native     {whole} NOT NULL,             -- 1 when it runs on the person's own machine: its loopback addresses may have any port
            secret     {bytes},                      -- SHA-256 of the secret of kind 1
            jwks       TEXT,                         -- public keys of kind 2, a JWK set
            jwks_uri   TEXT,                         -- or where they are fetched
            redirects  TEXT    NOT NULL,             -- addresses that answers may go to, one on each line
            scopes     TEXT    NOT NULL,             -- the most it may be granted
            launch_uri TEXT,                         -- where it is opened from Helhed's pages
            made_at    {whole} NOT NULL,
            changed_at {whole} NOT NULL              -- when its state was last changed
        ){narrow};
        CREATE TABLE access_launch (
            hash       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of the launch parameter; gone once used
            app        TEXT    NOT NULL,
            person     TEXT    NOT NULL,             -- who opened the app, such as 'Practitioner/x'
            patient    TEXT,                         -- 'Patient/x' that was in view
            encounter  TEXT,                         -- 'Encounter/x' that was in view
            expires_at {whole} NOT NULL
        ){narrow};
        CREATE TABLE access_ask (
            hash       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of the number of a request for access that is not answered yet
            app        TEXT    NOT NULL,
            person     TEXT    NOT NULL,             -- who must answer, where a launch says it; else empty
            redirect   TEXT    NOT NULL,             -- where the answer goes
            state      TEXT,                         -- the app's own, given back
            scopes     TEXT    NOT NULL,             -- what it may be granted of what it asked for
            nonce      TEXT,                         -- the app's own, for the id token
            challenge  TEXT    NOT NULL,             -- code_challenge of PKCE, S256
            patient    TEXT,                         -- of the launch
            encounter  TEXT,                         -- of the launch
            prompt     {whole} NOT NULL,             -- 0 as needed, 1 show nothing, 2 ask anew; 3 and 4: as 0 and 2 after a new log-in
            expires_at {whole} NOT NULL
        ){narrow};
        CREATE INDEX access_ask_expiry ON access_ask (expires_at);

        """;

    private static string Answers(string whole, string bytes, string narrow) => $"""
        CREATE TABLE access_grant (
            number     {whole} NOT NULL PRIMARY KEY, -- from the id blocks 'grant'
            person     TEXT    NOT NULL,             -- who gave it
            app        TEXT    NOT NULL,
            patient    TEXT    NOT NULL,             -- whose record it is about; empty for none in particular
            scopes     TEXT    NOT NULL,             -- what was granted last
            given_at   {whole} NOT NULL,
            UNIQUE (person, app, patient)
        ){narrow};
        CREATE TABLE access_family (
            number     {whole} NOT NULL PRIMARY KEY, -- all tokens that come of one consent; from the id blocks 'grant'
            app        TEXT    NOT NULL,
            consent    {whole} NOT NULL,             -- number of the grant
            kind       {whole} NOT NULL,             -- the caller who consented: CallerKind …
            person     TEXT    NOT NULL,             -- … reference …
            display    TEXT    NOT NULL,             -- … name …
            role       TEXT    NOT NULL,
            organization TEXT,
            on_behalf_of TEXT,
            post       TEXT,
            purpose    TEXT,
            assurance  {whole} NOT NULL,
            patient    TEXT,                         -- 'Patient/x' in the launch context
            encounter  TEXT,                         -- 'Encounter/x' in the launch context
            scopes     TEXT    NOT NULL,             -- what was granted
            nonce      TEXT,                         -- for the id token
            session    {bytes},                      -- hash of the session it ends with; null when it does not
            begun_at   {whole} NOT NULL,
            ends_at    {whole} NOT NULL,
            ended_at   {whole}                       -- withdrawn, or ended because a secret was used twice
        ){narrow};
        CREATE INDEX access_family_consent ON access_family (consent);
        CREATE INDEX access_family_app ON access_family (app);
        CREATE INDEX access_family_end ON access_family (ends_at);

        """;

    private static string Tokens(string whole, string bytes, string narrow) => $"""
        CREATE TABLE access_code (
            hash       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of an authorization code
            family     {whole} NOT NULL,
            redirect   TEXT    NOT NULL,             -- the client must name the same address again
            challenge  TEXT    NOT NULL,             -- code_challenge of PKCE, S256
            expires_at {whole} NOT NULL,
            used_at    {whole}                       -- kept, to know it when it comes once more
        ){narrow};
        CREATE INDEX access_code_expiry ON access_code (expires_at);
        CREATE TABLE access_refresh (
            hash       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of a refresh token
            family     {whole} NOT NULL,
            expires_at {whole} NOT NULL,
            used_at    {whole}                       -- kept, to know it when it comes once more
        ){narrow};
        CREATE INDEX access_refresh_expiry ON access_refresh (expires_at);
        CREATE TABLE access_assertion (
            hash       {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of client id and jti of an assertion that was used
            expires_at {whole} NOT NULL              -- from then on its own time refuses it
        ){narrow};
        CREATE INDEX access_assertion_expiry ON access_assertion (expires_at);
        ALTER TABLE access_token ADD COLUMN family {whole};
        ALTER TABLE access_token ADD COLUMN scopes TEXT;
        CREATE INDEX access_token_family ON access_token (family);
        CREATE INDEX access_token_client ON access_token (client);
        """;
}
