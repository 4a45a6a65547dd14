using System.CommandLine;
using Helhed.Access.OAuth;
using Helhed.Hosting;

namespace Helhed.Commands;

/// <summary><c>keys rotate</c>: a new key for id tokens. A running server signs with it after a minute at the latest.</summary>
internal static class KeysCommand
{
    public static Command Make()
    {
        var rotate = new Command("rotate", "Sign id tokens with a new key; the one before stays published for a day") { StoreOptions.Data };
        rotate.SetAction(async (parsed, _) =>
        {
            await Console.Out.WriteLineAsync(TokenKeys.Rotate(Store.KeyFolder(parsed.GetValue(StoreOptions.Data)!), TimeProvider.System));
            return 0;
        });
        return new Command("keys", "The keys that sign id tokens") { rotate };
    }
}
