using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Platform;

namespace Helhed.Access.Log;

/// <summary>Which accesses are asked for.</summary>
public sealed record AccessQuestion
{
    /// <summary>How long a citizen sees who has looked: two years.</summary>
    public static readonly TimeSpan CitizensSee = TimeSpan.FromDays(731);

    private AccessQuestion(long key, string mark, Func<AccessEntry, bool> isAbout)
    {
        Key = key;
        Mark = Encoding.UTF8.GetBytes(mark);
        Matches = isAbout;
    }

    /// <summary>Only accesses at this time and later.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Only what is older than this place: where a page ended. Null from the newest on.</summary>
    public (long AtMs, long Number)? Before { get; init; }

    /// <summary>Most blocks that are looked at, up to 500; each holds one access or several.</summary>
    public int Limit { get; init; } = 100;

    internal long Key { get; }

    /// <summary>Bytes that stand in every entry that is asked for: what does not have them is not read.</summary>
    internal byte[] Mark { get; }

    private Func<AccessEntry, bool> Matches { get; }

    /// <summary>Accesses to a patient's record.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <returns>The question.</returns>
    public static AccessQuestion To(string patient)
    {
        var key = Hash64.Of(patient);
        return new AccessQuestion(key, string.Create(CultureInfo.InvariantCulture, $"\"patient\":{key},"), entry => entry.About.Any(a => a.Patient == key));
    }

    /// <summary>What somebody has accessed.</summary>
    /// <param name="person">"Practitioner/x", "Device/x" …</param>
    /// <returns>The question.</returns>
    public static AccessQuestion By(string person) => new(AccessEntry.ActorKey(person), $"\"who\":\"{JsonEncodedText.Encode(person)}\"", entry => entry.Caller.Reference == person);

    internal bool IsAbout(LoggedAccess access) => Matches(access.Entry);
}
