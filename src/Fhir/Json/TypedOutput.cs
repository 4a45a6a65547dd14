using System.Text.Json;

namespace Helhed.Fhir.Json;

/// <summary>What generated records call to write their members; an absent value writes nothing.</summary>
internal static class TypedOutput
{
    public static void WritePrimitive(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WritePrimitive(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } given)
        {
            writer.WriteBoolean(name, given);
        }
    }

    public static void WritePrimitive(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } given)
        {
            writer.WriteNumber(name, given);
        }
    }

    public static void WritePrimitive(Utf8JsonWriter writer, ReadOnlySpan<byte> name, FhirDecimal? value)
    {
        if (value is { } given)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(given.ToString(), skipInputValidation: true);
        }
    }

    public static void WritePrimitives(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string?> values) =>
        WriteArray(writer, name, values, static (w, v) => w.WriteStringValue(v));

    public static void WritePrimitives(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<bool?> values) =>
        WriteArray(writer, name, values, static (w, v) =>
        {
            if (v is { } given)
            {
                w.WriteBooleanValue(given);
            }
            else
            {
                w.WriteNullValue();
            }
        });

    public static void WritePrimitives(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<int?> values) =>
        WriteArray(writer, name, values, static (w, v) =>
        {
            if (v is { } given)
            {
                w.WriteNumberValue(given);
            }
            else
            {
                w.WriteNullValue();
            }
        });

    public static void WritePrimitives(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<FhirDecimal?> values) =>
        WriteArray(writer, name, values, static (w, v) => w.WriteRawValue(v?.ToString() ?? "null", skipInputValidation: true));

    public static void WriteObject(Utf8JsonWriter writer, ReadOnlySpan<byte> name, R4.Element? value)
    {
        if (value is not null)
        {
            writer.WriteStartObject(name);
            value.WriteMembers(writer);
            writer.WriteEndObject();
        }
    }

    public static void WriteObjects(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<R4.Element> values) =>
        WriteOptionalObjects(writer, name, values);

    public static void WriteOptionalObjects(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<R4.Element?> values) =>
        WriteArray(writer, name, values, static (w, v) =>
        {
            if (v is null)
            {
                w.WriteNullValue();
                return;
            }

            w.WriteStartObject();
            v.WriteMembers(w);
            w.WriteEndObject();
        });

    public static void WriteResource(Utf8JsonWriter writer, ReadOnlySpan<byte> name, R4.Resource? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            value.Write(writer);
        }
    }

    public static void WriteResources(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<R4.Resource> values) =>
        WriteArray(writer, name, values, static (w, v) => v.Write(w));

    private static void WriteArray<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            write(writer, values[i]);
        }

        writer.WriteEndArray();
    }
}
