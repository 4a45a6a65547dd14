using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Helhed.Fhir.Terminology;

/// <summary>What is said of the codes of a system that no list names.</summary>
internal abstract class CodeRule
{
    public static CodeRule No { get; } = new Same(Verdict.No);

    public static CodeRule Yes { get; } = new Same(Verdict.Yes);

    public static CodeRule Unsure { get; } = new Same(Verdict.Unsure);

    /// <summary>The verdict when it is the same for every code.</summary>
    public virtual Verdict? Constant => null;

    /// <summary>The grammar behind it, for messages.</summary>
    public virtual CodeGrammar? Grammar => null;

    public abstract Verdict Decide(ReadOnlySpan<byte> code);

    public static CodeRule Of(Verdict verdict) => verdict switch { Verdict.No => No, Verdict.Yes => Yes, _ => Unsure };

    public static CodeRule Combine(SetOperation operation, CodeRule a, CodeRule b)
    {
        if (a.Constant is { } x && b.Constant is { } y)
        {
            return Of(Kleene.Apply(operation, x, y));
        }

        return operation switch
        {
            SetOperation.Or when a.Constant == Verdict.No => b,
            SetOperation.Or or SetOperation.Without when b.Constant == Verdict.No => a,
            SetOperation.And when a.Constant == Verdict.No || b.Constant == Verdict.No => No,
            SetOperation.Or when a.Constant == Verdict.Yes || b.Constant == Verdict.Yes => Yes,
            SetOperation.Without when a.Constant == Verdict.No || b.Constant == Verdict.Yes => No,
            _ => new Combined(operation, a, b),
        };
    }

    private sealed class Same(Verdict verdict) : CodeRule
    {
        public override Verdict? Constant => verdict;

        public override Verdict Decide(ReadOnlySpan<byte> code) => verdict;
    }

    private sealed class Combined(SetOperation operation, CodeRule a, CodeRule b) : CodeRule
    {
        public override CodeGrammar? Grammar => a.Grammar ?? b.Grammar;

        public override Verdict Decide(ReadOnlySpan<byte> code) => Kleene.Apply(operation, a.Decide(code), b.Decide(code));
    }
}

/// <summary>Well-formed codes are (or may be) in the set, others are not.</summary>
internal sealed class GrammarRule(CodeGrammar grammar) : CodeRule
{
    public override CodeGrammar Grammar => grammar;

    public override Verdict Decide(ReadOnlySpan<byte> code) =>
        !grammar.IsValid(code) ? Verdict.No : grammar.IsWhole ? Verdict.Yes : Verdict.Unsure;
}

/// <summary>
/// The whole code matches an expression. It runs without backtracking, in a time that grows with the code; the few expressions that cannot
/// run so have a quarter of a second for all slow codes together.
/// </summary>
internal sealed class RegexRule : CodeRule
{
    private const int MaxPatternLength = 2000;
    private const int MaxCodeBytes = 4096;
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SlowMatch = TimeSpan.FromMilliseconds(5);

    private readonly Regex _regex;
    private long _ticksLeft = MostTime.Ticks;

    private RegexRule(Regex regex) => _regex = regex;

    /// <summary>Null when the pattern is no regular expression.</summary>
    public static RegexRule? TryMake(string pattern)
    {
        if (pattern.Length > MaxPatternLength)
        {
            return null;
        }

        try
        {
            // A pattern that closes a group of its own would escape the anchors: it must be right by itself first.
            _ = new Regex(pattern, RegexOptions.CultureInvariant, MostTime);
            return new RegexRule(Make($"^(?:{pattern})\\z"));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override Verdict Decide(ReadOnlySpan<byte> code)
    {
        if (code.Length > MaxCodeBytes)
        {
            return Verdict.Unsure;
        }

        Span<char> text = stackalloc char[code.Length <= 256 ? 256 : 0];
        text = code.Length <= 256 ? text : new char[code.Length];
        text = text[..Encoding.UTF8.GetChars(code, text)];
        return (_regex.Options & RegexOptions.NonBacktracking) != 0 ? Kleene.Of(_regex.IsMatch(text)) : DecideInTime(text);
    }

    private Verdict DecideInTime(ReadOnlySpan<char> text)
    {
        if (Interlocked.Read(ref _ticksLeft) <= 0)
        {
            return Verdict.Unsure;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            return Kleene.Of(_regex.IsMatch(text));
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Unsure;
        }
        finally
        {
            // What an honest expression takes, microseconds, is not counted: it may be asked for years.
            var taken = Stopwatch.GetElapsedTime(start);
            if (taken > SlowMatch)
            {
                Interlocked.Add(ref _ticksLeft, -taken.Ticks);
            }
        }
    }

    private static Regex Make(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MostTime);
        }
    }
}
