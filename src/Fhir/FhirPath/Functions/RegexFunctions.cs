using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// matches, matchesFull and replaceMatches. Patterns run in linear time where they can; the constructs for which that is not possible
/// (look-around, back references, large counts) end at their time limit.
/// </summary>
internal static class RegexFunctions
{
    private const int MostKept = 500;
    private const int LongestPattern = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private static readonly ScalarSignature ToBoolean = new(ItemKind.String, PathType.Boolean, ItemKind.String);
    private static readonly ScalarSignature ToText = new(ItemKind.String, PathType.String, ItemKind.String);
    private static readonly ConcurrentDictionary<(string Pattern, RegexOptions Options, bool IsFull), Regex?> Kept = new();

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("matches", 1, 2, (Machine m, ref ScalarCall call) => Matches(m, ref call, isFull: false), ToBoolean),
        ScalarTerm.Define("matchesFull", 1, 2, (Machine m, ref ScalarCall call) => Matches(m, ref call, isFull: true), ToBoolean),
        ScalarTerm.Define("replaceMatches", 2, 3, Replace, ToText),
    ];

    private static bool Matches(Machine m, ref ScalarCall call, bool isFull)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var pattern) || !TryRegex(m, ref call, pattern, isFull, 1, out var regex))
        {
            return false;
        }

        try
        {
            call.Result = PathItem.Of(regex!.IsMatch(text));
            return m.CheckTime(call.At);
        }
        catch (RegexMatchTimeoutException)
        {
            return m.Fail(call.At, "The regular expression takes too long on this text.");
        }
    }

    private static bool Replace(Machine m, ref ScalarCall call)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var pattern) || !Texts.Argument(m, ref call, 1, out var substitution))
        {
            return false;
        }

        // An empty pattern finds nothing to replace.
        if (pattern.Length == 0)
        {
            return Texts.Give(m, ref call, text);
        }

        if (!TryRegex(m, ref call, pattern, false, 2, out var regex))
        {
            return false;
        }

        try
        {
            var found = (long)regex!.Count(text);
            return m.CheckTime(call.At) && Texts.Spend(m, call.At, text.Length + (found * (substitution.Length + (substitution.Contains('$', StringComparison.Ordinal) ? text.Length : 0))))
                && Texts.Give(m, ref call, regex.Replace(text, substitution));
        }
        catch (RegexMatchTimeoutException)
        {
            return m.Fail(call.At, "The regular expression takes too long on this text.");
        }
    }

    private static bool TryRegex(Machine m, ref ScalarCall call, string pattern, bool isFull, int flagsAt, out Regex? regex)
    {
        regex = null;
        var options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
        if (call.Arguments.Length > flagsAt)
        {
            if (!Texts.Argument(m, ref call, flagsAt, out var flags))
            {
                return false;
            }

            foreach (var flag in flags)
            {
                if (flag is not ('i' or 'm'))
                {
                    return m.Fail(call.At, $"The flags of {call.At.Name}() are i and m.");
                }

                options |= flag == 'i' ? RegexOptions.IgnoreCase : RegexOptions.Multiline;
            }
        }

        var key = (pattern, options, isFull);
        if (!Kept.TryGetValue(key, out regex))
        {
            if (Kept.Count >= MostKept)
            {
                Kept.Clear();
            }

            regex = Kept[key] = Make(isFull ? $"\\A(?:{pattern})\\z" : pattern, options);
        }

        return regex is not null || m.Fail(call.At, $"'{(pattern.Length > 60 ? pattern[..60] + "…" : pattern)}' is no regular expression.");
    }

    private static Regex? Make(string pattern, RegexOptions options)
    {
        if (pattern.Length > LongestPattern)
        {
            return null;
        }

        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, Longest);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, Longest);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
