using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Helhed.Ui;

/// <summary>Serves the built assets from memory (about 150 kB in all), compressed where the reader accepts it.</summary>
internal sealed class AssetFiles
{
    private sealed record Stored(string ContentType, string Tag, byte[] Plain, byte[]? Brotli, byte[]? Gzip);

    private readonly FrozenDictionary<string, Stored> _files;

    private AssetFiles(FrozenDictionary<string, Stored> files) => _files = files;

    public static AssetFiles Load(AssetCatalogue catalogue) =>
        new(catalogue.FileNames.ToFrozenDictionary(name => name, name => Load(catalogue.Folder, name), StringComparer.Ordinal));

    public Task Serve(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_files.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var (bytes, encoding) = Choose(file, context.Request.Headers.AcceptEncoding.ToString());
        var tag = $"\"{file.Tag}{(encoding is null ? "" : "-" + encoding)}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        // The name changes with the content, so a copy never goes stale.
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch.Contains(tag, StringComparer.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static Stored Load(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var plain = File.ReadAllBytes(path);
        var tag = Convert.ToHexStringLower(SHA256.HashData(plain))[..16];
        return new Stored(ContentType(name), tag, plain, Twin(path + ".br"), Twin(path + ".gz"));
    }

    private static byte[]? Twin(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    private static (byte[] Bytes, string? Encoding) Choose(Stored file, string accepted)
    {
        if (file.Brotli is not null && Accepts(accepted, "br"))
        {
            return (file.Brotli, "br");
        }

        return file.Gzip is not null && Accepts(accepted, "gzip") ? (file.Gzip, "gzip") : (file.Plain, null);
    }

    private static bool Accepts(string header, string encoding) =>
        StringWithQualityHeaderValue.TryParseList([header], out var values)
        && values.Any(v => v.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && v.Quality != 0);

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
}

/// <summary>Maps the assets below <c>/assets/</c>.</summary>
public static class AssetEndpoints
{
    /// <summary>
    /// Serves the files of <paramref name="catalogue"/>: cached for a year (names carry the content's hash), with ETag,
    /// and as Brotli or gzip by Accept-Encoding.
    /// </summary>
    public static IEndpointRouteBuilder MapAssets(this IEndpointRouteBuilder endpoints, AssetCatalogue catalogue)
    {
        var files = AssetFiles.Load(catalogue);
        endpoints.MapMethods(AssetCatalogue.Root + "{name}", [HttpMethods.Get, HttpMethods.Head],
            (HttpContext context, string name) => files.Serve(context, name));
        return endpoints;
    }
}
