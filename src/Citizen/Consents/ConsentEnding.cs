using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>Ends what a citizen has said in a Consent: a yes, a block or a mandate.</summary>
internal static class ConsentEnding
{
    private const int MostTries = 3;

    /// <summary>Ends it; what has ended already stays so, and two clicks at once end it once.</summary>
    /// <param name="records">The store.</param>
    /// <param name="caller">The citizen.</param>
    /// <param name="id">The Consent's id.</param>
    /// <param name="isSuch">Whether it is what the page is about.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it has ended, or why not.</returns>
    public static async Task<Problem?> End(RecordStore records, Caller caller, string id, Func<Consent, bool> isSuch, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            if (!(await records.Read(caller, "Consent", id, ct)).TryGet(out var stored, out var problem))
            {
                return problem;
            }

            var consent = stored.As<Consent>();
            if (!isSuch(consent))
            {
                return new Problem(ProblemKind.NotFound, "There is no such consent of this kind.");
            }

            if (consent.Status != "active")
            {
                return null;
            }

            var json = JsonNode.Parse(stored.Json.Span)!.AsObject();
            json["status"] = "inactive";
            problem = (await records.Update(caller, "Consent", id, Encoding.UTF8.GetBytes(json.ToJsonString()), stored.Version, ct)).Problem;
            if (problem is not { Kind: ProblemKind.PreconditionFailed } || tried == MostTries)
            {
                return problem;
            }
        }
    }
}
