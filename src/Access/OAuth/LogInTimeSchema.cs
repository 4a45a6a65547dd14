using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>When the person who granted an app access had logged in.</summary>
internal static class LogInTimeSchema
{
    internal static Migration Step { get; } = new(13, "when who grants access had logged in", Text, Text);

    private const string Text = """
        -- Unix milliseconds; NULL for what was granted before this was kept.
        ALTER TABLE access_family ADD COLUMN auth_at BIGINT;
        """;
}
