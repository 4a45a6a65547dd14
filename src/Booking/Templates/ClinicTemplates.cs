using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>All clinics' templates, newest versions, kept in memory for some seconds.</summary>
/// <param name="database">The database.</param>
/// <param name="records">For appointments that were made before a clinic was looked after here.</param>
/// <param name="queue">To have times made.</param>
/// <param name="clock">The clock.</param>
public sealed class ClinicTemplates(Database database, RecordStore records, WorkQueue queue, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private const int MostClinics = 2000;

    private readonly ConcurrentDictionary<string, (long Version, ClinicTemplate Template)> _parsed = new(StringComparer.Ordinal);
    private ClinicSet? _set;
    private long _read;

    /// <summary>The clinics as they are now, or were some seconds ago.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The clinics.</returns>
    public async ValueTask<ClinicSet> Now(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (_set is { } set && now - Volatile.Read(ref _read) < Fresh.TotalMilliseconds)
        {
            return set;
        }

        var rows = await database.ReadLatest(
            session => session.Query(
                """
                SELECT t.clinic, t.version, t.content FROM booking_template t
                WHERE t.version = (SELECT max(n.version) FROM booking_template n WHERE n.clinic = t.clinic) ORDER BY t.clinic LIMIT $1
                """,
                row => (Clinic: row.Text(0), Version: row.Long(1), Content: row.Text(2)),
                MostClinics),
            ct);
        var fresh = new ClinicSet([.. rows.Select(r => Parsed(r.Clinic, r.Version, r.Content))]);
        _set = fresh;
        Volatile.Write(ref _read, now);
        return fresh;
    }

    /// <summary>Keeps a new version of a clinic's template, and has its times made.</summary>
    /// <param name="caller">Who writes: a system, or staff of the clinic's unit.</param>
    /// <param name="template">The template.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The version. Problems: Forbidden, Unprocessable (with the place in the template).</returns>
    public ValueTask<Outcome<long>> Put(Caller caller, ClinicTemplate template, CancellationToken ct) => Put(caller, template, null, ct);

    /// <summary>Keeps a new version of a template that was read before.</summary>
    /// <param name="caller">Who writes: a system, or staff of the clinic's unit.</param>
    /// <param name="read">The template as it was read.</param>
    /// <param name="template">The template as it shall be.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The version. Problems: as for keeping one, and PreconditionFailed when somebody else has changed it meanwhile.</returns>
    public ValueTask<Outcome<long>> Replace(Caller caller, ClinicTemplate read, ClinicTemplate template, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Put(caller, template, read, ct);
    }

    private async ValueTask<Outcome<long>> Put(Caller caller, ClinicTemplate template, ClinicTemplate? read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(template);
        if (!Desk.IsOf(caller, template))
        {
            return Desk.NotYours;
        }

        if (TemplateRules.Refusal(template) is { } wrong)
        {
            return wrong;
        }

        var version = await database.Write(async tx => read is null || await IsNewest(tx, read) ? await Keep(tx, caller, template) : 0, ct);
        _set = null;
        if (version == 0)
        {
            return new Problem(ProblemKind.PreconditionFailed, "Somebody else has changed the clinic's week meanwhile. Read it again.");
        }

        await new Backfill(records, database, clock).Run(template, ct);
        return version;
    }

    // Of two who change a clinic's week at once the second sees what the first has kept.
    private static async ValueTask InTurn(WriteTransaction tx, string clinic)
    {
        if (tx.Dialect == Dialect.PostgreSql)
        {
            await tx.Query("SELECT pg_advisory_xact_lock($1)", _ => 0, Hash64.Of($"booking week {clinic}"));
        }
    }

    private static async ValueTask<bool> IsNewest(WriteTransaction tx, ClinicTemplate read)
    {
        await InTurn(tx, read.Clinic);
        var content = await tx.First("SELECT content FROM booking_template WHERE clinic = $1 ORDER BY version DESC LIMIT 1", r => r.Text(0), read.Clinic);
        return content is not null && Text(JsonSerializer.Deserialize(content, TemplateJson.Default.ClinicTemplate)!) == Text(read);
    }

    private static string Text(ClinicTemplate template) => JsonSerializer.Serialize(template, TemplateJson.Default.ClinicTemplate);

    private async ValueTask<long> Keep(WriteTransaction tx, Caller caller, ClinicTemplate template)
    {
        await InTurn(tx, template.Clinic);
        var version = 1 + await tx.First("SELECT coalesce(max(version), 0) FROM booking_template WHERE clinic = $1", r => r.Long(0), template.Clinic);
        await tx.Execute(
            "INSERT INTO booking_template (clinic, version, content, author, at) VALUES ($1, $2, $3, $4, $5)",
            template.Clinic, version, JsonSerializer.Serialize(template, TemplateJson.Default.ClinicTemplate), caller.Reference, clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var actor in template.Actors)
        {
            await tx.Execute(
                """
                INSERT INTO booking_actor (actor, reference, capacity, overbook) VALUES ($1, $2, $3, $4)
                ON CONFLICT (actor) DO UPDATE SET capacity = excluded.capacity, overbook = excluded.overbook
                """,
                Hash64.Of(actor.Reference), actor.Reference, actor.Capacity, actor.Overbook);
        }

        await tx.Execute("UPDATE booking_session SET active = 0 WHERE clinic = $1", template.Clinic);
        foreach (var session in template.Sessions)
        {
            await Keep(tx, template, session);
        }

        await queue.Add(tx, Horizon.Work, template.Clinic, template.Clinic);
        return version;
    }

    private static async ValueTask Keep(WriteTransaction tx, ClinicTemplate template, Session session)
    {
        var reference = "Schedule/" + Horizon.ScheduleId(template.Clinic, session.Id);
        var schedule = Hash64.Of(reference);
        await tx.Execute(
            """
            INSERT INTO booking_session (schedule, reference, clinic, kept, active) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (schedule) DO UPDATE SET kept = excluded.kept, active = 1
            """,
            schedule, reference, template.Clinic, session.Kept);
        await tx.Execute("DELETE FROM booking_session_service WHERE schedule = $1", schedule);
        await tx.Execute("DELETE FROM booking_session_actor WHERE schedule = $1", schedule);
        foreach (var service in session.Services.Distinct())
        {
            await tx.Execute("INSERT INTO booking_session_service (service, schedule) VALUES ($1, $2)", service, schedule);
        }

        foreach (var actor in session.Actors.Distinct())
        {
            await tx.Execute("INSERT INTO booking_session_actor (schedule, actor) VALUES ($1, $2)", schedule, Hash64.Of(actor));
        }
    }

    private ClinicTemplate Parsed(string clinic, long version, string content)
    {
        if (_parsed.TryGetValue(clinic, out var known) && known.Version == version)
        {
            return known.Template;
        }

        var template = JsonSerializer.Deserialize(content, TemplateJson.Default.ClinicTemplate) ?? throw new InvalidDataException($"The template of {clinic} is empty.");
        _parsed[clinic] = (version, template);
        return template;
    }
}

