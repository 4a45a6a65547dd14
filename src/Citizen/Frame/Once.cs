using System.Security.Cryptography;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>
/// Lets what is sent twice be done once, whichever node it comes to: the id of what a form makes is computed of its key, and the transaction
/// that writes it is refused where it is there already. So the database decides, and a second click finds what the first has made.
/// </summary>
internal sealed class Once(RecordStore records, ParentWrites parents)
{
    private const int LongestKey = 64;

    private static Problem Twice { get; } = new(ProblemKind.Conflict, "This has been sent before.");

    /// <summary>A key that a form may carry.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Whether what a key of the caller's makes is there. The program looks: by some mandates one may write what one does not see.</summary>
    public async Task<bool> IsDone(Caller caller, string type, string key, CancellationToken ct) => (await records.Read(Caller.Program, type, IdOf(caller, key), ct)).IsOk;

    /// <summary>Makes a resource, unless it has been made with the same key by the same person.</summary>
    /// <param name="caller">Who makes it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="key">The key.</param>
    /// <param name="json">The resource; its id is set.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it is there now, or why not.</returns>
    public async Task<Problem?> Make(Caller caller, string type, string key, System.Text.Json.Nodes.JsonObject json, CancellationToken ct)
    {
        var written = await records.WriteTogether(caller, [New(caller, type, key, json)], (_, stored) => new(Made(stored)), ct);
        return written.Problem is { } problem && !await IsDone(caller, type, key, ct) ? problem : null;
    }

    /// <summary>The same for oneself, or for a child under 15 for whom one decides.</summary>
    /// <param name="caller">Who makes it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="key">The key.</param>
    /// <param name="json">The resource; its id is set.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null when it is there now, or why not.</returns>
    public async Task<Problem?> MakeAsParent(Caller caller, string type, string key, System.Text.Json.Nodes.JsonObject json, CancellationToken ct)
    {
        var written = await parents.Write(caller, New(caller, type, key, json), Made, ct);
        return written.Problem is { } problem && !await IsDone(caller, type, key, ct) ? problem : null;
    }

    private static Problem? Made(IReadOnlyList<StoredResource> stored) => stored[0].Version == 1 ? null : Twice;

    private static RecordWrite New(Caller caller, string type, string key, System.Text.Json.Nodes.JsonObject json)
    {
        json["id"] = IdOf(caller, key);
        return new RecordWrite(type, IdOf(caller, key), Encoding.UTF8.GetBytes(json.ToJsonString())) { IsNew = true };
    }

    private static string IdOf(Caller caller, string key) =>
        "once-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Reference}\n{caller.Subject}\n{key}")))[..40];
}
