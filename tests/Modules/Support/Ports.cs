using System.Net;
using System.Net.Sockets;

namespace Helhed.Tests.Modules.Support;

/// <summary>
/// Ports for programs that are started on a port given to them. They lie below those that systems hand out by themselves: one of these could
/// be handed to another test's socket before the program has taken it.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Test programs that run beside each other begin at different places.
    private static int _next = Environment.ProcessId * 499 % Count;

    /// <summary>A port on which nothing listens.</summary>
    internal static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: the next one.
            }
        }
    }
}
