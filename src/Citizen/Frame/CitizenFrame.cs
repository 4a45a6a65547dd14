using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Citizen;

/// <summary>The frame of the citizen's pages: her name and the menu.</summary>
internal static class CitizenFrame
{
    public static PageFrame Of(HttpContext context, string name)
    {
        var frame = PageFrame.Of(context);
        var t = CitizenTexts.Of(frame.Language);
        return frame with
        {
            Viewer = new Viewer(name, t.Citizen, "/logud"),
            Navigation =
            [
                new NavigationLink("/borger", t.Overview, IconName.Home),
                new NavigationLink("/borger/aftaler", t.Appointments, IconName.CalendarMonth),
                new NavigationLink("/borger/resultater", t.Results, IconName.Science),
                new NavigationLink("/borger/medicin", t.Medicine, IconName.Pill),
            ],
        };
    }
}
