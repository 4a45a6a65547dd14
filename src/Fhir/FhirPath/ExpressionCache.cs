using System.Collections.Concurrent;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// Expressions by their text, as many as <see cref="Most"/>. When it is full it is emptied: what is in use is back after one compilation
/// each, a few microseconds.
/// </summary>
internal static class ExpressionCache
{
    private const int Most = 4000;
    private const int LongestKept = 4000;

    private static readonly ConcurrentDictionary<string, FhirPathExpression> Kept = new();

    public static FhirPathExpression? Find(string text) => Kept.GetValueOrDefault(text);

    public static void Keep(FhirPathExpression expression)
    {
        if (expression.Text.Length > LongestKept)
        {
            return;
        }

        if (Kept.Count >= Most)
        {
            Kept.Clear();
        }

        Kept[expression.Text] = expression;
    }
}
