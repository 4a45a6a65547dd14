namespace Helhed.Access.Sessions;

internal static class LocalPath
{
    private const int Longest = 1024;

    /// <summary>
    /// True for a path on this server. Browsers read "//host" and "/\host" as another server, and drop tabs and line ends before
    /// they look, so a control character or backslash anywhere disqualifies.
    /// </summary>
    internal static bool IsLocal(string path) =>
        path.Length is > 0 and <= Longest
        && path[0] == '/'
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Any(character => char.IsControl(character) || character == '\\');
}
