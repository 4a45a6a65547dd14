using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Tests.Modules.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Modules.Access;

/// <summary>Who logs in and out stands in the ledger, and anybody can have it proven without reading it.</summary>
public abstract class LedgerEventScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room];

    [Fact]
    public async Task Log_ins_log_offs_and_tokens_are_entries_that_can_be_proven()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/demo/login?as=nobody", Ct)).StatusCode);
        var entered = await host.Client.GetAsync("/demo/login?as=nurse-copd", Ct);
        using var leaving = new HttpRequestMessage(HttpMethod.Post, "/logout");
        leaving.Headers.Add("Cookie", entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        leaving.Headers.Add("Sec-Fetch-Site", "same-origin");
        await host.Client.SendAsync(leaving, Ct);
        await host.Client.PostAsync("/logout", null, Ct);
        using var asked = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "demo-system", ["client_secret"] = "demo-system" });
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync("/oauth2/token", asked, Ct)).StatusCode);

        var book = host.Services.GetRequiredService<LedgerBook>();
        while (await book.Grow(100, Ct) > 0)
        {
        }

        var head = await book.Sign(host.Services.GetRequiredService<LedgerSigner>(), Clock.GetUtcNow(), Ct);
        Assert.Equal(1, head.Size); // what waited together is one block
        var published = JsonNode.Parse(await host.Client.GetStringAsync("/ledger/head", Ct))!;
        Assert.Equal(Convert.ToBase64String(head.Root), published["root"]!.GetValue<string>());

        var seen = new List<string>();
        for (var number = 1; seen.Count < 1; number++)
        {
            Assert.True(number < 100, $"only {string.Join(", ", seen)}");
            var answer = await host.Client.GetAsync($"/ledger/proof/{number}", Ct);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                continue; // a number that was taken for nothing
            }

            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain("Practitioner", text, StringComparison.Ordinal);
            var proof = JsonNode.Parse(text)!;
            Assert.True(MerkleTree.IsIncluded(Bytes(proof["hash"]!), proof["leaf"]!.GetValue<long>(), 1, [.. proof["path"]!.AsArray().Select(p => Bytes(p!))], head.Root));
            seen.AddRange(JsonNode.Parse(Encoding.UTF8.GetString((await book.Prove(number, Ct))!.Value.Record.Entry.Content.Span))!.AsArray().Select(e => e!["what"]!.GetValue<string>()));
        }

        Assert.Equal(["log-in", "log-off", "token"], seen);
    }

    [Fact]
    public async Task Growth_is_proven_for_sizes_that_were_and_for_no_others()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/ledger/head", Ct)).StatusCode);
        var book = host.Services.GetRequiredService<LedgerBook>();
        await book.Append([.. Enumerable.Range(0, 9).Select(i => new LedgerEntry(Clock.GetUtcNow(), i, 0, new byte[] { (byte)i }))], Ct);
        var signer = host.Services.GetRequiredService<LedgerSigner>();
        await book.Grow(5, Ct);
        var first = await book.Sign(signer, Clock.GetUtcNow(), Ct);
        await book.Grow(5, Ct);
        var second = await book.Sign(signer, Clock.GetUtcNow(), Ct);
        var path = JsonNode.Parse(await host.Client.GetStringAsync("/ledger/growth?from=5&to=9", Ct))!["path"]!.AsArray().Select(p => Bytes(p!)).ToList();
        Assert.True(MerkleTree.IsConsistent((5, first.Root), (9, second.Root), path));
        Assert.False(MerkleTree.IsConsistent((5, second.Root), (9, second.Root), path));
        foreach (var query in (string[])["from=5&to=10", "from=-1&to=5", "from=6&to=5"])
        {
            var refused = await host.Client.GetAsync($"/ledger/growth?{query}", Ct);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("from and to", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    private static byte[] Bytes(JsonNode base64) => Convert.FromBase64String(base64.GetValue<string>());
}

public sealed class SqliteLedgerEvents() : LedgerEventScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlLedgerEvents() : LedgerEventScenarios(Dialect.PostgreSql);
