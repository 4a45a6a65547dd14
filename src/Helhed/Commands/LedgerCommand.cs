using System.CommandLine;
using System.Text.Json;
using Helhed.Access.Log;
using Helhed.Hosting;
using Helhed.Platform.Ledger;

namespace Helhed.Commands;

/// <summary><c>ledger verify</c> and <c>ledger head</c>: shows that nothing in the ledger was changed.</summary>
internal static class LedgerCommand
{
    private static readonly Option<FileInfo[]> Heads = new("--head")
    {
        Description = "A head that was kept, from 'ledger head' or /ledger/head; may be given several times",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Make()
    {
        var verify = new Command("verify", "Make the tree anew from the entries and compare it with every signed head") { StoreOptions.Data, StoreOptions.Database, Heads };
        verify.SetAction(Verify);
        var head = new Command("head", "Write the newest signed head, to be kept elsewhere") { StoreOptions.Data, StoreOptions.Database };
        head.SetAction(Head);
        return new Command("ledger", "Show that the ledger was not changed") { verify, head };
    }

    private static async Task<int> Verify(ParseResult parsed, CancellationToken ct)
    {
        var kept = new List<LedgerHead>();
        foreach (var file in parsed.GetValue(Heads) ?? [])
        {
            if (await Read(file, ct) is not { } head)
            {
                await Console.Error.WriteLineAsync($"{file} is not a head of a ledger: it is JSON with size, root, at, key and signature, as 'ledger head' writes it.");
                return 2;
            }

            kept.Add(head);
        }

        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var signer = LedgerSigner.FromFile(Store.LedgerKey(parsed.GetValue(StoreOptions.Data)!));
        using var progress = new ProgressLine("Verifying", "entries");
        var verdict = await new LedgerVerifier(store.Database, signer).Verify(kept, (done, entries) => progress.Show(done, entries == 0 ? 1 : (double)done / entries), ct);
        progress.End();
        await Console.Out.WriteLineAsync($"{verdict.Entries} entries, {verdict.Heads} signed heads");
        await Console.Out.WriteLineAsync(verdict.Fault is { } fault ? $"CHANGED  {fault}" : "Nothing was changed.");
        return verdict.Fault is null ? 0 : 1;
    }

    private static async Task<int> Head(ParseResult parsed, CancellationToken ct)
    {
        await using var store = await Store.Open(StoreOptions.Connection(parsed), ct);
        using var signer = LedgerSigner.FromFile(Store.LedgerKey(parsed.GetValue(StoreOptions.Data)!));
        if (await store.Ledger.NewestHead(ct) is not { } head)
        {
            await Console.Error.WriteLineAsync("No head has been signed yet: the server signs one some seconds after the first entry.");
            return 1;
        }

        await Console.Out.WriteLineAsync(HeadAnswer.Of(head, signer).ToJson());
        return 0;
    }

    private static async Task<LedgerHead?> Read(FileInfo file, CancellationToken ct)
    {
        try
        {
            return HeadAnswer.Parse(await File.ReadAllBytesAsync(file.FullName, ct))?.ToHead();
        }
        catch (Exception error) when (error is JsonException or FormatException or IOException or ArgumentNullException)
        {
            return null;
        }
    }
}
