namespace Helhed.Fhir.Shorthand;

/// <summary>One step of a path: <c>identifier[cpr]</c> has the name and one bracket.</summary>
internal readonly record struct PathPart(string Name, IReadOnlyList<string> Brackets);

/// <summary>Reads paths of elements (<c>identifier[cpr].value</c>, <c>value[x]</c>) and of carets (<c>slicing.discriminator[0].path</c>).</summary>
internal static class ElementPath
{
    private const int MostParts = 30;

    /// <summary>The parts, or null when the path is broken. <c>[x]</c> stays with the name.</summary>
    public static IReadOnlyList<PathPart>? Parse(string path)
    {
        var parts = new List<PathPart>();
        for (var at = 0; at <= path.Length;)
        {
            var end = at;
            while (end < path.Length && path[end] is not ('.' or '['))
            {
                end++;
            }

            var name = path[at..end];
            if (name.Length == 0 || parts.Count == MostParts)
            {
                return null;
            }

            var brackets = new List<string>();
            while (end < path.Length && path[end] == '[')
            {
                var close = path.IndexOf(']', end);
                if (close < end + 2)
                {
                    return null;
                }

                brackets.Add(path[(end + 1)..close]);
                end = close + 1;
            }

            if (brackets is ["x", ..])
            {
                name += "[x]";
                brackets.RemoveAt(0);
            }

            if (end < path.Length && path[end] != '.')
            {
                return null;
            }

            parts.Add(new PathPart(name, brackets));
            at = end + 1;
        }

        return parts;
    }

    public static string Join(string context, string path) => context.Length == 0 || path.Length == 0 ? context + path : $"{context}.{path}";
}
