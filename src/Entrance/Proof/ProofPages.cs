using System.Globalization;
using Helhed.Access.LogIn;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary><c>/log-ind/bekraeft</c>: before a dangerous act the person proves anew who they are.</summary>
internal static class ProofPages
{
    private const string Path = "/log-ind/bekraeft";
    private const string Go = "/log-ind/bekraeft/nu";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, Show);
        pages.MapGet(Go, Begin);
    }

    private static IResult Show(HttpContext context, LogIns logIns, string? to)
    {
        if (logIns.ProviderOf(context) is not { } provider)
        {
            return Results.LocalRedirect(LogInPages.Path);
        }

        var t = EntranceTexts.Of(context.Language());
        var way = ($"{Go}?to={Uri.EscapeDataString(LocalPath.OrRoot(to))}", string.Format(CultureInfo.InvariantCulture, t.ProveWith, provider));
        return EntranceFrame.Notice(context, (t.Prove, t.ProveText), way, (IconName.Lock, StatusCodes.Status200OK));
    }

    private static async Task<IResult> Begin(HttpContext context, LogIns logIns, string? to, CancellationToken ct) =>
        (await logIns.BeginProof(context, LocalPath.OrRoot(to), ct)).TryGet(out var address, out var problem)
            ? Results.Redirect(address.AbsoluteUri)
            : LogInPages.Closed(context, problem);
}
