using System.Security.Cryptography;

namespace Helhed.Platform.Ledger;

/// <summary>Signs the ledger's heads. The key is kept outside the database: who can change its rows cannot sign what they have changed.</summary>
public sealed class LedgerSigner : IDisposable
{
    private readonly ECDsa _key;

    private LedgerSigner(ECDsa key)
    {
        _key = key;
        Key = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..8]);
    }

    /// <summary>Name of the key: the beginning of the hash of its public half.</summary>
    public string Key { get; }

    /// <summary>Reads the key from a file, or makes one and keeps it there, readable for its owner alone.</summary>
    /// <param name="path">A PEM file with a P-256 private key.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="CryptographicException">The file holds no such key.</exception>
    public static LedgerSigner FromFile(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new LedgerSigner(key);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(key.ExportPkcs8PrivateKeyPem());
        return new LedgerSigner(key);
    }

    /// <summary>A key that lives as long as the process.</summary>
    /// <returns>The signer.</returns>
    public static LedgerSigner ForTheMoment() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The public half, PEM.</summary>
    /// <returns>SubjectPublicKeyInfo in PEM.</returns>
    public string PublicKey() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Signs the state of a tree.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="root">Its root.</param>
    /// <param name="at">The time.</param>
    /// <returns>The signed head.</returns>
    public LedgerHead Sign(long size, byte[] root, DateTimeOffset at) => new(size, root, at, Key, _key.SignData(LedgerHead.TextOf(size, root, at), HashAlgorithmName.SHA256));

    /// <summary>Whether this key has signed a head.</summary>
    /// <param name="head">The head.</param>
    /// <returns>True when it has.</returns>
    public bool HasSigned(LedgerHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Key == Key && _key.VerifyData(head.SignedText, head.Signature, HashAlgorithmName.SHA256);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
