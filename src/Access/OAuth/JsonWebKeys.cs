using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Helhed.Access.OAuth;

/// <summary>
/// Public keys of clients. https://www.rfc-editor.org/rfc/rfc7517 and
/// https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html: RS384 and ES384.
/// </summary>
internal static class JsonWebKeys
{
    internal static readonly string[] Algorithms = ["RS384", "ES384"];

    private const int MostKeys = 20;
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 8192;

    /// <summary>The keys of a set that can be used here; null when it is no set, or has a private key in it, which is then known to others.</summary>
    internal static List<JsonWebKey>? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() > MostKeys)
            {
                return null;
            }

            var read = new List<JsonWebKey>();
            foreach (var key in keys.EnumerateArray())
            {
                if (key.ValueKind != JsonValueKind.Object || key.TryGetProperty("d", out _) || key.TryGetProperty("k", out _))
                {
                    return null;
                }

                if (One(key) is { } one)
                {
                    read.Add(one);
                }
            }

            return read;
        }
        catch (Exception error) when (error is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonWebKey? One(JsonElement key)
    {
        if (Text(key, "kid") is not { Length: > 0 and <= 200 } kid || Text(key, "use") is not (null or "sig"))
        {
            return null;
        }

        switch (Text(key, "kty"))
        {
            case "RSA" when Text(key, "n") is { } modulus && Text(key, "e") is { } exponent:
                var rsa = new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) };
                return rsa.Modulus.Length * 8 is >= LeastRsaBits and <= MostRsaBits ? new JsonWebKey(kid, "RS384", rsa, default) : null;
            case "EC" when Text(key, "crv") == "P-384" && Text(key, "x") is { } x && Text(key, "y") is { } y:
                var point = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) };
                var curve = new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = point };
                curve.Validate();
                return new JsonWebKey(kid, "ES384", default, curve);
            default:
                return null;
        }
    }

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A public key.</summary>
internal sealed record JsonWebKey(string Kid, string Algorithm, RSAParameters Rsa, ECParameters Curve)
{
    internal bool HasSigned(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (Algorithm == "ES384")
            {
                using var curve = ECDsa.Create(Curve);
                return curve.VerifyData(data, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            using var rsa = RSA.Create(Rsa);
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false; // A point off the curve, or a modulus that is none: whoever registered it can sign nothing.
        }
    }
}
