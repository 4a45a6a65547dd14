namespace Helhed.Tests.Browser;

/// <summary>"This is wrong": from a line of the record to the unit and back to the line.</summary>
internal static class Reporting
{
    public static async Task Report(Visit citizen, Visit staff, string part, string words)
    {
        var page = citizen.Page;
        await page.GotoAsync(part);
        await citizen.Look("journal-del");
        await page.Locator("main .hh-lines a").First.ClickAsync();
        await citizen.Says("Linjen er aldrig rettet");
        await citizen.Look("linje");
        var line = new Uri(page.Url).AbsolutePath;
        await page.GetByRole(AriaRole.Link, new() { Name = "Sig, at det er forkert" }).ClickAsync();
        await page.FillAsync("textarea", "Kort");
        await page.ClickAsync("main form button");
        Assert.Equal(2, await page.Locator(".form-error-message").CountAsync());
        Assert.Equal("Kort", await page.InputValueAsync("textarea"));
        await citizen.Look("forkert-fejl");
        await page.GetByLabel("Det, der står, passer ikke").CheckAsync();
        await page.FillAsync("textarea", words);
        var key = await page.InputValueAsync("input[name=noegle]");
        await page.ClickAsync("main form button");
        await citizen.Says("Afdelingen har fået besked");
        await citizen.Says("Venter på svar");
        await citizen.Look("rettelser");
        await SendTwice(citizen, line + "/forkert", key, words);

        var addition = "Tilføjet: " + words;
        await Answer(staff, words, addition);
        await page.GotoAsync("/borger");
        await citizen.Says("Du har fået svar på det, du meldte som forkert");
        await citizen.Look("start-svar");
        await page.GotoAsync("/borger/rettelser");
        await citizen.Says("De gav dig ret");
        await citizen.Says("Det har du ret i");
        await page.GotoAsync(line);
        await citizen.Says(addition);
        await citizen.Look("linje-tilfoejet");
        await page.GotoAsync(part);
        await citizen.Says("Har en tilføjelse");
    }

    private static async Task Answer(Visit staff, string words, string addition)
    {
        var page = staff.Page;
        await page.GotoAsync("/klinik/sager");
        await staff.Look("sager");
        await page.Locator("article.hh-look", new() { HasText = words }).First.Locator("a").ClickAsync();
        var path = new Uri(page.Url).AbsolutePath;
        await page.ClickAsync("main form button");
        Assert.Equal(2, await page.Locator(".form-error-message").CountAsync());
        await staff.Look("sag-fejl");
        await page.GetByLabel("Patienten har ret").CheckAsync();
        await page.FillAsync("#tilfoejelse", addition);
        await page.FillAsync("#svar", "Det har du ret i. Vi har skrevet det til.");
        await page.ClickAsync("main form button");
        await staff.Says("Svaret er sendt");
        await page.GotoAsync(path);
        await staff.Says("Sagen er besvaret");
        await staff.Look("sag-besvaret");
    }

    // The back button and a second click: the same form once more makes no second case.
    private static async Task SendTwice(Visit citizen, string path, string key, string words)
    {
        var page = citizen.Page;
        var before = await page.Locator("article.hh-look").CountAsync();
        await page.GotoAsync(path);
        var form = page.Context.APIRequest.CreateFormData();
        form.Set("form-token", await page.InputValueAsync("main form input[name=form-token]"));
        form.Set("noegle", key);
        form.Set("hvad", "forkert");
        form.Set("ord", words);
        var again = await page.Context.APIRequest.PostAsync(path, new APIRequestContextOptions { Form = form, Headers = new Dictionary<string, string> { ["Origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority) } });
        Assert.Equal(200, again.Status);
        await page.GotoAsync("/borger/rettelser");
        Assert.Equal(before, await page.Locator("article.hh-look").CountAsync());
    }
}
