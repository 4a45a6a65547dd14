// https://hl7.org/fhir/R4/valueset-operation-validate-code.html and https://hl7.org/fhir/R4/codesystem-operation-validate-code.html
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Terminology;

internal static class ValidateCodeOperation
{
    public static Task<IResult> InValueSet(OperationCall call) => Run(call, ValueSet);

    public static Task<IResult> InCodeSystem(OperationCall call) => Run(call, System);

    private static async Task<IResult> Run(OperationCall call, Func<SqlSession, CodeCatalog, Question, ValueTask<Outcome<Parameters>>> answer)
    {
        if (!Question.Of(call).TryGet(out var question, out var problem))
        {
            return FhirResults.Of(problem);
        }

        return TerminologyCall.Answer(await TerminologyCall.Read(call, (session, catalog) => answer(session, catalog, question)));
    }

    private static async ValueTask<Outcome<Parameters>> ValueSet(SqlSession session, CodeCatalog catalog, Question question)
    {
        if (!(await TerminologyCall.ValueSet(session, catalog, question.Call, SystemVersions.None)).TryGet(out var evaluated, out var problem))
        {
            return problem;
        }

        var judge = new CodeJudge(session, question.Options);
        return await Best(question, async asked => (await Unwritten(session, catalog, asked)) ?? await judge.InSet(evaluated.Codes, evaluated.Name, asked));
    }

    private static async ValueTask<Outcome<Parameters>> System(SqlSession session, CodeCatalog catalog, Question question)
    {
        var judge = new CodeJudge(session, question.Options);
        if (question.Call.Id is { } id)
        {
            return await catalog.SystemOf(session, id) is { } stored
                ? await Best(question, asked => asked.System is { } other && other != stored.Head.Url ? new(OtherSystem(asked, stored)) : judge.InSystem(stored, asked))
                : Problems.NotFound("CodeSystem", id);
        }

        if (question.Call.Input.Resource<CodeSystem>("codeSystem") is { } inline)
        {
            return CodeSystemReader.Read(FhirJson.Write(inline.Url is null ? inline with { Url = "urn:inline" } : inline)) is { } index
                ? await Best(question, asked => judge.InSystem(new MemoryContent(index), asked))
                : new Problem(ProblemKind.Invalid, "The code system cannot be read.", "codeSystem");
        }

        var url = question.Call.Input.Text("url");
        if (url is null && question.Asked.Any(a => a.System is null))
        {
            return new Problem(ProblemKind.Invalid, "Name the code system by 'url', or send a coding with its system.", "url");
        }

        return await Best(question, async asked =>
        {
            var (system, version) = CanonicalUrl.Split(url ?? asked.System!);
            return asked.System is { } other && other != system
                ? new CodeAnswer(false, $"'{asked.Code}' is of {other}, not of {system}.") { Asked = asked }
                : await InSystem(session, catalog, judge, asked with { System = system, Version = asked.Version ?? version });
        });
    }

    private static async ValueTask<CodeAnswer> InSystem(SqlSession session, CodeCatalog catalog, CodeJudge judge, AskedCode asked)
    {
        if (await catalog.System(session, asked.System!, asked.Version) is { } content)
        {
            return await judge.InSystem(content, asked);
        }

        var versions = await catalog.Versions(session, asked.System!);
        if (versions.Count > 0)
        {
            return new CodeAnswer(false, $"The code system {asked.System} is here in version {string.Join(", ", versions)}, not in {asked.Version}.") { Asked = asked, System = asked.System };
        }

        var check = CodeCatalog.BuiltIn.CheckCode(asked.System!, asked.Code, asked.Display);
        return new CodeAnswer(check.Membership == Fhir.Terminology.Membership.Member, check.Message) { Asked = asked, System = asked.System, Display = check.Display };
    }

    /// <summary>An answer to a code whose system is written in a way that FHIR does not; null otherwise.</summary>
    private static async ValueTask<CodeAnswer?> Unwritten(SqlSession session, CodeCatalog catalog, AskedCode asked) =>
        asked.System is { } system && await catalog.System(session, system, null) is null
        && CodeCatalog.BuiltIn.CheckCode(system, asked.Code) is { Membership: Fhir.Terminology.Membership.NotMember, Message: { } message } && message.StartsWith("In FHIR", StringComparison.Ordinal)
            ? new CodeAnswer(false, message) { Asked = asked, System = system }
            : null;

    private static CodeAnswer OtherSystem(AskedCode asked, CodeContent content) => new(false, $"'{asked.Code}' is of {asked.System}, not of {content.Head.Url}.") { Asked = asked };

    /// <summary>Of several codings of a concept, one that is right is enough.</summary>
    private static async ValueTask<Outcome<Parameters>> Best(Question question, Func<AskedCode, ValueTask<CodeAnswer>> judge)
    {
        CodeAnswer? best = null;
        var messages = new List<string>();
        foreach (var asked in question.Asked)
        {
            var answer = await judge(asked);
            if (answer.IsValid)
            {
                return answer.ToParameters();
            }

            best ??= answer;
            messages.Add(answer.Message ?? "");
        }

        return (best! with { Message = string.Join(' ', messages.Distinct()) }).ToParameters();
    }

    /// <summary>What was asked.</summary>
    private sealed record Question(OperationCall Call, IReadOnlyList<AskedCode> Asked, JudgeOptions Options)
    {
        public static Outcome<Question> Of(OperationCall call)
        {
            var input = call.Input;
            var ways = new[] { input.Has("code"), input.Has("coding"), input.Has("codeableConcept") }.Count(given => given);
            if (ways != 1)
            {
                return new Problem(ProblemKind.Invalid, "Send one of 'code' (with 'system'), 'coding' and 'codeableConcept'.", "code");
            }

            List<AskedCode> asked = input.Text("code") is { } code
                ? [new AskedCode(input.Text("system"), input.Text("systemVersion") ?? (call.Operation.Types[0] == "CodeSystem" ? input.Text("version") : null), code, input.Text("display"))]
                : [.. (input.Coding("coding") is { } coding ? [coding] : input.Concept("codeableConcept")!.Coding).Select(AskedCode.Of).OfType<AskedCode>()];
            if (asked.Count == 0)
            {
                return new Problem(ProblemKind.Invalid, "There is no code in what was sent.", input.Has("coding") ? "coding.code" : "codeableConcept.coding");
            }

            return TerminologyCall.Day(call).Map(day => new Question(call, asked, new JudgeOptions(day, input.Text("displayLanguage"), input.Flag("abstract") ?? true)));
        }
    }
}
