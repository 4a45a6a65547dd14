using System.Globalization;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Operations;

/// <summary>
/// The validator of <c>$validate</c>: R4, DK Core and MedCom, the packages that the server was started with, and the profiles, value sets
/// and code systems that are stored as resources, as they stand at the time of the call.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="packages">Definitions of the server's packages.</param>
internal sealed class ResourceValidation(RecordStore store, IReadOnlyList<FhirDocument> packages)
{
    private const int MaxStored = 2000;
    private const int MaxBytes = 4 * 1024 * 1024;
    private const string PerPage = "200";

    private static readonly string[] DefinitionTypes = ["CodeSystem", "StructureDefinition", "ValueSet"];
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(2);

    private Known? _known;
    private long _checked;

    /// <summary>The profiles and codes that are known now.</summary>
    public async ValueTask<Known> Current(CancellationToken ct)
    {
        var stamp = await store.Database.Read(Stamp, ct);
        var known = Volatile.Read(ref _known);
        if (known is null || known.Stamp != stamp)
        {
            // Two calls may make the same at once; the later is kept, and both are right.
            known = Make(stamp, stamp.Length == 0 ? [] : await store.Database.Read(Stored, ct));
            Volatile.Write(ref _known, known);
        }

        return known;
    }

    /// <summary>What was known within the last seconds; at once what this node itself has changed.</summary>
    public async ValueTask<Known> Recent(CancellationToken ct)
    {
        var known = Volatile.Read(ref _known);
        var last = Volatile.Read(ref _checked);
        if (known is not null && last != 0 && store.Clock.GetElapsedTime(last) < Recently)
        {
            return known;
        }

        var now = store.Clock.GetTimestamp();
        known = await Current(ct);
        Volatile.Write(ref _checked, now);
        return known;
    }

    /// <summary>Says that a resource of a type was written: what is known of definitions may have changed.</summary>
    public void Changed(string type)
    {
        if (DefinitionTypes.Contains(type))
        {
            Volatile.Write(ref _checked, 0);
        }
    }

    private Known Make(string stamp, IReadOnlyList<FhirDocument> stored)
    {
        IReadOnlyList<FhirDocument> added = [.. packages, .. stored];
        if (added.Count == 0)
        {
            return new Known(stamp, DanishProfiles.Profiles, TerminologyStore.Denmark);
        }

        // Published packages keep the tolerance that the built-in profiles have; what the region stored itself counts above all.
        var profiles = packages.Count == 0 ? DanishProfiles.Profiles : DanishProfiles.Profiles.With(packages).With(DanishProfiles.Tolerances);
        return new Known(stamp, profiles.With(stored), TerminologyStore.Denmark.With(added));
    }

    /// <summary>Changes whenever a definition is written or deleted; empty where there are none.</summary>
    private async ValueTask<string> Stamp(SqlSession session)
    {
        var stamp = "";
        foreach (var type in DefinitionTypes)
        {
            var newest = await SessionSearch.Page(store, session, Caller.Program, type, [new("_sort", "-_lastUpdated"), new("_count", "1"), new("_total", "accurate")], null);
            if (newest.IsOk && newest.Value.Matches is [var first, ..])
            {
                stamp += string.Create(CultureInfo.InvariantCulture, $"{type} {newest.Value.Total} {first.Id} {first.Version}\n");
            }
        }

        return stamp;
    }

    private async ValueTask<IReadOnlyList<FhirDocument>> Stored(SqlSession session)
    {
        var documents = new List<FhirDocument>();
        foreach (var type in DefinitionTypes)
        {
            string? cursor = null;
            do
            {
                var page = await SessionSearch.Page(store, session, Caller.Program, type, [new("_count", PerPage)], cursor);
                var found = page.Value;
                documents.AddRange(found.Matches.Where(m => m.Json.Length <= MaxBytes).Select(m => FhirDocument.Parse(m.Json, Lenient).Document).OfType<FhirDocument>());
                cursor = found.Next;
            }
            while (cursor is not null && documents.Count < MaxStored);
        }

        return documents;
    }

    /// <summary>What can be checked against.</summary>
    internal sealed record Known(string Stamp, Profiles Profiles, TerminologyStore Terminology)
    {
        private readonly FhirValidator?[] _validators = new FhirValidator?[2];
        private readonly FhirValidator?[] _forWrites = new FhirValidator?[2];

        /// <summary>For what is written: an unknown extension is no error.</summary>
        public FhirValidator ForWrites(TextLanguage language) =>
            _forWrites[(int)language] ??= new FhirValidator(Profiles, Terminology, new ValidatorOptions { UnknownExtensions = IssueSeverity.Information, Language = language });

        public FhirValidator In(TextLanguage language) =>
            _validators[(int)language] ??= new FhirValidator(Profiles, Terminology, new ValidatorOptions { Language = language });
    }
}
