// https://hl7.org/fhir/R4/http.html#vread
using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class VersionRead
{
    public static async Task<IResult> Handle(string type, string id, string version, RecordStore store, HttpContext context) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? FhirResults.Read(await store.ReadVersion(context.Caller(), type, id, number, context.RequestAborted), context)
            : FhirResults.Of(new Problem(ProblemKind.NotFound, $"Versions are numbers from 1; '{(version.Length > 20 ? version[..20] : version)}' is none."));
}
