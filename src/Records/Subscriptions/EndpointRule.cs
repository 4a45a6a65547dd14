using System.Net;
using System.Net.Sockets;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// Where notifications may go. A subscriber chooses the address that the server calls from inside the house: so it must be https, and lead
/// to the public network, unless the operator has listed it.
/// </summary>
internal sealed class EndpointRule(SubscriptionOptions options)
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Teredo, documentation and 6to4, all of which may hide another address.
            "2001::/32", "2001:db8::/32", "2002::/16",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork PublicIpv6 = IPNetwork.Parse("2000::/3");

    private readonly Uri[] _allowed = [.. options.AllowedEndpoints.Select(a => new Uri(a, UriKind.Absolute))];

    /// <summary>Why an address is refused, or null. Where its name leads is checked when it is called.</summary>
    public string? Refusal(Uri endpoint)
    {
        if (IsListed(endpoint) || (options.AllowsLoopback && endpoint.IsLoopback))
        {
            return null;
        }

        if (endpoint.Scheme != "https")
        {
            return "The endpoint must be an https address.";
        }

        return endpoint.IsLoopback || (IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out var address) && !IsPublic(address))
            ? "The endpoint is in a private network, where notifications are not sent unless the operator has listed it."
            : null;
    }

    /// <summary>Connects, and only to an address that may be called: a name can lead somewhere else each time it is looked up.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var endpoint = context.InitialRequestMessage.RequestUri!;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var callable = addresses.Where(a => IsListed(endpoint) || IsPublic(a) || (options.AllowsLoopback && endpoint.IsLoopback && IPAddress.IsLoopback(a))).ToArray();
        if (callable.Length == 0)
        {
            throw new EndpointRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(callable, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool IsPublic(IPAddress address)
    {
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (real.AddressFamily == AddressFamily.InterNetwork || PublicIpv6.Contains(real)) && !Array.Exists(NotPublic, n => n.Contains(real));
    }

    private bool IsListed(Uri endpoint) => Array.Exists(_allowed, a =>
        a.Scheme == endpoint.Scheme && a.Authority == endpoint.Authority && endpoint.AbsolutePath.StartsWith(a.AbsolutePath, StringComparison.Ordinal));
}

/// <summary>The name of an endpoint leads to addresses that may not be called.</summary>
internal sealed class EndpointRefusedException() : Exception("The endpoint's name leads into a private network.");
