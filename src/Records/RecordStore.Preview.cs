using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Searching;
using Helhed.Records.Writing;

namespace Helhed.Records;

/// <content>What somebody else would see of a citizen's record.</content>
public sealed partial class RecordStore
{
    /// <summary>
    /// What another citizen sees when they act for the owner of a record, or would see by a consent that is not given yet. It is no estimate:
    /// the consent is written, the searches are made with the other's rights by the rule itself, and all of it is rolled back.
    /// </summary>
    /// <param name="owner">The citizen whose record it is, on their own behalf.</param>
    /// <param name="other">"Patient/x", who would act.</param>
    /// <param name="consent">UTF-8 JSON of a Consent that the owner may write; empty for what is seen as things stand.</param>
    /// <param name="searches">Types with queries; for each a page is given.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>A page for each search, without matches where the type is refused. Problems: Forbidden, Invalid, those of writing the consent.</returns>
    public async ValueTask<Outcome<IReadOnlyList<SearchPage>>> Preview(
        Caller owner, string other, ReadOnlyMemory<byte> consent, IReadOnlyList<(string Type, string Query)> searches, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(searches);
        if (owner.Kind != CallerKind.Citizen || owner.Subject != owner.Reference)
        {
            return new Problem(ProblemKind.Forbidden, "Only the owner of a record sees what others would see of it.");
        }

        // It shows the owner what is theirs: no access of the other's.
        var acting = new Caller(CallerKind.Citizen, other, "", "citizen") { OnBehalfOf = owner.Reference, Trail = AccessTrail.Unlogged };
        if (consent.IsEmpty)
        {
            return Outcome.Ok(await _database.Read(session => Pages(session, acting, searches), ct));
        }

        if (!_preparer.Prepare(WriteKind.Create, consent, "Consent", Ids.NewUuid7Text(_clock)).TryGet(out var write, out var problem))
        {
            return problem;
        }

        IReadOnlyList<SearchPage>? seen = null;
        var rolledBack = new Problem(ProblemKind.Conflict, "A preview is never kept.");
        var outcome = await Transact<bool>(
            1,
            async transaction =>
            {
                await transaction.Apply(owner with { Trail = AccessTrail.Unlogged }, [write]);
                seen = await Pages(transaction.Sql, acting, searches);
                throw new WriteRefusedException(rolledBack);
            },
            ct);
        return ReferenceEquals(outcome.Problem, rolledBack) && seen is not null ? Outcome.Ok(seen) : outcome.Problem!;
    }

    private async ValueTask<IReadOnlyList<SearchPage>> Pages(SqlSession session, Caller caller, IReadOnlyList<(string Type, string Query)> searches)
    {
        var pages = new List<SearchPage>(searches.Count);
        foreach (var (type, query) in searches)
        {
            var found = await SearchIn(session, caller, new SearchTarget(R4Definitions.Default.FindResource(type)!), QueryText.Parse(query));
            pages.Add(found.IsOk ? found.Value : new SearchPage([], [], null, 0));
        }

        return pages;
    }
}
