using System.Text;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A scenario on the record store itself, with callers of every sort, on a fresh database.</summary>
public abstract class RecordTest(Dialect dialect) : IAsyncLifetime
{
    private readonly Fresh _fresh = new(dialect);

    protected static Caller Me { get; } = new(CallerKind.Citizen, "Patient/me", "Me", "citizen");

    protected static Caller You { get; } = new(CallerKind.Citizen, "Patient/you", "You", "citizen");

    protected static Caller Doctor { get; } = Staff("doctor");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected RecordStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        await _fresh.InitializeAsync();
        Store = await _fresh.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _fresh.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Caller Staff(string role) => new(CallerKind.Staff, $"Practitioner/{role}", role, role);

    protected static byte[] Json(string type, string id, string members) => Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","id":"{{id}}",{{members}}}""");

    protected async Task<StoredResource> Put(string type, string id, string members) =>
        (await Store.Update(Caller.Program, type, id, Json(type, id, members), null, Ct)).Value;

    /// <summary>Makes a contact that is going on: the ground on which staff see a patient.</summary>
    protected Task<StoredResource> Treats(Caller staff, string patient) => Put("Encounter", $"{staff.Role}-{patient}", $$"""
        "status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"Patient/{{patient}}"},"participant":[{"individual":{"reference":"{{staff.Reference}}"} }],"period":{"start":"2026-01-01"}
        """);

    private sealed class Fresh(Dialect dialect) : StoreTest(dialect)
    {
        protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];

        internal async Task<RecordStore> Open() => new(
            Database, new IdBlocks(Database), await RecordsOptions.Load(Database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), TimeProvider.System);
    }
}
