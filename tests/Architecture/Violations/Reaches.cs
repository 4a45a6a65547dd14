using System.Diagnostics;

namespace Helhed.Tests.Architecture.Violations;

/// <summary>Touches files, the network and processes; never run.</summary>
internal static class Reaches
{
    public static string Read(string path) => File.ReadAllText(path);

    public static async Task<string> Fetch(Uri address)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(address);
    }

    public static int Id()
    {
        using var self = Process.GetCurrentProcess();
        return self.Id;
    }
}
