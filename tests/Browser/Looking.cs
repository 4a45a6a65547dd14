using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;

namespace Helhed.Tests.Browser;

/// <summary>What every page must hold, asked wherever a test meets one; <c>HELHED_PICTURES=folder</c> keeps a picture of each.</summary>
internal static class Looking
{
    // Whatever reaches past the right edge, except inside something that scrolls by itself; more than one heading; what the policy forbids.
    private const string Wrong = """
        () => {
          const wrong = [...document.querySelectorAll('body *')].filter(e => {
            const r = e.getBoundingClientRect();
            if (r.width === 0 || r.right <= innerWidth + 1 || e.closest('.sr-only, svg')) return false;
            for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX === 'auto') return false;
            return true;
          }).map(e => 'too wide: ' + e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right));
          if (document.documentElement.scrollWidth !== innerWidth) wrong.push('scrolls sideways: ' + document.documentElement.scrollWidth);
          const heads = document.querySelectorAll('h1').length;
          if (heads !== 1) wrong.push(heads + ' headings of the first level');
          for (const e of document.querySelectorAll('[style], style, script:not([src])')) wrong.push('inline: ' + e.outerHTML.slice(0, 200));
          return wrong;
        }
        """;

    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html}`))
        """;

    // What a larger text can break: covered or too small targets, text in front of something else, parts that scroll and are not reached.
    private const string RunLarge = """
        async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block', 'label'] })).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html}`))
        """;

    // On a phone: words of headings that break where the box that the heading's row stands in has room for them.
    private const string Broken = """
        () => innerWidth > 400 ? [] : [...document.querySelectorAll('main :is(h1, h2, h3, legend)')].filter(h => !h.closest('table, .sr-only')).flatMap(h => {
          const style = getComputedStyle(h), shares = e => /flex|grid/.test(getComputedStyle(e).display);
          const inside = e => { const s = getComputedStyle(e); return parseFloat(s.paddingLeft) + parseFloat(s.paddingRight) + parseFloat(s.borderLeftWidth) + parseFloat(s.borderRightWidth); };
          let box = h.parentElement, taken = inside(h) + inside(box);
          for (; box.tagName !== 'MAIN' && shares(box.parentElement); box = box.parentElement) taken += inside(box.parentElement);
          if (style.hyphens !== 'auto' || !h.closest('[lang]')) return ['not parted by its language: ' + h.textContent.trim()];
          const room = box.offsetWidth - taken;
          const texts = document.createTreeWalker(h, NodeFilter.SHOW_TEXT), wrong = [];
          for (let text; (text = texts.nextNode());) {
            for (const word of text.data.matchAll(/[^\s\u002d\u2013]+/g)) {
              const range = document.createRange();
              range.setStart(text, word.index);
              range.setEnd(text, word.index + word[0].length);
              const lines = [...range.getClientRects()].filter(r => r.width > 0);
              if (new Set(lines.map(r => Math.round(r.top))).size > 1 && lines.reduce((sum, r) => sum + r.width, 0) < room) wrong.push('broken: ' + word[0] + ' in ' + h.textContent.trim() + ', ' + Math.round(lines.reduce((sum, r) => sum + r.width, 0)) + ' of ' + Math.round(room));
            }
          }
          return wrong;
        })
        """;

    // Puts a word that is wider than a phone into every heading, paragraph and line.
    private const string LongWords = """
        () => {
          for (const e of document.querySelectorAll('main :is(h1, h2, h3, p, li, dd)')) {
            const text = [...e.childNodes].find(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
            if (text && !e.closest('table')) text.data = text.data.trimEnd() + ' Donaudampfschifffahrtsgesellschaftskapitän ';
          }
        }
        """;

    // In the page itself: the way by a page of its own costs more than the rules.
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Where the last click leads may only have begun. The page itself is asked: Playwright waits for an event, which it can miss.
    private static async Task Loaded(IPage page)
    {
        var until = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            try
            {
                if (await page.EvaluateAsync<bool>("document.readyState === 'complete'"))
                {
                    return;
                }
            }
            catch (PlaywrightException) when (DateTime.UtcNow < until)
            {
                // It has just gone on to the next page.
            }

            Assert.True(DateTime.UtcNow < until, $"{page.Url} does not finish loading.");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks the page that is open. Without scripts axe cannot run; all else is asked there too.</summary>
    public static async Task Look(this Visit visit, string name)
    {
        var page = visit.Page;
        await Loaded(page);
        var wrong = await page.EvaluateAsync<string[]>(Wrong);
        Assert.True(wrong.Length == 0, $"{name}: {string.Join('\n', wrong)}");
        if (visit.Scripts)
        {
            await page.EvaluateAsync(Axe);
            wrong = await page.EvaluateAsync<string[]>(Run);
            Assert.True(wrong.Length == 0, $"{name}: {string.Join('\n', wrong)}");
        }

        await Keep(page, name);
    }

    /// <summary>Asks the page that has been looked at once more with text of twice the size, which stays.</summary>
    public static async Task LookLarge(this Visit visit, string name)
    {
        var page = visit.Page;

        // Today's root size is 62.5 %.
        await page.EvaluateAsync("() => { document.documentElement.style.fontSize = '125%'; }");
        var wrong = await page.EvaluateAsync<string[]>(Wrong);
        wrong = [.. wrong.Where(w => !w.StartsWith("inline: <html", StringComparison.Ordinal)), .. await page.EvaluateAsync<string[]>(Broken), .. await page.EvaluateAsync<string[]>(RunLarge)];
        await Keep(page, name + "-stor");
        Assert.True(wrong.Length == 0, $"{name}, text of twice the size: {string.Join('\n', wrong)}");
    }

    /// <summary>Asks the page that has been looked at once more with a word in every text that is wider than the screen.</summary>
    public static async Task LookLong(this Visit visit, string name)
    {
        await visit.Page.EvaluateAsync(LongWords);
        var wrong = await visit.Page.EvaluateAsync<string[]>(Wrong);
        wrong = [.. wrong.Where(w => w.StartsWith("too wide", StringComparison.Ordinal))];
        Assert.True(wrong.Length == 0, $"{name}, with a long word in each text: {string.Join('\n', wrong)}");
    }

    /// <summary>Nothing went wrong on the way but the answers that asked for corrections.</summary>
    public static void HasNoComplaints(this Visit visit) =>
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));

    // To hide the caret would write a style into every field.
    private static async Task Keep(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HELHED_PICTURES") is { Length: > 0 } folder)
        {
            var screen = page.ViewportSize!.Width switch { 360 => "phone", 820 => "tablet", _ => "desktop" };
            var file = Path.Combine(folder, $"{Regex.Replace(name, "[^a-z0-9-]+", "_", RegexOptions.IgnoreCase)}-{screen}.png");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true, Style = "", Caret = ScreenshotCaret.Initial });
        }
    }

    /// <summary>What a link leads to, as text.</summary>
    public static async Task<string> Opens(this Visit visit, string link) =>
        await (await visit.Page.Context.APIRequest.GetAsync((await visit.Page.Locator(link).GetAttributeAsync("href"))!)).TextAsync();

    /// <summary>What the page says.</summary>
    public static async Task Says(this Visit visit, string words) =>
        Assert.Contains(words, await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
}
