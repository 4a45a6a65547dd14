// https://hl7.org/fhir/R4/resource-operation-validate.html
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary>
/// <c>$validate</c>: whether a resource is right, and whether it could be created, updated or deleted. The answer is 200 whatever is
/// found; 4xx says that nothing could be checked.
/// </summary>
internal static class Validate
{
    public static Task<IResult> Type(string type, ResourceValidation validation, RecordStore store, HttpContext context) =>
        Handle(new Place(type, null), validation, store, context);

    public static Task<IResult> Instance(string type, string id, ResourceValidation validation, RecordStore store, HttpContext context) =>
        Handle(new Place(type, id), validation, store, context);

    private static async Task<IResult> Handle(Place place, ResourceValidation validation, RecordStore store, HttpContext context)
    {
        if (R4Definitions.Default.FindResource(place.Type) is null)
        {
            return FhirResults.Of(Problems.UnknownType(place.Type));
        }

        if (!(await ValidateRequest.Read(context.Request)).TryGet(out var request, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var outcome = request.Mode == "delete"
            ? await CheckDelete(place, store, context)
            : await CheckContent(place, request, validation, store, context);
        var language = AnswerLanguage.Of(context.Request);
        return outcome.TryGet(out var issues, out problem)
            ? OperationAnswer.Of(new ValidationResult(issues).ToOperationOutcome(language))
            : FhirResults.Of(problem);
    }

    private static async ValueTask<Outcome<IReadOnlyList<Issue>>> CheckContent(
        Place place, ValidateRequest request, ResourceValidation validation, RecordStore store, HttpContext context)
    {
        if (!(await ContentOf(place, request, store, context)).TryGet(out var parsed, out var problem))
        {
            return problem;
        }

        var known = await validation.Current(context.RequestAborted);
        if (request.Profile is { } profile && !known.Profiles.Knows(profile))
        {
            return new Problem(ProblemKind.Invalid, $"The profile '{profile}' is not known here, so nothing was checked. Start the server with its package, or store it as a StructureDefinition.", "profile",
                [new Finding("error", "not-supported", $"The profile '{profile}' is not known here, so nothing was checked. Start the server with its package, or store it as a StructureDefinition.", "profile", null, null)]);
        }

        var result = known.In(AnswerLanguage.Of(context.Request)).Validate(parsed, request.Profile is { } chosen ? [chosen] : null);
        return Outcome.Ok<IReadOnlyList<Issue>>([.. result.Issues, .. Obstacles(place, request, parsed.Draft!, context.Caller())]);
    }

    private static async ValueTask<Outcome<ParseResult>> ContentOf(Place place, ValidateRequest request, RecordStore store, HttpContext context)
    {
        if (request.Resource is { } sent)
        {
            return sent.Draft is null ? Problems.Of(sent.Issues) : sent;
        }

        if (place.Id is not { } id)
        {
            return new Problem(ProblemKind.Invalid, "Send the resource that is to be checked: as the body, or as the parameter 'resource' of a Parameters resource.", "resource");
        }

        return (await store.Read(context.Caller(), place.Type, id, context.RequestAborted)).Map(stored => FhirDocument.Parse(stored.Json));
    }

    /// <summary>What stands against the write that was asked about, beside the content itself.</summary>
    private static IEnumerable<Issue> Obstacles(Place place, ValidateRequest request, FhirDocument document, Caller caller)
    {
        if (document.TypeName != place.Type)
        {
            yield return new Issue(IssueSeverity.Error, "invalid", $"The address says {place.Type}, but the resource is a {document.TypeName}.", "resourceType");
        }

        if (request.Mode == "update" || (place.Id is not null && request.Resource is not null))
        {
            if (document.Id is null)
            {
                yield return new Issue(IssueSeverity.Error, "required", "An update needs the resource's id in it.", $"{document.TypeName}.id");
            }
            else if (place.Id is { } id && document.Id != id)
            {
                yield return new Issue(IssueSeverity.Error, "invalid", $"The id in the resource ('{document.Id}') is not the id in the address ('{id}').", $"{document.TypeName}.id");
            }
        }

        if (request.Mode is "create" or "update" && AccessRule.Decide(caller, request.Mode == "create" ? Act.Create : Act.Update, place.Type) is { Allowed: false } denied)
        {
            yield return new Issue(IssueSeverity.Error, "forbidden", Problems.Denied(denied.Rule).Message);
        }
    }

    private static async ValueTask<Outcome<IReadOnlyList<Issue>>> CheckDelete(Place place, RecordStore store, HttpContext context)
    {
        if (place.Id is not { } id)
        {
            return new Problem(ProblemKind.Invalid, $"Say what would be deleted: {place.Type}/[id]/$validate?mode=delete.", "mode");
        }

        var issues = new List<Issue>();
        if (AccessRule.Decide(context.Caller(), Act.Delete, place.Type) is { Allowed: false } denied)
        {
            issues.Add(new Issue(IssueSeverity.Error, "forbidden", Problems.Denied(denied.Rule).Message));
        }

        if ((await store.Read(context.Caller(), place.Type, id, context.RequestAborted)).Problem is { } missing)
        {
            issues.Add(new Issue(IssueSeverity.Warning, "not-found", $"{missing.Message} A deletion would change nothing."));
        }
        else if (issues.Count == 0 && await store.ObstacleToDeletion(place.Type, id, context.RequestAborted) is { } referred)
        {
            issues.Add(new Issue(IssueSeverity.Error, "conflict", referred.Message));
        }

        return issues;
    }

    private readonly record struct Place(string Type, string? Id);
}

/// <summary>What is to be checked, and against what.</summary>
/// <param name="Resource">The resource as it was sent; null for the stored one.</param>
/// <param name="Mode">create, update, delete, profile, or null.</param>
/// <param name="Profile">A profile that it must follow, or null.</param>
internal sealed record ValidateRequest(ParseResult? Resource, string? Mode, string? Profile)
{
    private static readonly string[] Modes = ["create", "update", "delete", "profile"];

    public static async ValueTask<Outcome<ValidateRequest>> Read(HttpRequest request)
    {
        var query = request.Query;
        var read = new ValidateRequest(null, Text(query["mode"]), Text(query["profile"]));
        if (HttpMethods.IsPost(request.Method) && request.ContentLength is not 0)
        {
            var body = await RequestBody.Parse(request);
            if (!body.TryGet(out var parsed, out var problem))
            {
                return problem;
            }

            read = read.With(parsed);
        }

        if (read.Mode is { } mode && !Modes.Contains(mode))
        {
            return new Problem(ProblemKind.Invalid, $"'mode' is {string.Join(", ", Modes)}, or left out; not '{mode}'.", "mode");
        }

        return read is { Mode: "profile", Profile: null }
            ? new Problem(ProblemKind.Invalid, "mode=profile needs the parameter 'profile'.", "profile")
            : read;
    }

    private ValidateRequest With(ParseResult body)
    {
        if (body.Draft is not { TypeName: "Parameters" } parameters)
        {
            return this with { Resource = body };
        }

        var read = this;
        foreach (var argument in OperationArguments.Of(parameters.Json))
        {
            read = argument.Name switch
            {
                "resource" when !argument.Resource.IsEmpty => read with { Resource = FhirDocument.Parse(argument.Resource) },
                "mode" => read with { Mode = argument.Text },
                "profile" => read with { Profile = argument.Text },
                _ => read,
            };
        }

        return read;
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values[0];
}
