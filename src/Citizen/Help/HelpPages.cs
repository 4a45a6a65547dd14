using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/hjaelp</c>, <c>/ikke-digital</c>, <c>/privatliv</c> and <c>/was</c>: for everybody, without log-in.</summary>
internal static class HelpPages
{
    public const string Help = "/hjaelp";
    public const string NotDigital = "/ikke-digital";
    public const string Privacy = "/privatliv";
    public const string Accessibility = "/was";

    public static void Map(RouteGroupBuilder pages)
    {
        foreach (var (path, guide) in new (string, Func<HelpTexts, Guide>)[] { (Help, t => t.Help), (NotDigital, t => t.NotDigital), (Privacy, t => t.Privacy), (Accessibility, t => t.Accessibility) })
        {
            pages.MapGet(path, async (HttpContext context, CitizenRecords records) =>
            {
                var caller = context.Caller();
                var frame = caller.Kind == CallerKind.Citizen
                    ? CitizenFrame.Of(context, caller, (await records.Name(caller, context.RequestAborted))?.Full)
                    : WelcomePages.Frame(context);
                return PageEndpoints.Page<GuidePage>(frame, guide(new HelpTexts(frame.Language)));
            });
        }
    }
}

/// <summary>A page to read.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Lead">The most important in a sentence or two.</param>
/// <param name="Sections">The rest.</param>
public sealed record Guide(string Title, string Lead, IReadOnlyList<GuideSection> Sections);

/// <summary>A section of a page to read.</summary>
/// <param name="Heading">What it is about.</param>
/// <param name="Paragraphs">The text.</param>
public sealed record GuideSection(string Heading, params IReadOnlyList<string> Paragraphs)
{
    /// <summary>Where one goes on; null for nowhere.</summary>
    public string? Path { get; init; }

    /// <summary>What the way on is called.</summary>
    public string? LinkText { get; init; }
}
