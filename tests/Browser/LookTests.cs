using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>Who looks without a relation of treatment says why, and is gone over.</summary>
[Trait("Needs", "Chromium")]
public sealed class LookTests(Site site)
{
    private const string Words = "Ringer om svar på sin prøve";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staff_say_why_and_a_reviewer_goes_over_it(bool phone)
    {
        var persona = phone ? "gp" : "doctor-medical";
        await using var doctor = await site.Visit(persona, phone, scripts: !phone);
        var page = doctor.Page;
        await page.GotoAsync("/klinik/adgang");
        await page.ClickAsync("main form button");
        Assert.Equal(3, await page.Locator(".form-error-message").CountAsync());
        await doctor.Look("adgang-fejl");
        await using var citizen = await site.Visit("citizen-pregnant");
        var cpr = (await citizen.PersonOf("citizen-pregnant")).Cpr;
        await page.FillAsync("input[name=cpr]", cpr);
        await page.CheckAsync("input[value=patient-cannot-be-reached]");
        await page.FillAsync("textarea", Words);
        await page.ClickAsync("main form button");
        Assert.Equal("/klinik/patient/citizen-pregnant", new Uri(page.Url).AbsolutePath);
        Assert.DoesNotContain(cpr, page.Url, StringComparison.Ordinal);
        await page.GotoAsync("/klinik/adgang");
        Assert.Contains(Words, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await doctor.Look("adgang");
        await citizen.Page.GotoAsync("/borger/adgange?hvad=spaerring");
        Assert.Contains(Words, await citizen.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await using var reviewer = await site.Visit("security", phone, scripts: !phone);
        await reviewer.Page.GotoAsync("/admin/adgange");
        await reviewer.Look("sager");
        var sheet = reviewer.Page.Locator("article.hh-look", new() { HasText = $"Practitioner/{persona}" }).First;
        await sheet.Locator("textarea").FillAsync("Talt med lægen. Det var nødvendigt.");
        await sheet.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^I orden") }).ClickAsync();
        Assert.Contains("Din vurdering er gemt", await reviewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await citizen.Page.GotoAsync("/borger/adgange");
        Assert.Contains("Talt med lægen", await citizen.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await reviewer.Page.FillAsync("input[name=hvem]", cpr);
        await reviewer.Page.ClickAsync("form[action='/admin/adgange/find'] button");
        Assert.Equal("?hvem=Patient%2Fcitizen-pregnant", new Uri(reviewer.Page.Url).Query);
        Assert.Contains("patient-cannot-be-reached", await reviewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await reviewer.Look("log");
        Assert.Empty(reviewer.Complaints);
    }

    [Fact]
    public async Task The_texts_are_easy_to_read()
    {
        // LIX: words a sentence, and the share of words of more than six letters. Under 40 is easy; law is at 55.
        foreach (var place in Place.All.Where(p => p.Name is "borger-adgange" or "borger-spaer" or "borger-vegne" or "klinik-adgang" or "klinik-ikke-set" or "admin-adgange"))
        {
            await using var visit = await site.Visit(place.As);
            await visit.Open(place);
            var text = string.Join(' ', (await visit.Page.Locator("main p:not(.hh-soft, .alert-heading), main li:not(:has(a, p)), main .alert-text:not(:has(li))").AllInnerTextsAsync()).Select(t => t.TrimEnd('.') + "."));
            var words = Regex.Matches(text, @"\p{L}+").Select(m => m.Value).ToList();
            var sentences = Regex.Count(text, @"[.?!:](\s|$)");
            var lix = ((double)words.Count / sentences) + (100.0 * words.Count(w => w.Length > 6) / words.Count);
            Assert.True(lix < 40, $"{place.Name}: LIX {lix:0}: {text}");
        }
    }
}
