using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A FHIR client with a token. Paths are relative to <c>/fhir/</c>, or absolute as they stand in links.</summary>
internal sealed class FhirClient(HttpClient http, string? token)
{
    internal const string FhirJson = "application/fhir+json";

    internal string? Token => token;

    /// <summary>The same client without a token.</summary>
    internal FhirClient Anonymous => new(http, null);

    internal Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    internal Task<Answer> Post(string path, string json) => Send(HttpMethod.Post, path, json);

    internal Task<Answer> Put(string path, string json, string? ifMatch = null) => Send(HttpMethod.Put, path, json, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    internal Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    internal Task<Answer> Send(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Send(method, path, json is null ? null : Content(Encoding.UTF8.GetBytes(json), FhirJson), headers);

    internal async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var address = path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri($"/fhir/{path}", UriKind.Relative);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Sent(request);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer($"{method} {path}", (int)response.StatusCode, all, body);
    }

    // A server that ends right after it has taken the connection is told of by the socket, past the client.
    private async Task<HttpResponseMessage> Sent(HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    internal static HttpContent Content(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
