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
                if (caller.Kind == CallerKind.Citizen)
                {
                    CitizenFrame.Tell(context, await records.Reach.Sees(caller, "Patient", context.RequestAborted));
                }

                var frame = caller.Kind == CallerKind.Citizen
                    ? CitizenFrame.Of(context, caller, (await records.Name(caller, context.RequestAborted))?.Full)
                    : WelcomePages.Frame(context);
                var texts = new HelpTexts(frame.Language);
                var page = guide(texts);
                return PageEndpoints.Page<GuidePage>(frame, path is Help or Accessibility && await RegionOf(frame, records, texts, context.RequestAborted) is { } region ? page with { Sections = [.. page.Sections, region] } : page);
            });
        }
    }

    // The region's number and address stand in the directory; in a demo they are made up as everything else in it.
    private static async Task<GuideSection?> RegionOf(PageFrame frame, CitizenRecords records, HelpTexts t, CancellationToken ct)
    {
        var found = await records.Store.Search(Caller.Program, "Organization", $"name:exact={Uri.EscapeDataString(frame.RegionName)}&_count=1", ct);
        if (!found.TryGet(out var page, out _) || page.Matches is not [var match, ..] || match.As<Fhir.R4.Organization>() is not { Name: { } name, Address: [var at, ..] } region
            || region.Telecom.FirstOrDefault(c => c.System == "phone")?.Value is not { } phone)
        {
            return null;
        }

        var address = string.Join(", ", at.Line.OfType<string>().Append($"{at.PostalCode} {at.City}".Trim()).Where(l => l.Length > 0));
        return new GuideSection(t.RegionHeading, [Sentence.Fill(t.RegionPhone, name, phone), Sentence.Fill(t.RegionAddress, name, address), .. frame.Demo ? [t.RegionMadeUp] : Array.Empty<string>()]);
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
