using System.Net;

namespace Helhed.Hosting;

/// <summary>Demo mode lets anybody log in as anybody: it never leaves the machine.</summary>
internal static class DemoGuard
{
    /// <summary>Why these addresses are refused in demo mode, or null when all are loopback.</summary>
    public static string? Refusal(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address))
            {
                return $"'{url}' is not an address such as http://127.0.0.1:5080.";
            }

            var isLoopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
            if (!isLoopback)
            {
                return $"Demo mode refuses to serve {url}: anybody can log in as anybody there. Use a loopback address such as http://127.0.0.1:5080, or start with --demo off.";
            }
        }

        return null;
    }
}
