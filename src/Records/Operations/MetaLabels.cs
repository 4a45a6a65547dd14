using System.Text;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Records.Operations;

/// <summary>
/// Profiles, tags and security labels as sets: a tag or label is its system and code, a profile its whole address.
/// See <see href="https://hl7.org/fhir/R4/resource-operation-meta-add.html"/>.
/// </summary>
internal sealed class MetaLabels
{
    private readonly Dictionary<string, string> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), Coding> _tags = [];
    private readonly Dictionary<(string, string), Coding> _security = [];

    public int Count => _profiles.Count + _tags.Count + _security.Count;

    /// <summary>The labels that two sets have together. Those that are there already stay as they are.</summary>
    public static Meta With(Meta current, Meta added) => current with
    {
        Profile = [.. current.Profile, .. added.Profile.Except(current.Profile, StringComparer.Ordinal)],
        Tag = [.. current.Tag, .. added.Tag.DistinctBy(Key).ExceptBy(current.Tag.Select(Key), Key)],
        Security = [.. current.Security, .. added.Security.DistinctBy(Key).ExceptBy(current.Security.Select(Key), Key)],
    };

    public static Meta Without(Meta current, Meta removed) => current with
    {
        Profile = [.. current.Profile.Where(p => !removed.Profile.Contains(p, StringComparer.Ordinal))],
        Tag = [.. current.Tag.Where(t => !removed.Tag.Any(r => Key(r) == Key(t)))],
        Security = [.. current.Security.Where(s => !removed.Security.Any(r => Key(r) == Key(s)))],
    };

    /// <summary>True when both have the same labels.</summary>
    public static bool Same(Meta one, Meta other) => one.Profile.Count == other.Profile.Count && one.Tag.Count == other.Tag.Count && one.Security.Count == other.Security.Count;

    public void Add(Meta meta)
    {
        foreach (var profile in meta.Profile.OfType<string>())
        {
            _profiles.TryAdd(profile, profile);
        }

        foreach (var tag in meta.Tag)
        {
            _tags.TryAdd(Key(tag), tag);
        }

        foreach (var label in meta.Security)
        {
            _security.TryAdd(Key(label), label);
        }
    }

    public Meta ToMeta() => new()
    {
        Profile = [.. _profiles.Keys.Order(StringComparer.Ordinal)],
        Security = [.. _security.OrderBy(s => s.Key).Select(s => s.Value)],
        Tag = [.. _tags.OrderBy(t => t.Key).Select(t => t.Value)],
    };

    private static (string System, string Code) Key(Coding coding) => (coding.System ?? "", coding.Code ?? "");
}

/// <summary>The <c>meta</c> of a stored resource, read and exchanged without touching anything else in its bytes.</summary>
internal static class StoredMeta
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    public static Meta Of(ReadOnlyMemory<byte> resource)
    {
        var (start, end) = Range(resource.Span);
        return end == 0 ? new Meta() : Read(resource[start..end]);
    }

    /// <summary>A meta read from JSON that is known to be correct.</summary>
    public static Meta Read(ReadOnlyMemory<byte> meta)
    {
        byte[] basic = [.. "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"meta\":"u8, .. meta.Span, .. "}"u8];
        return FhirJson.Read<Basic>(basic).Meta ?? new Meta();
    }

    public static byte[] Replace(ReadOnlyMemory<byte> resource, Meta meta)
    {
        var (start, end) = Range(resource.Span);
        var json = resource.Span;
        return end == 0
            ? [.. "{\"meta\":"u8, .. Json(meta), (byte)',', .. json[(json.IndexOf((byte)'{') + 1)..]]
            : [.. json[..start], .. Json(meta), .. json[end..]];
    }

    private static byte[] Json(Meta meta)
    {
        var basic = FhirJson.Write(new Basic { Meta = meta });
        var (start, end) = Range(basic);
        return end == 0 ? Encoding.ASCII.GetBytes("{}") : basic[start..end];
    }

    private static (int Start, int End) Range(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeta = reader.ValueTextEquals("meta"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMeta)
            {
                return (start, (int)reader.BytesConsumed);
            }
        }

        return (0, 0);
    }
}
