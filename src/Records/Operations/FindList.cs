// https://hl7.org/fhir/R4/list-operation-find.html
using Helhed.Access;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary><c>List/$find</c>: a patient's List by what it is for, the same that <c>_list=$current-problems</c> means.</summary>
internal static class FindList
{
    public static async Task<IResult> Handle(RecordStore store, OperationCall call)
    {
        var (patient, name) = (call.Input.Text("patient")!, call.Input.Text("name")!.TrimStart('$'));
        if (!ResourceIds.IsValid(patient))
        {
            return FhirResults.Of(Problems.BadId(patient) with { Expression = "patient" });
        }

        if (!ResourceIds.IsValid(name))
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "'name' says what the list is for, such as current-problems, current-medications or current-allergies.", "name"));
        }

        List<KeyValuePair<string, string>> query =
        [
            new("subject", $"Patient/{patient}"), new("code", string.Join(',', ListMembers.CodesOf(name))), new("status", "current"), new("_sort", "-_lastUpdated"), new("_count", "1"),
        ];
        var caller = call.Http.Caller();
        var outcome = await store.Database.Read(session => SessionSearch.Page(store, session, caller, "List", query, null), call.Http.RequestAborted);
        return !outcome.TryGet(out var page, out var problem) ? FhirResults.Of(problem)
            : page.Matches is [var list, ..] ? new ResourceResult(list, StatusCodes.Status200OK, HasBody: true)
            : FhirResults.Of(new Problem(ProblemKind.NotFound, $"The patient has no List '{name}': none with status current and the code {string.Join(" or ", ListMembers.CodesOf(name))}."));
    }
}
