using Helhed.Platform.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Access.Log;

/// <summary>
/// What the ledger says of itself to everybody: signed heads, and proofs that an entry is in it and that it only grew. They hold hashes
/// and no entries.
/// </summary>
internal static class LedgerEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/ledger/head", Head);
        endpoints.MapGet("/ledger/growth", Growth);
        endpoints.MapGet("/ledger/proof/{number:long}", Proof);
    }

    private static async Task<IResult> Head(LedgerBook ledger, LedgerSigner signer, CancellationToken ct) =>
        await ledger.NewestHead(ct) is { } head
            ? TypedResults.Json(HeadAnswer.Of(head, signer), LedgerJson.Default.HeadAnswer)
            : Refused(StatusCodes.Status404NotFound, "No head has been signed yet: ask again in some seconds.");

    private static async Task<IResult> Growth(long from, long to, LedgerBook ledger, CancellationToken ct) =>
        await ledger.ProveGrowth(from, to, ct) is { } path
            ? TypedResults.Json(new GrowthAnswer(from, to, [.. path.Select(Convert.ToBase64String)]), LedgerJson.Default.GrowthAnswer)
            : Refused(StatusCodes.Status400BadRequest, "from and to are sizes of the ledger: from at least 0, to at most what it has now, and from not above to.");

    private static async Task<IResult> Proof(long number, LedgerBook ledger, LedgerSigner signer, CancellationToken ct) =>
        await ledger.Prove(number, ct) is { } found
            ? TypedResults.Json(
                new ProofAnswer(number, found.Proof.Leaf, Convert.ToBase64String(found.Record.LeafHash()), [.. found.Proof.Path.Select(Convert.ToBase64String)], HeadAnswer.Of(found.Proof.Head, signer)),
                LedgerJson.Default.ProofAnswer)
            : Refused(StatusCodes.Status404NotFound, "No entry with this number is under a signed head: a new one is after some seconds.");

    private static ContentHttpResult Refused(int status, string why) => TypedResults.Text(why, "text/plain; charset=utf-8", statusCode: status);
}
