using System.Text.Json;

namespace Helhed.Fhir.Json;

/// <summary>What generated records call to write their members; an absent value writes nothing.</summary>
internal readonly struct TypedOutput(Utf8JsonWriter writer)
{
    public Utf8JsonWriter Writer { get; } = writer;

    public void Text(ReadOnlySpan<byte> name, string? value, R4.Element? companion)
    {
        if (value is not null)
        {
            Writer.WriteString(name, value);
        }

        Companion(name, companion);
    }

    public void Boolean(ReadOnlySpan<byte> name, bool? value, R4.Element? companion)
    {
        if (value is { } given)
        {
            Writer.WriteBoolean(name, given);
        }

        Companion(name, companion);
    }

    public void Integer(ReadOnlySpan<byte> name, int? value, R4.Element? companion)
    {
        if (value is { } given)
        {
            Writer.WriteNumber(name, given);
        }

        Companion(name, companion);
    }

    public void Decimal(ReadOnlySpan<byte> name, FhirDecimal? value, R4.Element? companion)
    {
        if (value is { } given)
        {
            Writer.WritePropertyName(name);
            Writer.WriteRawValue(given.ToString(), skipInputValidation: true);
        }

        Companion(name, companion);
    }

    public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string?> values, IReadOnlyList<R4.Element?> companions)
    {
        Array(name, values, static (output, value) => output.Writer.WriteStringValue(value));
        Companions(name, companions);
    }

    public void Booleans(ReadOnlySpan<byte> name, IReadOnlyList<bool?> values, IReadOnlyList<R4.Element?> companions) =>
        Raw(name, values, static value => value ? "true" : "false", companions);

    public void Integers(ReadOnlySpan<byte> name, IReadOnlyList<int?> values, IReadOnlyList<R4.Element?> companions) =>
        Raw(name, values, static value => value.ToString(System.Globalization.CultureInfo.InvariantCulture), companions);

    public void Decimals(ReadOnlySpan<byte> name, IReadOnlyList<FhirDecimal?> values, IReadOnlyList<R4.Element?> companions) =>
        Raw(name, values, static value => value.ToString(), companions);

    public void Object(ReadOnlySpan<byte> name, R4.Element? value)
    {
        if (value is not null)
        {
            Writer.WriteStartObject(name);
            value.WriteMembers(this);
            Writer.WriteEndObject();
        }
    }

    public void Objects(ReadOnlySpan<byte> name, IReadOnlyList<R4.Element?> values) =>
        Array(name, values, static (output, value) =>
        {
            if (value is null)
            {
                output.Writer.WriteNullValue();
                return;
            }

            output.Writer.WriteStartObject();
            value.WriteMembers(output);
            output.Writer.WriteEndObject();
        });

    public void Resource(ReadOnlySpan<byte> name, R4.Resource? value)
    {
        if (value is not null)
        {
            Writer.WritePropertyName(name);
            value.Write(this);
        }
    }

    public void Resources(ReadOnlySpan<byte> name, IReadOnlyList<R4.Resource> values) => Array(name, values, static (output, value) => value.Write(output));

    private void Raw<T>(ReadOnlySpan<byte> name, IReadOnlyList<T?> values, Func<T, string> text, IReadOnlyList<R4.Element?> companions)
        where T : struct
    {
        if (values.Count > 0)
        {
            Writer.WriteStartArray(name);
            for (var i = 0; i < values.Count; i++)
            {
                Writer.WriteRawValue(values[i] is { } given ? text(given) : "null", skipInputValidation: true);
            }

            Writer.WriteEndArray();
        }

        Companions(name, companions);
    }

    private void Array<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> values, Action<TypedOutput, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        Writer.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            write(this, values[i]);
        }

        Writer.WriteEndArray();
    }

    private void Companion(ReadOnlySpan<byte> name, R4.Element? companion)
    {
        if (companion is not null)
        {
            Span<byte> buffer = stackalloc byte[128];
            Object(CompanionName(name, buffer), companion);
        }
    }

    private void Companions(ReadOnlySpan<byte> name, IReadOnlyList<R4.Element?> companions)
    {
        if (companions.Count > 0)
        {
            Span<byte> buffer = stackalloc byte[128];
            Objects(CompanionName(name, buffer), companions);
        }
    }

    // The longest name of R4 has 42 characters.
    private static Span<byte> CompanionName(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        buffer[0] = (byte)'_';
        name.CopyTo(buffer[1..]);
        return buffer[..(name.Length + 1)];
    }
}
