using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Access.Scopes;

/// <summary>
/// Reads SMART scopes strictly: https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
/// What cannot be read is refused, never taken for something near it.
/// </summary>
internal static class ScopeReader
{
    internal const int LongestQuery = 500;

    // Parameters that only narrow. _include and others bring in more, _sort and _count mean nothing in a scope.
    private static readonly string[] Common = ["_id", "_lastUpdated", "_profile", "_security", "_tag"];

    /// <summary>One scope for resources; a problem that says what is wrong with it.</summary>
    internal static Outcome<ResourceScope> Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var head = question < 0 ? text : text[..question];
        var dot = head.LastIndexOf('.');
        if (slash < 0 || dot < slash || LevelOf(head[..slash]) is not { } level)
        {
            return Wrong(text, "write patient/, user/ or system/, then a type or *, a dot and some of cruds");
        }

        var type = head[(slash + 1)..dot];
        if (type != "*" && R4Definitions.Default.FindResource(type) is null)
        {
            return Wrong(text, "there is no such type of resource in FHIR R4");
        }

        var letters = head[(dot + 1)..];
        if (Version1(letters) is { } former)
        {
            return question < 0
                ? new ResourceScope(level, type, former, null) { Spelling = text }
                : Wrong(text, "a scope of SMART 1 has no search parameters; write .rs in place of .read");
        }

        if (ActsOf(letters) is not { } acts)
        {
            return Wrong(text, "behind the dot stand some of the letters cruds, in this order");
        }

        return question < 0 ? new ResourceScope(level, type, acts, null) : WithQuery(text, new ResourceScope(level, type, acts, text[(question + 1)..]));
    }

    private static Outcome<ResourceScope> WithQuery(string text, ResourceScope scope)
    {
        if (scope.Type == "*")
        {
            return Wrong(text, "search parameters belong to a type, not to *");
        }

        return IsQuery(scope.Query!) ? scope : Wrong(text, "behind ? stand search parameters that narrow, as name=value joined by &");
    }

    private static bool IsQuery(string query)
    {
        if (query.Length is 0 or > LongestQuery)
        {
            return false;
        }

        foreach (var pair in query.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == pair.Length - 1 || !IsName(pair.AsSpan(0, equals)) || !IsValue(pair.AsSpan(equals + 1)))
            {
                return false;
            }
        }

        return true;
    }

    // A name, perhaps with a modifier or a chain; of those with an underscore only what is known to narrow.
    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or ':' or '.'))
            {
                return false;
            }
        }

        if (name[0] != '_')
        {
            return char.IsAsciiLetter(name[0]);
        }

        var colon = name.IndexOf(':');
        return Common.AsSpan().Contains((colon < 0 ? name : name[..colon]).ToString());
    }

    private static bool IsValue(ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var isHex = value[i] != '%' || (i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]));
            if (!isHex || value[i] is <= ' ' or > '~' or '"' or '\\' or '#' or '?' or '=')
            {
                return false;
            }
        }

        return true;
    }

    private static ScopeLevel? LevelOf(string text) => text switch
    {
        "patient" => ScopeLevel.Patient,
        "user" => ScopeLevel.User,
        "system" => ScopeLevel.System,
        _ => null,
    };

    private static ScopeActs? Version1(string letters) => letters switch
    {
        "read" => ScopeActs.Read | ScopeActs.Search,
        "write" => ScopeActs.Create | ScopeActs.Update | ScopeActs.Delete,
        "*" => ScopeActs.Create | ScopeActs.Read | ScopeActs.Update | ScopeActs.Delete | ScopeActs.Search,
        _ => null,
    };

    private static ScopeActs? ActsOf(string letters)
    {
        var acts = ScopeActs.None;
        var last = -1;
        foreach (var letter in letters)
        {
            var place = ResourceScope.Letters.IndexOf(letter, StringComparison.Ordinal);
            if (place <= last)
            {
                return null;
            }

            acts |= (ScopeActs)(1 << place);
            last = place;
        }

        return acts == ScopeActs.None ? null : acts;
    }

    internal static Problem Wrong(string text, string cure) =>
        new(ProblemKind.Invalid, $"The scope '{(text.Length > 80 ? text[..80] : text)}' cannot be given: {cure}.");
}
