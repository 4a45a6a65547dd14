using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Records.Subscriptions;

/// <summary>An event with the version it speaks of; without a resource for a deletion.</summary>
internal sealed record Notice(SubscriptionEvent Event, StoredResource? Resource)
{
    public string Type => R4Definitions.Default.Types[Event.Type].Name;
}

/// <summary>What a notification says of its subscription.</summary>
/// <param name="Id">Logical id of the Subscription.</param>
/// <param name="Status">Its status.</param>
/// <param name="Type">handshake, heartbeat, event-notification, query-status or query-event.</param>
/// <param name="Number">Events since the subscription's start, those of the notification among them.</param>
/// <param name="Topic">The topic, where it may be said.</param>
/// <param name="Error">What went wrong last, or null.</param>
internal sealed record StatusView(string Id, string Status, string Type, long Number, string? Topic, string? Error = null);

/// <summary>
/// Writes notifications of subscriptions on topics, in R4's form: a history Bundle whose first entry is a Parameters with the status. See
/// <see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/notifications.html"/>.
/// </summary>
internal sealed class NotificationBundle(string baseAddress, TimeProvider clock)
{
    public const string BundleProfile = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4";
    public const string StatusProfile = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";

    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A bundle as JSON.</summary>
    /// <param name="status">Its first entry.</param>
    /// <param name="notices">The events, in order.</param>
    /// <param name="content">How much of them.</param>
    /// <param name="maxBytes">When full resources together would be more, those that go over are left to be read by their address.</param>
    public byte[] Json(StatusView status, IReadOnlyList<Notice> notices, ContentLevel content, int maxBytes)
    {
        var output = new ArrayBufferWriter<byte>(2048);
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Bundle"u8);
        WriteProfile(writer, BundleProfile);
        writer.WriteString("type"u8, "history"u8);
        writer.WriteString("timestamp"u8, clock.GetUtcNow().UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
        writer.WriteStartArray("entry"u8);
        WriteStatusEntry(writer, status, notices, content);
        if (content != ContentLevel.Empty)
        {
            var room = maxBytes;
            foreach (var notice in notices)
            {
                var body = content == ContentLevel.FullResource && notice.Resource is { Json.Length: > 0 } resource && resource.Json.Length <= room ? resource.Json : default;
                room -= body.Length;
                WriteEntry(writer, notice, body);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The JSON in the form that a channel asks for.</summary>
    public static byte[] InForm(byte[] json, PayloadFormat format) => format == PayloadFormat.Xml
        ? FhirXml.Write(FhirDocument.Parse(json, new ParseOptions(Missing: Fhir.IssueSeverity.Warning)).Document ?? throw new InvalidDataException("A notification does not parse."))
        : json;

    /// <summary>The Parameters resource with a status that is asked for, by itself.</summary>
    public ReadOnlyMemory<byte> Status(string id, StatusView status)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            WriteStatus(writer, id, status, [], ContentLevel.Empty);
        }

        return output.WrittenMemory;
    }

    /// <summary>The Parameters resource with the status.</summary>
    private void WriteStatus(Utf8JsonWriter writer, string id, StatusView status, IReadOnlyList<Notice> notices, ContentLevel content)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Parameters"u8);
        writer.WriteString("id"u8, id);
        WriteProfile(writer, StatusProfile);
        writer.WriteStartArray("parameter"u8);
        WriteReference(writer, "subscription", $"{baseAddress}/Subscription/{status.Id}");
        if (status.Topic is { } topic)
        {
            WriteValue(writer, "topic", "valueCanonical", topic);
        }

        WriteValue(writer, "status", "valueCode", status.Status);
        WriteValue(writer, "type", "valueCode", status.Type);
        WriteValue(writer, "events-since-subscription-start", "valueString", status.Number.ToString(CultureInfo.InvariantCulture));
        foreach (var notice in notices)
        {
            WriteEvent(writer, notice, content);
        }

        if (status.Error is { } error)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, "error"u8);
            writer.WriteStartObject("valueCodeableConcept"u8);
            writer.WriteString("text"u8, error);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteStatusEntry(Utf8JsonWriter writer, StatusView status, IReadOnlyList<Notice> notices, ContentLevel content)
    {
        var id = Platform.Ids.NewUuid7Text(clock);
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"urn:uuid:{id}");
        writer.WritePropertyName("resource"u8);
        WriteStatus(writer, id, status, notices, content);
        WriteRequest(writer, "GET", $"{baseAddress}/Subscription/{status.Id}/$status", "200");
        writer.WriteEndObject();
    }

    private void WriteEvent(Utf8JsonWriter writer, Notice notice, ContentLevel content)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, "notification-event"u8);
        writer.WriteStartArray("part"u8);
        WriteValue(writer, "event-number", "valueString", notice.Event.Number.ToString(CultureInfo.InvariantCulture));
        WriteValue(writer, "timestamp", "valueInstant", DateTimeOffset.FromUnixTimeMilliseconds(notice.Event.AtMs).UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));

        // An empty notification names no resource: https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/payloads.html#empty
        if (content != ContentLevel.Empty)
        {
            WriteReference(writer, "focus", $"{baseAddress}/{notice.Type}/{notice.Event.Id}");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteEntry(Utf8JsonWriter writer, Notice notice, ReadOnlyMemory<byte> body)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{baseAddress}/{notice.Type}/{notice.Event.Id}");
        if (body.Length > 0)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(body.Span, skipInputValidation: true);
        }

        switch ((RecordAct)notice.Event.Act)
        {
            case RecordAct.Created:
                WriteRequest(writer, "POST", notice.Type, "201");
                break;
            case RecordAct.Deleted:
                WriteRequest(writer, "DELETE", $"{notice.Type}/{notice.Event.Id}", "204");
                break;
            default:
                WriteRequest(writer, "PUT", $"{notice.Type}/{notice.Event.Id}", "200");
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter writer, string method, string url, string status)
    {
        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, method);
        writer.WriteString("url"u8, url);
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, status);
        writer.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter writer, string profile)
    {
        writer.WriteStartObject("meta"u8);
        writer.WriteStartArray("profile"u8);
        writer.WriteStringValue(profile);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, string type, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString(type, value);
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer, string name, string reference)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteStartObject("valueReference"u8);
        writer.WriteString("reference"u8, reference);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
