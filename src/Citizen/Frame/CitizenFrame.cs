using System.Globalization;
using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Citizen;

/// <summary>The frame of the citizen's pages: her name, on whose behalf she reads, and the menu.</summary>
internal static class CitizenFrame
{
    /// <param name="context">The request.</param>
    /// <param name="caller">Who reads the page.</param>
    /// <param name="name">Name of whose record it shows; null when it could not be read.</param>
    public static PageFrame Of(HttpContext context, Caller caller, string? name)
    {
        var frame = PageFrame.Of(context);
        var t = CitizenTexts.Of(frame.Language);
        var looks = new LooksTexts(frame.Language);
        var isForAnother = caller.Subject != caller.Reference;
        return frame with
        {
            Viewer = new Viewer(isForAnother ? caller.Display : name ?? caller.Display, t.Citizen, "/logud"),
            Behalf = isForAnother
                ? new Behalf(string.Format(CultureInfo.InvariantCulture, looks.BehalfBand, name ?? caller.Subject), looks.BehalfSwitch, BehalfPages.Path)
                : null,
            Navigation =
            [
                new NavigationLink("/borger", t.Overview, IconName.Home),
                new NavigationLink("/borger/aftaler", t.Appointments, IconName.CalendarMonth),
                new NavigationLink(RecordParts.Root, t.Record, IconName.Folder),
                .. SeesPerson(context) ? PersonLinks(t) : [],
            ],
            Footer = FooterOf(frame.Language),
        };
    }

    /// <summary>Says whether the reader sees the person whose record it is, beside parts of the record: by a mandate about a part one does not.</summary>
    public static void Tell(HttpContext context, bool seesPerson) => context.Items[typeof(CitizenFrame)] = seesPerson;

    /// <summary>Whether the reader sees the person and the log of who has looked; true for who sees their own record.</summary>
    public static bool SeesPerson(HttpContext context) => context.Items[typeof(CitizenFrame)] is not false;

    private static NavigationLink[] PersonLinks(CitizenTexts t) =>
        [new NavigationLink(LooksPages.Path, t.WhoLooked, IconName.Visibility), new NavigationLink(MasterDataPages.Path, t.Details, IconName.Account)];

    /// <summary>What stands below every page.</summary>
    public static IReadOnlyList<(string Path, string Text)> FooterOf(Language language)
    {
        var t = new HelpTexts(language);
        return [(HelpPages.Help, t.HelpLink), (HelpPages.NotDigital, t.NotDigitalLink), (HelpPages.Privacy, t.PrivacyLink), (HelpPages.Accessibility, t.AccessibilityLink)];
    }
}
