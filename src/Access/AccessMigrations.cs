using Helhed.Platform.Data;

namespace Helhed.Access;

/// <summary>The tables of Access.</summary>
public static class AccessMigrations
{
    /// <summary>The room's schema, for <see cref="Database.Migrate"/>.</summary>
    public static RoomMigrations Room { get; } = new("access",
    [
        new(1, "tokens and sessions", Sqlite, PostgreSql),
        Facts.FactSchema.Step,
        LogIn.LogInSchema.Step,
        OAuth.OAuthSchema.Step,
        Log.LogSchema.Step,
        Looks.LookSchema.Step,
        Veils.VeilSchema.Step,
        OAuth.PurposeSchema.Step,
        Veils.StaffPostSchema.Step,
        Log.SplitSchema.Step,
        Facts.FactSchema.Writers,
        Facts.FactSchema.Contexts,
        OAuth.LogInTimeSchema.Step,
        Looks.LookSchema.Told,
        Looks.LookSchema.ToldPaper,
        Log.SplitSchema.Hours,
    ]);

    private const string Sqlite = """
        CREATE TABLE access_token (
            hash       BLOB    NOT NULL PRIMARY KEY,  -- SHA-256 of the bearer token; the token itself is nowhere
            client     TEXT    NOT NULL,              -- the client it was given to
            issued_at  INTEGER NOT NULL,              -- Unix milliseconds
            expires_at INTEGER NOT NULL               -- Unix milliseconds; refused from then on
        ) WITHOUT ROWID;
        CREATE INDEX access_token_expiry ON access_token (expires_at);
        CREATE TABLE access_session (
            hash       BLOB    NOT NULL PRIMARY KEY,  -- SHA-256 of the cookie's value; the value itself is nowhere
            persona    TEXT    NOT NULL,              -- id of the persona that is logged in
            issued_at  INTEGER NOT NULL,              -- Unix milliseconds
            expires_at INTEGER NOT NULL               -- Unix milliseconds; logged off from then on
        ) WITHOUT ROWID;
        CREATE INDEX access_session_expiry ON access_session (expires_at);
        """;

    private const string PostgreSql = """
        CREATE TABLE access_token (
            hash       BYTEA  NOT NULL PRIMARY KEY,  -- SHA-256 of the bearer token; the token itself is nowhere
            client     TEXT   NOT NULL,              -- the client it was given to
            issued_at  BIGINT NOT NULL,              -- Unix milliseconds
            expires_at BIGINT NOT NULL               -- Unix milliseconds; refused from then on
        );
        CREATE INDEX access_token_expiry ON access_token (expires_at);
        CREATE TABLE access_session (
            hash       BYTEA  NOT NULL PRIMARY KEY,  -- SHA-256 of the cookie's value; the value itself is nowhere
            persona    TEXT   NOT NULL,              -- id of the persona that is logged in
            issued_at  BIGINT NOT NULL,              -- Unix milliseconds
            expires_at BIGINT NOT NULL               -- Unix milliseconds; logged off from then on
        );
        CREATE INDEX access_session_expiry ON access_session (expires_at);
        """;
}
