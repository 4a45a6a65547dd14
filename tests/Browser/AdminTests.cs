namespace Helhed.Tests.Browser;

/// <summary>The state of the store, looked at and acted on without JavaScript.</summary>
[Trait("Needs", "Chromium")]
public sealed class AdminTests(Site site)
{
    [Fact]
    public async Task The_state_of_the_store_is_shown_and_the_index_gone_over()
    {
        await using var visit = await site.Visit("security", scripts: false);
        await visit.Page.GotoAsync("/admin");
        var text = await visit.Page.InnerTextAsync("main");
        Assert.Contains("Observation", text, StringComparison.Ordinal);
        Assert.Contains("Seneste ændring har nummer", text, StringComparison.Ordinal);
        Assert.Contains("Der er ingen abonnementer.", text, StringComparison.Ordinal);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Gennemgå grundigt" }).ClickAsync();
        Assert.Equal("/admin", new Uri(visit.Page.Url).PathAndQuery);
        for (var i = 0; i < 100 && !(await visit.Page.InnerTextAsync("main")).Contains("Der er ikke noget i gang.", StringComparison.Ordinal); i++)
        {
            var stop = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" });
            if (i == 0 && await stop.CountAsync() > 0)
            {
                await stop.ClickAsync();
                var resume = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" });
                if (await resume.CountAsync() > 0)
                {
                    await resume.ClickAsync();
                }
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
            await visit.Page.GotoAsync("/admin");
        }

        Assert.Contains("Der er ikke noget i gang.", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task It_speaks_English_and_names_nobody_but_the_reader()
    {
        await using var visit = await site.Visit("director");
        await visit.Page.GotoAsync("/sprog?til=en&to=/admin");
        Assert.Equal("Operations", await visit.Page.InnerTextAsync("h1"));
        var text = await visit.Page.InnerTextAsync("main");
        Assert.DoesNotMatch("[0-9]{6}-[0-9]{4}", text);
        Assert.DoesNotContain("Mortensen", text, StringComparison.Ordinal);
        Assert.DoesNotContain("citizen-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_another_page_and_others_than_administrators_are_refused()
    {
        foreach (var (persona, status) in new[] { ("security", 403), ("nurse-copd", 403) })
        {
            await using var visit = await site.Visit(persona);
            var answer = await visit.Page.Context.APIRequest.PostAsync("/admin/indeks/gennemgang", new APIRequestContextOptions { MaxRedirects = 0 });
            Assert.Equal(status, answer.Status);
        }

        await using var nobody = await site.Visit();
        await nobody.Page.GotoAsync("/admin");
        Assert.Equal("/log-ind", new Uri(nobody.Page.Url).AbsolutePath);
    }
}
