namespace Helhed.Tests.Browser;

/// <summary>Consents as they are given on the page and on paper, and taken back.</summary>
internal static class Consenting
{
    public static async Task GiveAndWithdraw(Visit citizen, string what, Func<Task>? between = null)
    {
        var page = citizen.Page;
        await page.GotoAsync("/borger/samtykker");
        await citizen.Look("samtykker");
        await page.Locator($"a[href$='hvad={what}']").ClickAsync();
        await citizen.Look("samtykke");
        if (await page.Locator("main form input[type=radio]").CountAsync() > 0)
        {
            await page.ClickAsync("main form button");
            Assert.Equal(1, await page.Locator(".form-error-message").CountAsync());
            await citizen.Look("samtykke-fejl");
            await page.Locator("main form input[type=radio]").First.CheckAsync();
        }

        await page.ClickAsync("main form button");
        await citizen.Says("Dit ja gælder nu");
        await citizen.Look("samtykke-givet");
        if (between is not null)
        {
            await between();
            await ReadThePaper(citizen);
        }

        for (var left = await page.Locator("form[action='/borger/samtykker/fortryd']").CountAsync(); left > 0; left--)
        {
            await page.Locator("form[action='/borger/samtykker/fortryd'] button").First.ClickAsync();
            await citizen.Says("Dit ja gælder ikke mere");
        }

        await citizen.Says("Du har ikke sagt ja til noget");
        await citizen.Look("samtykke-fortrudt");
    }

    /// <summary>A paper is scanned at the desk.</summary>
    public static async Task OnPaper(Visit nurse, string patient)
    {
        var page = nurse.Page;
        await page.GotoAsync($"/klinik/patient/{patient}/samtykke");
        await page.ClickAsync("main form button");
        Assert.Equal(4, await page.Locator(".form-error-message").CountAsync());
        await nurse.Look("papir-fejl");
        await page.GetByLabel("Billeder til journalen").CheckAsync();
        await page.GetByLabel("Al behandling").CheckAsync();
        await page.FillAsync("input[name=dag]", "01/11/2026");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "samtykke.pdf", MimeType = "application/pdf", Buffer = "<html>"u8.ToArray() });
        await page.ClickAsync("main form button");
        await nurse.Says("Vælg en fil, der er PDF");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "x", MimeType = "text/plain", Buffer = "%PDF-1.7 x"u8.ToArray() });
        await page.ClickAsync("main form button");
        await nurse.Says("Samtykket er gemt");
    }

    private static async Task ReadThePaper(Visit citizen)
    {
        var page = citizen.Page;
        await page.GotoAsync("/borger/samtykker");
        var paper = await page.Locator("a[href$='/papir']").First.GetAttributeAsync("href");
        var scan = await page.Context.APIRequest.GetAsync(paper!);
        Assert.Equal(("application/pdf", "%PDF-1.7 x"), (scan.Headers["content-type"], await scan.TextAsync()));
        Assert.Contains("sandbox", scan.Headers["content-security-policy"], StringComparison.Ordinal);
        await citizen.Look("samtykke-papir");
    }
}
