using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>What the host tells the pages at start.</summary>
/// <param name="AssetsFolder">The folder that web/build.mjs made (it holds manifest.json).</param>
/// <param name="Demo">True in demo mode: every page then carries the band "Syntetiske data".</param>
/// <param name="RegionName">The name of the region on a day. Dated, since regions merge.</param>
public sealed record UiSettings(string AssetsFolder, bool Demo, Func<DateOnly, string> RegionName)
{
    /// <summary>Readers come by TLS, although it may end in front of the program.</summary>
    public bool TlsInFront { get; init; }

    /// <summary>Whom the forms of a request are for; empty when that does not matter to them. What a form does is done for the person whose name stood above it.</summary>
    public Func<HttpContext, string> FormSubject { get; init; } = _ => "";

    /// <summary>Whether a failure says that there is too much to do, or a part is being restarted: the page then asks to try again (503).</summary>
    public Func<Exception, bool> IsBusy { get; init; } = _ => false;
}
