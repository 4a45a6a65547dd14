using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Subscriptions;

/// <summary>Writes the status that the server has come to into the resource, where its history shows it.</summary>
internal sealed class StatusWriter(RecordStore store)
{
    private const int LongestError = 1000;

    /// <summary>
    /// Writes status and error as a new version. Nothing is written when the resource has changed meanwhile, or is gone: then that change
    /// counts, and comes by the feed.
    /// </summary>
    public async ValueTask Write(SubscriptionRow row, string status, string? error, CancellationToken ct)
    {
        var read = await store.Read(Caller.Program, "Subscription", row.Id, ct);
        if (!read.TryGet(out var stored, out _) || stored.Version != row.Version)
        {
            return;
        }

        var next = stored.As<Subscription>() with
        {
            Status = status,
            StatusElement = null,
            Error = error is { Length: > LongestError } ? error[..LongestError] : error,
            ErrorElement = null,
        };
        var outcome = await store.Update(Caller.Program, "Subscription", row.Id, FhirJson.Write(next), row.Version, ct);
        if (!outcome.TryGet(out _, out var problem) && problem.Kind is not (ProblemKind.PreconditionFailed or ProblemKind.Conflict))
        {
            throw new InvalidOperationException($"The status of a subscription could not be written: {problem.Kind}.");
        }
    }
}
