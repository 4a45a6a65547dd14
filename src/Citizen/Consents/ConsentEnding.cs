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
    public static Task<Problem?> End(RecordStore records, Caller caller, string id, Func<Consent, bool> isSuch, CancellationToken ct) =>
        End(records, caller, (id, isSuch), async write => (await records.Update(caller, write.Type, write.Id!, write.Json, write.IfMatch, ct)).Problem, ct);

    /// <summary>The same for oneself, or for a child under 15 for whom one decides.</summary>
    /// <param name="records">The store.</param>
    /// <param name="parents">Writes it.</param>
    /// <param name="caller">The citizen.</param>
    /// <param name="which">The Consent's id, and whether it is what the page is about.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it has ended, or why not.</returns>
    public static Task<Problem?> End(RecordStore records, ParentWrites parents, Caller caller, (string Id, Func<Consent, bool> IsSuch) which, CancellationToken ct) =>
        End(records, caller, which, async write => (await parents.Write(caller, write, _ => null, ct)).Problem, ct);

    private static async Task<Problem?> End(RecordStore records, Caller caller, (string Id, Func<Consent, bool> IsSuch) which, Func<RecordWrite, Task<Problem?>> write, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            if (!(await records.Read(caller, "Consent", which.Id, ct)).TryGet(out var stored, out var problem))
            {
                return problem;
            }

            var consent = stored.As<Consent>();
            if (!which.IsSuch(consent))
            {
                return new Problem(ProblemKind.NotFound, "There is no such consent of this kind.");
            }

            if (consent.Status != "active")
            {
                return null;
            }

            var json = JsonNode.Parse(stored.Json.Span)!.AsObject();
            json["status"] = "inactive";
            problem = await write(new RecordWrite("Consent", which.Id, Encoding.UTF8.GetBytes(json.ToJsonString()), stored.Version));
            if (problem is not { Kind: ProblemKind.PreconditionFailed } || tried == MostTries)
            {
                return problem;
            }
        }
    }
}
