using Helhed.Access.LogIn;
using Helhed.Access.Sessions;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Entrance;

/// <summary>Tells the pages how long their reader stays logged in.</summary>
internal static class SessionFeature
{
    public static Task Set(HttpContext context, RequestDelegate next, TimeProvider clock)
    {
        if (context.SessionTime() is { } time)
        {
            context.Features.Set(new PageSession(time.Until, time.Until - clock.GetUtcNow(), time.CanStay) { RolePath = LogIns.HasRole(context) ? RolePages.Path : null });
        }

        return next(context);
    }
}
