using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Bulk;

/// <summary>Finds the patients that an export is of: those named, or the members of a group and of the groups in it.</summary>
internal static class ExportPatients
{
    /// <summary>Most members of a group.</summary>
    public const int MaxMembers = 200_000;

    private const int MaxGroups = 1000;

    /// <summary>The scope with its patients. Problems: NotFound, Gone, Forbidden (the group), TooLarge, Invalid (a patient who is not in the group).</summary>
    public static async ValueTask<Outcome<ExportScope>> Resolve(RecordStore store, SqlSession session, Caller caller, ExportScope scope)
    {
        if (scope.Group is not { } group)
        {
            return scope;
        }

        var members = await Members(store, session, caller, group);
        if (!members.TryGet(out var found, out var problem))
        {
            return problem;
        }

        return scope.Patients is { } named
            ? named.FirstOrDefault(n => !found.Contains(n)) is { } stranger
                ? new Problem(ProblemKind.Invalid, $"Patient/{stranger} is not a member of Group/{group}.", "patient")
                : scope
            : scope with { Patients = [.. found] };
    }

    private static async ValueTask<Outcome<HashSet<string>>> Members(RecordStore store, SqlSession session, Caller caller, string id)
    {
        var definition = R4Definitions.Default.FindResource("Group")!;
        var patients = new HashSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal) { id };
        var waiting = new Queue<string>([id]);
        while (waiting.TryDequeue(out var next))
        {
            var read = await store.Reader.Read(session, caller, definition, next);
            if (!read.TryGet(out var stored, out var problem))
            {
                if (next == id)
                {
                    return problem;
                }

                continue; // A group in the group that is gone, or that may not be seen.
            }

            foreach (var reference in stored.As<Group>().Member.Where(m => m.Inactive != true).Select(m => m.Entity?.ReferenceValue ?? ""))
            {
                var parts = reference.Split('/');
                if (parts is ["Patient", var patient])
                {
                    patients.Add(patient);
                }
                else if (parts is ["Group", var inner] && groups.Add(inner))
                {
                    waiting.Enqueue(inner);
                }
            }

            if (patients.Count > MaxMembers || groups.Count > MaxGroups)
            {
                return new Problem(ProblemKind.TooLarge, $"An export is of at most {MaxMembers} members and {MaxGroups} groups. Export in smaller groups, or all patients.");
            }
        }

        return patients;
    }
}
