using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Ui;

/// <summary>What stands around a page: whose it is, where one is, in which language.</summary>
public sealed record PageFrame
{
    /// <summary>The language of the whole page.</summary>
    public required Language Language { get; init; }

    /// <summary>The region's name today.</summary>
    public required string RegionName { get; init; }

    /// <summary>This page's path with its query: the language switch comes back to it.</summary>
    public required string Path { get; init; }

    /// <summary>Shows the band "Syntetiske data".</summary>
    public bool Demo { get; init; }

    /// <summary>Smaller text and a wider page, for people who work in it all day.</summary>
    public bool Dense { get; init; }

    /// <summary>Who is logged in; null for the public door.</summary>
    public Viewer? Viewer { get; init; }

    /// <summary>On whose behalf the reader sees the page; null for themselves.</summary>
    public Behalf? Behalf { get; init; }

    /// <summary>How long the reader stays logged in; null for nobody.</summary>
    public PageSession? Session { get; init; }

    /// <summary>The main menu; empty for none.</summary>
    public IReadOnlyList<NavigationLink> Navigation { get; init; } = [];

    /// <summary>Links below every page, such as help and the accessibility statement.</summary>
    public IReadOnlyList<(string Path, string Text)> Footer { get; init; } = [];

    /// <summary>The frame of this request, without viewer and menu.</summary>
    public static PageFrame Of(HttpContext context)
    {
        var settings = context.RequestServices.GetRequiredService<UiSettings>();
        var today = DateText.LocalDay(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return new PageFrame
        {
            Language = context.Language(),
            RegionName = settings.RegionName(today),
            // A form's answer is shown at the form's address; coming back there with GET is right too.
            Path = context.Request.Path + context.Request.QueryString.Value,
            Demo = settings.Demo,
            Session = context.Features.Get<PageSession>(),
        };
    }
}

/// <summary>The person at the screen.</summary>
/// <param name="Name">Shown in the user menu.</param>
/// <param name="Line">Role or place, such as "Sygeplejerske"; null for none.</param>
/// <param name="LogOutPath">Where the form "Log af" posts to.</param>
public sealed record Viewer(string Name, string? Line, string LogOutPath);

/// <summary>An entry of the main menu.</summary>
/// <param name="Path">Where it goes; the page at exactly this path is marked as the current one.</param>
/// <param name="Text">What it is called, one word if it can be: four stand side by side on a phone.</param>
/// <param name="Icon">A picture beside or above the word.</param>
public sealed record NavigationLink(string Path, string Text, IconName Icon);

/// <summary>A band that always tells on whose behalf one reads.</summary>
/// <param name="Text">"Du ser journalen for Villads Østergaard".</param>
/// <param name="LinkText">"Skift".</param>
/// <param name="Path">Where it can be changed.</param>
public sealed record Behalf(string Text, string LinkText, string Path);
