using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Helhed.Access.Http;

/// <summary>
/// Slows down those who guess: at the token endpoint by client and by address, at log-in by address. 429 with Retry-After until the time is
/// over. A client's right secret is let through from an address that has not failed, however often others guess it.
/// </summary>
internal sealed class TryGuard(RequestDelegate next, Tries tries)
{
    internal const int MostOfClientAtAddress = 20;
    internal const int MostAtAddress = 200;
    internal const int MostLogIns = 100;

    // Begun, not failed: a hospital has one address, and a change of shift.
    internal const int MostBegun = 3000;
    internal const int MostAuthorized = 1000;
    private const int LongestForm = 64 * 1024;

    private static readonly FormOptions Limits = new() { ValueCountLimit = 64, KeyLengthLimit = 64, ValueLengthLimit = LongestForm };
    private static readonly PathString Tokens = "/oauth2";
    private static readonly PathString Authorize = "/oauth2/authorize";
    private static readonly PathString Returns = "/log-ind/svar";
    private static readonly PathString LogIn = "/log-ind";
    private static readonly PathString BackChannel = "/logout/backchannel";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments(Authorize, StringComparison.OrdinalIgnoreCase))
        {
            return Begun(context, $"authorize {AddressOf(context)}", MostAuthorized);
        }

        if (HttpMethods.IsPost(context.Request.Method) && path.StartsWithSegments(Tokens, StringComparison.OrdinalIgnoreCase))
        {
            return Token(context);
        }

        if (path.StartsWithSegments(Returns, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(BackChannel, StringComparison.OrdinalIgnoreCase))
        {
            return ByStatus(context, $"log-in {AddressOf(context)}", MostLogIns);
        }

        return path.StartsWithSegments(LogIn, StringComparison.OrdinalIgnoreCase) ? Begun(context, $"begun {AddressOf(context)}", MostBegun) : next(context);
    }

    /// <summary>The first 64 bits of an IPv6 address: the rest is one household's or machine's to choose.</summary>
    internal static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]).ToString() : address.ToString();
    }

    private async Task Token(HttpContext context)
    {
        var address = AddressOf(context);
        var byAddress = $"token {address}";
        var byClient = await ClientOf(context) is { } client ? $"client {client} {address}" : null;
        if ((tries.Wait(byAddress, MostAtAddress) ?? (byClient is null ? null : tries.Wait(byClient, MostOfClientAtAddress))) is { } wait)
        {
            await TooMany(context, wait);
            return;
        }

        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            tries.Add(byAddress);
            if (byClient is not null)
            {
                tries.Add(byClient);
            }
        }
        else if (context.Response.StatusCode == StatusCodes.Status200OK && byClient is not null)
        {
            tries.Forget(byClient);
        }
    }

    private async Task ByStatus(HttpContext context, string key, int most)
    {
        if (tries.Wait(key, most) is { } wait)
        {
            await TooMany(context, wait);
            return;
        }

        await next(context);
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            tries.Add(key);
        }
    }

    private Task Begun(HttpContext context, string key, int most)
    {
        if (tries.Wait(key, most) is { } wait)
        {
            return TooMany(context, wait);
        }

        tries.Add(key);
        return next(context);
    }

    /// <summary>The client a request to the token endpoint names; the body is there again for the endpoint to read.</summary>
    private static async ValueTask<string?> ClientOf(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization.ToString() is { Length: > 6 } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            return Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) ? Short(Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0]) : null;
        }

        if (!request.HasFormContentType || request.ContentLength is not (> 0 and <= LongestForm) || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        request.EnableBuffering(LongestForm, LongestForm);
        try
        {
            var form = await new FormFeature(request, Limits).ReadFormAsync(context.RequestAborted);
            return form["client_id"].ToString() is { Length: > 0 } client ? Short(client) : null;
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return null; // the endpoint says so itself
        }
        finally
        {
            request.Body.Position = 0;
        }
    }

    private static string Short(string client) => client.Length <= 128 ? client : client[..128];

    private static Task TooMany(HttpContext context, TimeSpan wait)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.CacheControl = "no-store";
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync("For mange forsøg. Vent nogle minutter, og prøv igen.\nToo many tries. Wait some minutes and try again.\n", context.RequestAborted);
    }
}
