// https://hl7.org/fhir/R4/codesystem-operation-subsumes.html
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Terminology;

internal static class SubsumesOperation
{
    public static async Task<IResult> Handle(OperationCall call)
    {
        var input = call.Input;
        var (a, b) = (CodeOf(input, "A"), CodeOf(input, "B"));
        if (a is null || b is null)
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "$subsumes needs 'codeA' and 'codeB' with 'system', or 'codingA' and 'codingB'.", a is null ? "codeA" : "codeB"));
        }

        var system = input.Text("system") ?? a.System ?? b.System;
        if (system is null && call.Id is null)
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "$subsumes needs the codes' 'system'.", "system"));
        }

        if ((a.System ?? system) != (b.System ?? system))
        {
            return TerminologyCall.Refuse(new Problem(ProblemKind.Invalid, $"'{a.Code}' is of {a.System}, and '{b.Code}' of {b.System}: codes of different systems cannot be compared.", "codingB"));
        }

        return TerminologyCall.Answer(await TerminologyCall.Read(call, (session, catalog) => Subsumes(session, catalog, call, system, (a, b))));
    }

    private static async ValueTask<Outcome<Parameters>> Subsumes(SqlSession session, CodeCatalog catalog, OperationCall call, string? system, (AskedCode A, AskedCode B) asked)
    {
        var content = call.Id is { } id
            ? await catalog.SystemOf(session, id)
            : await catalog.System(session, CanonicalUrl.Split(system!).Url, call.Input.Text("version") ?? asked.A.Version ?? CanonicalUrl.Split(system!).Version);
        if (content is null)
        {
            return call.Id is { } missing ? Problems.NotFound("CodeSystem", missing) : new Problem(ProblemKind.NotFound, $"The code system {system} is not here, so its codes cannot be compared. Import it first.", "system");
        }

        if (system is not null && call.Id is not null && CanonicalUrl.Split(system).Url != content.Head.Url)
        {
            return new Problem(ProblemKind.Invalid, $"The codes are of {system}, and the code system in the address is {content.Head.Url}.", "system");
        }

        var (a, b) = (await content.Find(session, asked.A.Code), await content.Find(session, asked.B.Code));
        foreach (var (places, code) in new[] { (a, asked.A.Code), (b, asked.B.Code) })
        {
            if (places.Count == 0)
            {
                return new Problem(ProblemKind.NotFound, $"'{code}' is no code of {CanonicalUrl.Join(content.Head.Url, content.Head.Version)}.", code == asked.A.Code ? "codeA" : "codeB");
            }
        }

        var outcome = a.Intersect(b).Any() ? "equivalent"
            : await IsBelow(session, content, b, a) ? "subsumes"
            : await IsBelow(session, content, a, b) ? "subsumed-by"
            : "not-subsumed";
        return new Parameters { Parameter = [new() { Name = "outcome", ValueCode = outcome }] };
    }

    private static async ValueTask<bool> IsBelow(SqlSession session, CodeContent content, IReadOnlyList<int> lower, IReadOnlyList<int> upper)
    {
        var below = new Ordinals(content.Count);
        foreach (var place in upper)
        {
            await content.AddBelow(session, place, below);
        }

        return lower.Any(place => below[place]);
    }

    private static AskedCode? CodeOf(OperationInput input, string which) =>
        input.Coding($"coding{which}") is { } coding ? AskedCode.Of(coding)
        : input.Text($"code{which}") is { Length: > 0 } code ? new AskedCode(input.Text("system") is { } system ? CanonicalUrl.Split(system).Url : null, null, code, null)
        : null;
}
