using System.Globalization;
using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Practitioner = Helhed.Fhir.R4.Practitioner;

namespace Helhed.Clinic;

/// <summary><c>/klinik/spoergsmaal</c>: patients have asked why the unit saw their record, and it answers.</summary>
internal static class QuestionPages
{
    public const string Path = "/klinik/spoergsmaal";
    private const int MostPeople = 200;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, Questions questions, RecordStore records) =>
            ForUnit(context, caller => Show(context, caller, (questions, records), (0, []))));
        pages.MapPost(Path, (HttpContext context, Questions questions, RecordStore records) => ForUnit(context, caller => Answer(context, caller, (questions, records))));
    }

    private static Task<IResult> ForUnit(HttpContext context, Func<Caller, Task<IResult>> page) => ClinicFrame.ForStaff(
        context,
        caller => Questions.MayAnswer(caller) ? page(caller) : Task.FromResult(ErrorPages.Forbidden(context, ClinicFrame.Of(context).Viewer)));

    private static async Task<IResult> Answer(HttpContext context, Caller caller, (Questions Questions, RecordStore Records) from)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        _ = long.TryParse(form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var given = await from.Questions.Reply(caller, number, form["svar-" + number.ToString(CultureInfo.InvariantCulture)].ToString(), context.RequestAborted);
        if (given.Problem is not { } problem)
        {
            return new SeeOther(Path + "?svaret=1");
        }

        var t = new AccessTexts(context.Language());
        var field = string.Create(CultureInfo.InvariantCulture, $"svar-{number}");
        return await Show(context, caller, from, (number, [new FormError(field, problem.Kind == ProblemKind.Invalid ? t.WordsWrong : t.NotAnswered)]));
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, (Questions Questions, RecordStore Records) from, (long Number, IReadOnlyList<FormError> Errors) wrong)
    {
        var open = await from.Questions.ToAnswer(caller, context.RequestAborted);
        var names = await NamesOf(from.Records, caller, [.. open.SelectMany(q => new[] { q.Person, q.Told?.By }).OfType<string>().Where(p => p.StartsWith("Practitioner/", StringComparison.Ordinal)).Distinct().Take(MostPeople)], context.RequestAborted);
        var model = new QuestionsModel([.. open.Select(q => new OpenQuestion(q, Name(q.Person)) { Told = q.Told is { } told ? new ToldFact(told.How, told.Day, Name(told.By), told.Paper) : null })], context.Request.Query.ContainsKey("svaret"), wrong.Errors);
        return PageEndpoints.Page<QuestionsPage>(ClinicFrame.Of(context), model, wrong.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

        string Name(string person) => names.GetValueOrDefault(person, person);
    }

    private static async Task<IReadOnlyDictionary<string, string>> NamesOf(RecordStore records, Caller caller, IReadOnlyList<string> people, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (people.Count > 0
            && (await records.Search(caller, "Practitioner", $"_id={string.Join(',', people.Select(p => p.Split('/')[1]))}&_count={MostPeople}", ct)).TryGet(out var page, out _))
        {
            foreach (var match in page.Matches)
            {
                if (match.As<Practitioner>().Name is [var name, ..])
                {
                    names[$"Practitioner/{match.Id}"] = name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]);
                }
            }
        }

        return names;
    }
}

/// <summary>Questions to a unit.</summary>
/// <param name="Open">Those without an answer, oldest first.</param>
/// <param name="WasAnswered">One was answered just now.</param>
/// <param name="Errors">What to correct.</param>
public sealed record QuestionsModel(IReadOnlyList<OpenQuestion> Open, bool WasAnswered, IReadOnlyList<FormError> Errors);

/// <summary>A question with the name of who had looked.</summary>
/// <param name="Question">The question.</param>
/// <param name="PersonName">Who had looked.</param>
public sealed record OpenQuestion(Question Question, string PersonName)
{
    /// <summary>How staff were told it; null where it was asked on the page.</summary>
    public ToldFact? Told { get; init; }
}
