using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Helhed.Access.OAuth;

/// <summary>
/// The keys that sign id tokens (RS256): files in a folder, the newest signs. A new one is made every 90 days, or by
/// <see cref="Rotate"/>; the one before stays published until no token that it signed can still hold.
/// </summary>
public sealed class TokenKeys : IDisposable
{
    private const int Bits = 2048;
    private const string Prefix = "token-";
    private const string Suffix = ".pem";

    private static readonly TimeSpan Age = TimeSpan.FromDays(90);
    private static readonly TimeSpan Afterwards = TimeSpan.FromDays(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly string? _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TokenKey> _keys = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    internal TokenKeys(string? folder, TimeProvider clock)
    {
        _folder = folder;
        _clock = clock;
    }

    /// <summary>Makes a new key, which a running server signs with after a minute at the latest.</summary>
    /// <param name="folder">The folder of the keys.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The new key's id.</returns>
    public static string Rotate(string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var keys = new TokenKeys(folder, clock);
        lock (keys._lock)
        {
            keys.ReadFolder(clock.GetUtcNow());
            return keys.Make(clock.GetUtcNow()).Id;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Rsa.Dispose();
        }
    }

    /// <summary>The key that signs, last; and those before it that are still published.</summary>
    internal IReadOnlyList<TokenKey> All()
    {
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            if (now - _readAt > Fresh)
            {
                ReadFolder(now);
                if (_keys.Count == 0 || now - _keys.Values.Max(key => key.MadeAt) >= Age)
                {
                    Make(now);
                }

                Forget(now);
                _readAt = now;
            }

            return [.. _keys.Values.OrderBy(key => key.MadeAt)];
        }
    }

    /// <summary>Signs the bytes of a token.</summary>
    internal static byte[] Sign(TokenKey key, byte[] data)
    {
        lock (key.Rsa)
        {
            return key.Rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private void ReadFolder(DateTimeOffset now)
    {
        if (_folder is null)
        {
            return;
        }

        foreach (var file in Directory.CreateDirectory(_folder).EnumerateFiles($"{Prefix}*{Suffix}"))
        {
            if (long.TryParse(file.Name.AsSpan()[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var made) && !_keys.ContainsKey(made))
            {
                var rsa = RSA.Create();
                rsa.ImportFromPem(File.ReadAllText(file.FullName));
                _keys[made] = TokenKey.Of(rsa, DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(made, now.ToUnixTimeMilliseconds())));
            }
        }
    }

    private TokenKey Make(DateTimeOffset now)
    {
        var made = now.ToUnixTimeMilliseconds();
        var key = TokenKey.Of(RSA.Create(Bits), now);
        if (_folder is not null)
        {
            // Written whole under another name first: a server that reads the folder meanwhile never sees half a key.
            var path = Path.Combine(Directory.CreateDirectory(_folder).FullName, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{made}{Suffix}"));
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new StreamWriter($"{path}.new", options))
            {
                file.Write(key.Rsa.ExportPkcs8PrivateKeyPem());
            }

            File.Move($"{path}.new", path, overwrite: true);
        }

        return _keys[made] = key;
    }

    // A key that another has followed for a day.
    private void Forget(DateTimeOffset now)
    {
        foreach (var (made, key) in _keys.OrderBy(pair => pair.Key).ToList())
        {
            if (!_keys.Values.Any(other => other.MadeAt > key.MadeAt && now - other.MadeAt > Afterwards))
            {
                continue;
            }

            _keys.Remove(made);
            key.Rsa.Dispose();
            if (_folder is not null)
            {
                File.Delete(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{made}{Suffix}")));
            }
        }
    }
}

/// <summary>A key that signs id tokens.</summary>
internal sealed record TokenKey(string Id, RSA Rsa, DateTimeOffset MadeAt)
{
    internal static TokenKey Of(RSA rsa, DateTimeOffset madeAt) => new(Base64Url.EncodeToString(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()).AsSpan(0, 12)), rsa, madeAt);
}
