using System.Globalization;
using System.Text;
using Helhed.Platform;

namespace Helhed.Bench;

/// <summary>
/// A made-up release in SNOMED CT's format RF2: concepts with three descriptions each, words that are as unevenly common as in a language,
/// one to three parents, some 12 levels. The same number of concepts gives the same release.
/// </summary>
internal static class TerminologyRelease
{
    private const string Module = "900000000000207008";
    private const int Words = 60_000;
    private const int Roots = 20;

    private static readonly string[] Syllables =
        ["car", "di", "o", "hyp", "er", "ten", "sion", "pneu", "mo", "ni", "a", "ar", "thr", "itis", "frac", "ture", "of", "fe", "mur", "ki", "dney", "li", "ver", "dis", "ease", "syn", "drome", "chro", "nic"];

    /// <summary>The code at a place.</summary>
    public static string Code(int place) => place == 0 ? "138875005" : string.Create(CultureInfo.InvariantCulture, $"{100_000_007L + (place * 10L)}");

    public static void Write(string folder, int concepts)
    {
        var random = new SeededRandom(1);
        var vocabulary = Vocabulary(random);
        Directory.CreateDirectory(folder);
        using var concept = Open(folder, "Concept_Snapshot", "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId");
        using var description = Open(folder, "Description_Snapshot-en", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId");
        using var relationship = Open(folder, "Relationship_Snapshot", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId");
        var (descriptions, relationships) = (0, 0);
        for (var i = 0; i < concepts; i++)
        {
            var isActive = i <= Roots || random.Int(0, 100) >= 3;
            concept.WriteLine($"{Code(i)}\t20260331\t{(isActive ? 1 : 0)}\t{Module}\t900000000000074008");
            var name = Text(random, vocabulary, 2 + random.Int(0, 5));
            foreach (var (type, term) in new[] { ("900000000000003001", name + " (disorder)"), ("900000000000013009", name), ("900000000000013009", Text(random, vocabulary, 2 + random.Int(0, 4))) })
            {
                description.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++descriptions}\t20260331\t1\t{Module}\t{Code(i)}\ten\t{type}\t{term}\t900000000000448009"));
            }

            foreach (var parent in isActive ? Parents(random, i) : [])
            {
                relationship.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++relationships}\t20260331\t1\t{Module}\t{Code(i)}\t{Code(parent)}\t0\t116680003\t900000000000011006\t900000000000451002"));
            }
        }
    }

    private static HashSet<int> Parents(SeededRandom random, int place)
    {
        var parents = new HashSet<int>();
        for (var left = place == 0 ? 0 : place <= Roots ? 1 : 1 + (random.Int(0, 10) / 6) + (random.Int(0, 10) / 8); left > 0; left--)
        {
            parents.Add(place <= Roots ? 0 : (int)(place * 0.55 * Math.Pow(random.Double(), 1.3)));
        }

        return parents;
    }

    private static string Text(SeededRandom random, string[] vocabulary, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => vocabulary[(int)(vocabulary.Length * Math.Pow(random.Double(), 3))]));

    private static string[] Vocabulary(SeededRandom random)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < Words)
        {
            words.Add(string.Concat(Enumerable.Range(0, 2 + random.Int(0, 4)).Select(_ => Syllables[random.Int(0, Syllables.Length)])));
        }

        return [.. words];
    }

    private static StreamWriter Open(string folder, string name, string header)
    {
        var writer = new StreamWriter(Path.Combine(folder, $"sct2_{name}_INT_20260331.txt"), false, new UTF8Encoding(false));
        writer.WriteLine(header);
        return writer;
    }
}
