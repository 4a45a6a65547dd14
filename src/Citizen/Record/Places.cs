using System.Collections.Concurrent;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>A unit of the health service.</summary>
/// <param name="Reference">"Organization/x".</param>
/// <param name="Name">What it is called.</param>
/// <param name="Sector">Which part of the health service it is.</param>
/// <param name="Phone">Its telephone; null when none is written.</param>
/// <param name="Within">The unit it is a part of, "Organization/x".</param>
public sealed record Place(string Reference, string Name, Sector Sector, string? Phone, string? Within);

/// <summary>
/// Units and where people work, out of the directory. It is the same for everybody and changes seldom, so it is kept for some minutes: a page
/// then asks for nothing but the citizen's own records.
/// </summary>
internal sealed class Places(RecordStore records, TimeProvider clock)
{
    private const int MostAsked = 100;
    private const int MostKept = 20_000;
    private const string PracticeType = "394761003"; // SNOMED CT: GP practice site
    private const string MunicipalitySystem = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (Place? Place, long Until)> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (WayThere? Way, long Until)> _ways = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string? Unit, long Until)> _posts = new(StringComparer.Ordinal);

    /// <summary>The units that references name.</summary>
    public async Task<IReadOnlyDictionary<string, Place>> Of(Caller caller, IEnumerable<string?> references, CancellationToken ct)
    {
        var asked = references.OfType<string>().Where(r => r.StartsWith("Organization/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var some in Unknown(_places, asked).Chunk(MostAsked))
        {
            var found = await records.Search(caller, "Organization", $"_id={string.Join(',', some.Select(Id))}&_count={MostAsked}", ct);
            var until = clock.GetTimestamp() + (long)(Fresh.TotalSeconds * clock.TimestampFrequency);
            foreach (var reference in some)
            {
                _places[reference] = (null, until);
            }

            if (found.TryGet(out var page, out _))
            {
                foreach (var match in page.Matches)
                {
                    _places[$"Organization/{match.Id}"] = (Read(match.Id, match.As<Organization>()), until);
                }
            }
        }

        return asked.Select(a => _places.GetValueOrDefault(a).Place).OfType<Place>().ToDictionary(p => p.Reference, StringComparer.Ordinal);
    }

    /// <summary>The unit that each of some people works in.</summary>
    public async Task<IReadOnlyDictionary<string, string>> UnitsOf(Caller caller, IEnumerable<string?> people, CancellationToken ct)
    {
        var asked = people.OfType<string>().Where(r => r.StartsWith("Practitioner/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var some in Unknown(_posts, asked).Chunk(MostAsked))
        {
            var found = await records.Search(caller, "PractitionerRole", $"practitioner={string.Join(',', some)}&_count=500", ct);
            var until = clock.GetTimestamp() + (long)(Fresh.TotalSeconds * clock.TimestampFrequency);
            foreach (var reference in some)
            {
                _posts[reference] = (null, until);
            }

            if (found.TryGet(out var page, out _))
            {
                foreach (var role in page.Matches.Select(m => m.As<PractitionerRole>()))
                {
                    if (role.Practitioner?.ReferenceValue is { } person && role.Organization?.ReferenceValue is { } unit)
                    {
                        _posts[person] = (unit, until);
                    }
                }
            }
        }

        return asked.Where(a => _posts.GetValueOrDefault(a).Unit is not null).ToDictionary(a => a, a => _posts[a].Unit!, StringComparer.Ordinal);
    }

    /// <summary>Where a place is and whom to call there; null when no address is written.</summary>
    public async Task<WayThere?> Way(Caller caller, string place, CancellationToken ct)
    {
        if (Unknown(_ways, [place]).Count > 0)
        {
            var read = await records.Read(caller, "Location", Id(place), ct);
            var until = clock.GetTimestamp() + (long)(Fresh.TotalSeconds * clock.TimestampFrequency);
            _ways[place] = (read.TryGet(out var stored, out _) ? await Way(caller, stored.As<Location>(), ct) : null, until);
        }

        return _ways.GetValueOrDefault(place).Way;
    }

    private async Task<WayThere?> Way(Caller caller, Location location, CancellationToken ct)
    {
        if (location.Address is not { } address)
        {
            return null;
        }

        var unit = location.ManagingOrganization?.ReferenceValue;
        var phone = location.Telecom.FirstOrDefault(p => p.System == "phone")?.Value ?? (unit is null ? null : (await Of(caller, [unit], ct)).GetValueOrDefault(unit)?.Phone);
        return new WayThere(string.Join(", ", address.Line.OfType<string>().Append($"{address.PostalCode} {address.City}".Trim()).Where(l => l.Length > 0)), phone);
    }

    private List<string> Unknown<T>(ConcurrentDictionary<string, (T, long Until)> kept, List<string> asked)
    {
        if (kept.Count > MostKept)
        {
            kept.Clear();
        }

        var now = clock.GetTimestamp();
        return asked.FindAll(a => !kept.TryGetValue(a, out var known) || known.Until < now);
    }

    private static Place Read(string id, Organization unit) => new(
        $"Organization/{id}", unit.Name ?? id, SectorOf(unit), unit.Telecom.FirstOrDefault(c => c.System == "phone")?.Value, unit.PartOf?.ReferenceValue);

    private static Sector SectorOf(Organization unit) =>
        unit.Type.Any(t => t.Coding.Any(c => c.Code == PracticeType)) ? Sector.Practice
        : unit.Identifier.Any(i => i.System == MunicipalitySystem) || unit.Type.Any(t => t.Text?.StartsWith("Kommunal", StringComparison.Ordinal) == true) ? Sector.Municipality
        : Sector.Hospital;

    private static string Id(string reference) => reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
