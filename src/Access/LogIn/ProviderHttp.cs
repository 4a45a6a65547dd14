using System.Net.Http.Headers;
using System.Text.Json;
using Helhed.Platform;

namespace Helhed.Access.LogIn;

/// <summary>Talks with providers: briefly, to the address that was meant, and for an answer of limited size.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MostBytes = 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MostBytes,
    };

    public void Dispose() => _http.Dispose();

    internal Task<Outcome<JsonElement>> Get(Uri address, string? token, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return Send(request, ct);
    }

    internal Task<Outcome<JsonElement>> Post(Uri address, IEnumerable<KeyValuePair<string, string>> form, AuthenticationHeaderValue? authorization, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        return Send(request, ct);
    }

    // What a provider says in an error is not passed on: it may hold anything.
    private async Task<Outcome<JsonElement>> Send(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            try
            {
                using var answer = await _http.SendAsync(request, ct);
                if (!answer.IsSuccessStatusCode)
                {
                    return new Problem(ProblemKind.Unauthenticated, $"{request.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode}.");
                }

                using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
                return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : NotJson(request);
            }
            catch (JsonException)
            {
                return NotJson(request);
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return new Problem(ProblemKind.Busy, $"{request.RequestUri!.GetLeftPart(UriPartial.Path)} did not answer.");
            }
        }
    }

    private static Problem NotJson(HttpRequestMessage request) => new(ProblemKind.Invalid, $"{request.RequestUri!.GetLeftPart(UriPartial.Path)} did not answer with a JSON object.");
}
