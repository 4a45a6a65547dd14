using System.Collections.Concurrent;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Records.Subscriptions;

/// <summary>Whether a change is one that a topic tells of.</summary>
internal static class TopicCondition
{
    private static readonly ConcurrentDictionary<string, FhirPathExpression> Compiled = new();

    /// <summary>True when the topic's kind of change and condition hold.</summary>
    public static bool Holds(Topic topic, FhirDocument? previous, FhirDocument? current)
    {
        var act = current is null ? TopicActs.Delete : previous is null ? TopicActs.Create : TopicActs.Update;
        if (!topic.Acts.HasFlag(act))
        {
            return false;
        }

        if (topic.Condition is not { } condition)
        {
            return true;
        }

        var context = new FhirPathContext
        {
            ChecksTypes = false,
            Variables = new Dictionary<string, IReadOnlyList<FhirPathValue>> { ["previous"] = Of(previous), ["current"] = Of(current) },
        };
        var outcome = Compiled.GetOrAdd(condition, Compile).Evaluate((current ?? previous)!, context);
        return outcome is { IsSuccess: true, Values: [var value] } && value.ToString() == "true";
    }

    private static IReadOnlyList<FhirPathValue> Of(FhirDocument? document) => document is null ? [] : [FhirPathValue.Of(document)];

    private static FhirPathExpression Compile(string text) =>
        FhirPathExpression.TryCompile(text, out var expression, out var error) ? expression : throw new InvalidOperationException($"A topic's condition is wrong: {error.Message}");
}
