using Helhed.Platform.Data;

namespace Helhed.Access.Sessions;

/// <summary>A session that holds, as one request sees it.</summary>
/// <param name="Hash">Its key.</param>
/// <param name="Caller">Who is logged in; null while a role is yet to be chosen.</param>
/// <param name="Who">Reference of the person.</param>
/// <param name="Until">When it ends if it is not used again.</param>
internal sealed record Session(byte[] Hash, Caller? Caller, string Who, DateTimeOffset Until)
{
    /// <summary>Whether use makes it last longer.</summary>
    internal bool CanStay { get; init; }

    /// <summary>The provider that vouched; null for a persona.</summary>
    internal string? Provider { get; init; }

    /// <summary>Staff: the chosen employment.</summary>
    internal string? Post { get; init; }

    /// <summary>When the person last proved who they are; null when that is not known.</summary>
    internal DateTimeOffset? ProvenAt { get; init; }

    /// <summary>When the person logged in, or proved once more who they are.</summary>
    internal DateTimeOffset LoggedInAt { get; init; }

    internal bool IsPersona => Provider is null;

    internal bool IsStaff => Who.StartsWith("Practitioner/", StringComparison.Ordinal);
}

/// <summary>What a log-in makes a session of.</summary>
/// <param name="Reference">Patient or Practitioner.</param>
/// <param name="Display">Name to show.</param>
/// <param name="Post">Staff: the employment; null when it is yet to be chosen.</param>
/// <param name="Proof">What the provider vouched for.</param>
internal sealed record NewSession(string Reference, string Display, string? Post, SessionProof Proof)
{
    internal int Kind => Reference.StartsWith("Patient/", StringComparison.Ordinal) ? SessionRow.Citizen : SessionRow.Staff;
}

/// <summary>What a provider vouched for.</summary>
internal sealed record SessionProof(string Provider, string Subject, string? Sid, string IdToken, int Assurance, DateTimeOffset? At);

/// <summary>A session that has ended: where its person is still logged in at a provider.</summary>
internal sealed record EndedSession(string Who, string? Provider, string? IdToken);

/// <summary>A row of access_session with the post it is held in.</summary>
internal sealed record SessionRow
{
    internal const int Citizen = 1;
    internal const int Staff = 2;

    /// <summary>$1 key, $2 now: the post is found only while it lasts.</summary>
    internal const string Select = """
        SELECT s.persona, s.kind, s.reference, s.display, s.post, s.assurance, s.provider, s.proven_at, s.on_behalf_of,
               s.issued_at, s.expires_at, s.used_at, p.role, p.unit
        FROM access_session s
        LEFT JOIN access_post p ON p.person = s.reference AND p.reference = s.post AND p.begins <= $2 AND p.ends > $2
        WHERE s.hash = $1
        """;

    internal required string Persona { get; init; }

    internal required int Kind { get; init; }

    internal required string Reference { get; init; }

    internal required string Display { get; init; }

    internal string? Post { get; init; }

    internal int Assurance { get; init; }

    internal string? Provider { get; init; }

    internal long? ProvenAtMs { get; init; }

    internal string? OnBehalfOf { get; init; }

    internal long ExpiresAtMs { get; init; }

    internal long IssuedAtMs { get; init; }

    internal long UsedAtMs { get; init; }

    internal string? Role { get; init; }

    internal string? Unit { get; init; }

    /// <summary>Whether the person's employment has ended since the role was chosen.</summary>
    internal bool HasLostPost => Kind == Staff && Post is not null && Role is null;

    internal static SessionRow Of(Row row) => new()
    {
        Persona = row.Text(0),
        Kind = row.IntOrNull(1) ?? 0,
        Reference = row.TextOrNull(2) ?? "",
        Display = row.TextOrNull(3) ?? "",
        Post = row.TextOrNull(4),
        Assurance = row.IntOrNull(5) ?? 0,
        Provider = row.TextOrNull(6),
        ProvenAtMs = row.LongOrNull(7),
        OnBehalfOf = row.TextOrNull(8),
        IssuedAtMs = row.Long(9),
        ExpiresAtMs = row.Long(10),
        UsedAtMs = row.LongOrNull(11) ?? row.Long(9),
        Role = row.TextOrNull(12),
        Unit = row.TextOrNull(13),
    };

    /// <summary>On whose behalf it acts; null for nobody: a role is yet to be chosen.</summary>
    internal Caller? Caller(Persona? persona)
    {
        var caller = Kind switch
        {
            Citizen => new Caller(CallerKind.Citizen, Reference, Display, "citizen") { Assurance = Assurance },
            Staff => Role is null ? null : new Caller(CallerKind.Staff, Reference, Display, Role, Unit) { Assurance = Assurance, Post = Post },
            _ => persona?.Caller,
        };
        return OnBehalfOf is null || caller is not { Kind: CallerKind.Citizen } ? caller : caller with { OnBehalfOf = OnBehalfOf };
    }
}
