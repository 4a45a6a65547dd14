using Helhed.Access.LogIn;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary><c>/log-ind/rolle</c>: an employee with several posts chooses the one to work in, at log-in and later.</summary>
internal static class RolePages
{
    public const string Path = "/log-ind/rolle";
    public const string Field = "rolle";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, LogIns logIns, string? to, CancellationToken ct) => Show(context, logIns, (to, []), ct));
        pages.MapPost(Path, Take);
    }

    private static async Task<IResult> Take(HttpContext context, LogIns logIns, CancellationToken ct)
    {
        var form = context.Request.Form;
        var target = form["to"].ToString() is { Length: > 0 } given ? given : null;
        return await logIns.TakeRole(context, form[Field].ToString(), target, ct) is { } path
            ? EntranceFrame.SeeOther(context, path)
            : await Show(context, logIns, (target, [new FormError(Field, EntranceTexts.Of(context.Language()).RoleMissing)]), ct);
    }

    private static async Task<IResult> Show(HttpContext context, LogIns logIns, (string? Target, FormError[] Errors) form, CancellationToken ct)
    {
        if (await logIns.Roles(context, ct) is not { } roles)
        {
            return Results.LocalRedirect(LogInPages.Path);
        }

        var status = form.Errors.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return PageEndpoints.Page<RolePage>(EntranceFrame.Of(context), new RoleModel(roles, form.Target, form.Errors), status);
    }
}
