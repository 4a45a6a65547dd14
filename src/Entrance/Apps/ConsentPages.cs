using Helhed.Access;
using Helhed.Access.OAuth;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary><c>/adgang</c>: an app asks for access, and the person gives it, gives less, or refuses.</summary>
internal static class ConsentPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/adgang", async (HttpContext context, AppConsent consent, string? nr) =>
            Show(context, nr ?? "", await consent.Look(context, nr ?? "", context.RequestAborted), null));
        pages.MapPost("/adgang", Answer);
    }

    /// <summary>What a person is told when the app cannot be answered.</summary>
    public static IResult Fault(HttpContext context, AuthorizeFault fault)
    {
        PageEndpoints.SetHeaders(context);
        var frame = AppFrame.Of(context);
        var t = AppTexts.Of(frame.Language);
        var text = fault switch
        {
            AuthorizeFault.UnknownApp => t.UnknownApp,
            AuthorizeFault.WrongAddress => t.WrongAddress,
            AuthorizeFault.Busy => t.Busy,
            _ => t.Unreadable,
        };
        var status = fault == AuthorizeFault.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
        return PageEndpoints.Page<Notice>(frame, new NoticeModel(t.FaultTitle, text, IconName.Warning, "/", t.ToFrontPage), status);
    }

    private static async Task<IResult> Answer(HttpContext context, AppConsent consent, string? nr)
    {
        var form = context.Request.Form;
        var ask = nr ?? "";
        if (form["svar"] != "giv")
        {
            return Show(context, ask, await consent.Refuse(context, ask, context.RequestAborted), null);
        }

        var answer = new ConsentAnswer([.. form["giv"].OfType<string>()], form["patient"]);
        return Show(context, ask, await consent.Give(context, ask, answer, context.RequestAborted), answer);
    }

    private static IResult Show(HttpContext context, string ask, ConsentStep step, ConsentAnswer? answered) => step switch
    {
        ConsentStep.Leave leave => AppFrame.Go(leave.Address),
        ConsentStep.LogIn => AppFrame.Go(AppConsent.LogInAddress(ask)),
        ConsentStep.Ask asked => Page(context, ask, asked, answered),
        _ => Gone(context),
    };

    private static IResult Page(HttpContext context, string ask, ConsentStep.Ask asked, ConsentAnswer? answered)
    {
        AppFrame.LetFormsLeadTo(context, [asked.Question.Source]);
        var model = new ConsentModel(asked.Question, AppConsent.PageAddress(ask), context.Caller().Kind == CallerKind.Citizen, context.Caller().OnBehalfOf is not null)
        {
            Ticked = answered?.Scopes,
            PatientTyped = answered?.Patient,
            WasUnknownPatient = asked.WasUnknownPatient,
            HasTriedMany = asked.HasTriedMany,
        };
        return PageEndpoints.Page<ConsentPage>(AppFrame.Of(context), model, asked.WasUnknownPatient ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static IResult Gone(HttpContext context)
    {
        var frame = AppFrame.Of(context);
        var t = AppTexts.Of(frame.Language);
        return PageEndpoints.Page<Notice>(frame, new NoticeModel(t.GoneTitle, t.GoneText, IconName.Time, "/", t.ToFrontPage), StatusCodes.Status410Gone);
    }
}

/// <summary>What the page asks.</summary>
/// <param name="Question">The app's request.</param>
/// <param name="Address">Where the form goes.</param>
/// <param name="IsCitizen">A citizen is asked.</param>
/// <param name="ActsForAnother">The citizen acts for somebody else.</param>
public sealed record ConsentModel(ConsentQuestion Question, string Address, bool IsCitizen, bool ActsForAnother)
{
    /// <summary>What was left ticked before; null for everything.</summary>
    public IReadOnlyList<string>? Ticked { get; init; }

    /// <summary>What was typed as the patient before.</summary>
    public string? PatientTyped { get; init; }

    /// <summary>That patient cannot be found.</summary>
    public bool WasUnknownPatient { get; init; }

    /// <summary>No more numbers are looked up for some minutes.</summary>
    public bool HasTriedMany { get; init; }
}
