using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Helhed.Booking;
using Helhed.Citizen;
using Helhed.Clinic;
using Helhed.Entrance;
using Helhed.Synthetic;
using Helhed.Tests.Modules.Synthetic;
using Helhed.Ui;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>
/// Our own Danish texts are easy to read: LIX (words a sentence, and the share of words of more than six letters in percent) is under 40 for
/// each class of texts and for each page of help. Law is at 55, a children's book under 25.
/// </summary>
public sealed class ReadabilityTests
{
    private const double Most = 40;

    /// <summary>Each class of texts that a citizen reads: of the citizen's room, the entrance and all pages' frame, and of cases.</summary>
    public static TheoryData<string> Classes =>
        [.. Texts.Where(t => t.Type.Assembly != typeof(ClinicRegistration).Assembly || t.Type.Name == "CaseTexts").Select(t => t.Type.Name)];

    private static List<(Type Type, object Danish)> Texts { get; } =
        [.. new[] { typeof(CitizenRegistration).Assembly, typeof(ClinicRegistration).Assembly, typeof(EntranceRegistration).Assembly, typeof(UiSettings).Assembly }
            .SelectMany(a => a.GetTypes()).Where(t => t.Name.EndsWith("Texts", StringComparison.Ordinal) && !t.IsNested && Danish(t) is not null).Select(t => (t, Danish(t)!))];

    [Fact]
    public void The_classes_are_found() =>
        Assert.True(Texts.Count >= 12 && Texts.Any(t => t.Type.Name == "EntranceTexts") && Texts.Any(t => t.Type.Name == "UiTexts"), $"Found {string.Join(", ", Texts.Select(t => t.Type.Name))}.");

    [Theory]
    [MemberData(nameof(Classes))]
    public void Texts_of_a_class_are_easy(string name)
    {
        var texts = Texts.First(t => t.Type.Name == name);
        var sentences = Strings(texts.Danish, 0).Where(IsSentence).ToList();
        if (sentences.Sum(s => Words(s).Count) < 20)
        {
            return; // labels and buttons alone
        }

        var lix = Lix(string.Join(' ', sentences));
        Assert.True(lix < Most, $"{name}: LIX {lix:0.0}. The hardest: {string.Join(" | ", sentences.OrderByDescending(Lix).Take(5).Select(s => $"{Lix(s):0} {s}"))}");
    }

    [Fact]
    public void Explanations_of_analyses_are_easy()
    {
        var all = (IEnumerable<string>)typeof(CitizenRegistration).Assembly.GetType("Helhed.Citizen.AnalysisTexts")!.GetProperty("AllDanish", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var texts = all.ToList();
        Assert.True(texts.Count > 30);
        var lix = Lix(string.Join(' ', texts));
        Assert.True(lix < Most, $"LIX {lix:0.0}");
        Assert.Empty(texts.Where(t => Words(t).Count >= 12 && Lix(t) >= Most + 8).Select(t => $"LIX {Lix(t):0}: {t}"));
    }

    [Fact]
    public void Messages_are_easy()
    {
        var words = MessageText.Kinds.Select(kind => MessageText.Of(kind, "da", new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "Slagelse Sygehus")).ToList();
        Assert.Empty(words.Where(w => Lix(w) >= Most).Select(w => $"LIX {Lix(w):0}: {w}"));
    }

    [Fact]
    public void What_clinics_say_of_the_way_and_of_preparing_is_easy()
    {
        var words = Region.Clinics(MadeRegion.Options).Select(c => JsonNode.Parse(c.Template.Span)!).SelectMany(c => c["services"]!.AsArray().Select(s => (string?)s!["prepareDanish"]).Append((string?)c["wayDanish"])).OfType<string>().Distinct().ToList();
        Assert.True(words.Count > 8, $"Found {words.Count}.");
        Assert.Empty(words.Where(w => Lix(w) >= Most).Select(w => $"LIX {Lix(w):0}: {w}"));
    }

    [Fact]
    public void A_hard_text_is_caught() =>
        Assert.True(Lix("Regionsrådet offentliggør sundhedsaftalens implementeringsstrategi vedrørende sektorovergange efter kommunalbestyrelsernes endelige stillingtagen.") > Most);

    private static double Lix(string text)
    {
        var words = Words(text);
        return words.Count == 0 ? 0 : ((double)words.Count / Math.Max(1, Regex.Count(text, @"[.?!:](\s|$)"))) + (100.0 * words.Count(w => w.Length > 6) / words.Count);
    }

    private static List<string> Words(string text) => [.. Regex.Matches(text, @"\p{L}+").Select(m => m.Value)];

    private static bool IsSentence(string text) => text.Length > 0 && text[^1] is '.' or '?' or '!';

    private static object? Danish(Type type) =>
        type.GetConstructor([typeof(Language)]) is { } made ? made.Invoke([Language.Danish])
        : type.GetMethod("Of", BindingFlags.Public | BindingFlags.Static, [typeof(Language)]) is { } of && of.ReturnType == type ? of.Invoke(null, [Language.Danish]) : null;

    // Texts themselves, and those in choices, kinds and guides.
    private static IEnumerable<string> Strings(object value, int depth)
    {
        if (value is string text)
        {
            return [text];
        }

        if (depth > 4 || (value is ValueType && value is not ITuple && value.GetType() is { IsGenericType: var isGeneric } type && !(isGeneric && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))))
        {
            return [];
        }

        if (value is ITuple tuple)
        {
            return Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).OfType<object>().SelectMany(v => Strings(v, depth + 1));
        }

        return value is System.Collections.IEnumerable items
            ? items.Cast<object?>().OfType<object>().SelectMany(i => Strings(i, depth + 1))
            : value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.Name is not ("EqualityContract" or "Path"))
                .Select(p => p.GetValue(value)).OfType<object>().SelectMany(v => Strings(v, depth + 1));
    }
}
