using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>Apps that were approved for research or quality work alone.</summary>
internal static class PurposeSchema
{
    internal static Migration Step { get; } = new(8, "purposes of apps", Text, Text);

    private const string Text = """
        -- HRESCH or HQUALIMP: it sees people by pseudonyms, for that purpose alone. Empty for others.
        ALTER TABLE access_app ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
        -- 32 bytes in hexadecimal, of which its pseudonyms are made; empty where there is no purpose.
        ALTER TABLE access_app ADD COLUMN salt TEXT NOT NULL DEFAULT '';
        """;
}
