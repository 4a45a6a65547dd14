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

    internal void WriteTo(BlockWriter block, long atMs)
    {
        block.Raw("{\"at\":"u8);
        block.Number(atMs);
        Optional(block, ",\"what\":"u8, What);
        Optional(block, ",\"who\":"u8, Caller.Reference);
        Optional(block, ",\"role\":"u8, Caller.Role);
        Optional(block, ",\"unit\":"u8, Caller.Organization);
        Optional(block, ",\"post\":"u8, Caller.Post);
        Optional(block, ",\"behalf\":"u8, Caller.OnBehalfOf);
        Optional(block, ",\"purpose\":"u8, Caller.Purpose);
        Optional(block, ",\"client\":"u8, Caller.Client);
        Optional(block, ",\"rule\":"u8, Rule);
        if (Ground is { } ground)
        {
            block.Raw(",\"ground\":"u8);
            block.Number(ground);
        }

        Optional(block, ",\"query\":"u8, Query is { Length: > MostQuery } ? Query[..MostQuery] : Query);
        Optional(block, ",\"words\":"u8, Words);
        block.Raw(",\"about\":["u8);
        for (var i = 0; i < About.Count; i++)
        {
            WriteTo(block, About[i], isFirst: i == 0);
        }

        block.Raw("]}"u8);
    }

    private void WriteTo(BlockWriter block, AccessedPatient one, bool isFirst)
    {
        block.Raw(isFirst ? "{\"patient\":"u8 : ",{\"patient\":"u8);
        block.Number(one.Patient);
        block.Raw(",\"on\":["u8);
        var most = Math.Min(one.Resources.Count, What == "export" ? MostExported : MostResources);
        for (var i = 0; i < most; i++)
        {
            if (i > 0)
            {
                block.Raw(","u8);
            }

            if (one.Resources is AccessedResources versions)
            {
                versions.WriteTo(block, i);
            }
            else
            {
                block.Text(one.Resources[i]);
            }
        }

        block.Raw("]"u8);
        if (one.Resources.Count > most)
        {
            block.Raw(",\"of\":"u8);
            block.Number(one.Resources.Count);
        }

        block.Raw("}"u8);
    }

    private static void Optional(BlockWriter block, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            block.Raw(name);
            block.Text(value);
        }
    }
}
