using System.Text.Json;
using Helhed.Platform;

namespace Helhed.Access.Log;

/// <summary>Resources of one patient that were accessed.</summary>
/// <param name="Patient">The patient's key; 0 for resources that are nobody's.</param>
/// <param name="Resources">What was shown or written, as <c>Type/id/_history/version</c>.</param>
public sealed record AccessedPatient(long Patient, IReadOnlyList<string> Resources);

/// <summary>
/// One access, with what the national MinLog asks for (who, in which role, where, about whom, why, when) and the rule that let it through.
/// </summary>
/// <param name="What">read, vread, history, search, create, update, delete, export, denied, relation, override …</param>
/// <param name="Caller">Who did it, in which role, where, for whom and through what.</param>
/// <param name="Rule">Name of the rule that decided.</param>
/// <param name="About">Whom it was about, and what of theirs.</param>
public sealed record AccessEntry(string What, Caller Caller, string Rule, IReadOnlyList<AccessedPatient> About)
{
    // More than these stand as a number: an entry has a limit.
    private const int MostResources = 100;
    private const int MostExported = 5;
    private const int MostQuery = 2000;

    /// <summary>The search that showed it; null when it was none.</summary>
    public string? Query { get; init; }

    /// <summary>Internal id of the contact, or other evidence, that it was seen on the ground of; below 0 a claim. Null where no such ground is needed.</summary>
    public long? Ground { get; init; }

    /// <summary>In the person's own words; null when none were asked for.</summary>
    public string? Words { get; init; }

    /// <summary>The key of who did it: another than the key of the same person as a patient.</summary>
    internal static long ActorKey(string reference) => reference.Length == 0 ? 0 : Hash64.Of("by " + reference);

    internal void WriteTo(Utf8JsonWriter writer, long atMs)
    {
        writer.WriteStartObject();
        writer.WriteNumber("at"u8, atMs);
        writer.WriteString("what"u8, What);
        writer.WriteString("who"u8, Caller.Reference);
        writer.WriteString("role"u8, Caller.Role);
        Optional(writer, "unit"u8, Caller.Organization);
        Optional(writer, "post"u8, Caller.Post);
        Optional(writer, "behalf"u8, Caller.OnBehalfOf);
        Optional(writer, "purpose"u8, Caller.Purpose);
        Optional(writer, "client"u8, Caller.Client);
        writer.WriteString("rule"u8, Rule);
        if (Ground is { } ground)
        {
            writer.WriteNumber("ground"u8, ground);
        }

        Optional(writer, "query"u8, Query is { Length: > MostQuery } ? Query[..MostQuery] : Query);
        Optional(writer, "words"u8, Words);
        var most = What == "export" ? MostExported : MostResources;
        writer.WriteStartArray("about"u8);
        foreach (var one in About)
        {
            writer.WriteStartObject();
            writer.WriteNumber("patient"u8, one.Patient);
            writer.WriteStartArray("on"u8);
            for (var i = 0; i < one.Resources.Count && i < most; i++)
            {
                writer.WriteStringValue(one.Resources[i]);
            }

            writer.WriteEndArray();
            if (one.Resources.Count > most)
            {
                writer.WriteNumber("of"u8, one.Resources.Count);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
