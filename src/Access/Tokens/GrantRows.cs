using Helhed.Access.OAuth;
using Helhed.Platform.Data;

namespace Helhed.Access.Tokens;

/// <summary>An authorization code that was given out.</summary>
internal sealed record CodeRow(byte[] Hash, string Redirect, string Challenge, DateTimeOffset ExpiresAt, bool WasUsed, Family Family)
{
    internal static ValueTask<CodeRow?> Find(SqlSession session, byte[] hash) => session.First(
        $"SELECT c.redirect, c.challenge, c.expires_at, c.used_at, {Family.Columns} FROM access_code c JOIN access_family f ON f.number = c.family WHERE c.hash = $1",
        row => new CodeRow(hash, row.Text(0), row.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(2)), !row.IsNull(3), Family.Map(row, 4)),
        hash);
}

/// <summary>A refresh token that was given out.</summary>
internal sealed record RefreshRow(byte[] Hash, DateTimeOffset ExpiresAt, bool WasUsed, Family Family)
{
    internal static ValueTask<RefreshRow?> Find(SqlSession session, byte[] hash) => session.First(
        $"SELECT r.expires_at, r.used_at, {Family.Columns} FROM access_refresh r JOIN access_family f ON f.number = r.family WHERE r.hash = $1",
        row => new RefreshRow(hash, DateTimeOffset.FromUnixTimeMilliseconds(row.Long(0)), !row.IsNull(1), Family.Map(row, 2)),
        hash);
}