/// <summary>Clinics by what one looks them up by.</summary>
public sealed class ClinicSet
{
    private readonly Dictionary<string, (ClinicTemplate Clinic, ServiceType Service)> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClinicTemplate> _clinics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    internal ClinicSet(IReadOnlyList<ClinicTemplate> all)
    {
        All = all;
        foreach (var clinic in all)
        {
            _clinics[clinic.Clinic] = clinic;
            foreach (var service in clinic.Services)
            {
                _services[service.Code] = (clinic, service);
            }

            foreach (var actor in clinic.Actors)
            {
                _names[actor.Reference] = actor.Name;
            }
        }
    }

    /// <summary>All clinics, by id.</summary>
    public IReadOnlyList<ClinicTemplate> All { get; }

    /// <summary>The clinic with an id; null when there is none.</summary>
    /// <param name="clinic">The id.</param>
    public ClinicTemplate? Clinic(string clinic) => _clinics.GetValueOrDefault(clinic);

    /// <summary>A service with its clinic; null when there is none.</summary>
    /// <param name="code">Its code.</param>
    public (ClinicTemplate Clinic, ServiceType Service)? Service(string? code) => code is not null && _services.TryGetValue(code, out var found) ? found : null;

    /// <summary>What a person, room or piece of equipment is called.</summary>
    /// <param name="reference">Its reference.</param>
    public string? NameOf(string reference) => _names.GetValueOrDefault(reference);
}

/// <summary>Templates as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClinicTemplate))]
[JsonSerializable(typeof(MessagePreferences))]
internal sealed partial class TemplateJson : JsonSerializerContext;

/// <summary>A template as JSON, for whoever brings one.</summary>
public static class TemplateText
{
    /// <summary>Reads a template.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <returns>The template. Problems: Invalid.</returns>
    public static Outcome<ClinicTemplate> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TemplateJson.Default.ClinicTemplate) is { } template ? template : new Problem(ProblemKind.Invalid, "The template is empty.");
        }
        catch (JsonException wrong)
        {
            return new Problem(ProblemKind.Invalid, $"The template cannot be read: {wrong.Message}", wrong.Path);
        }
    }
}
