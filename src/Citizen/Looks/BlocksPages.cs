using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Consent = Helhed.Fhir.R4.Consent;

namespace Helhed.Citizen;

/// <summary>
/// <c>/borger/adgange/spaerringer</c>: the citizen's blocks, to be lifted; <c>/borger/adgange/spaer</c>: asks once more and blocks. Only for
/// one's own record, and that of a child under 15 whom one decides for.
/// </summary>
internal static class BlocksPages
{
    public const string Path = LooksPages.Path + "/spaerringer";
    public const string Withdraw = Path + "/ophaev";
    private const string Block = LooksPages.Path + "/spaer";

    public static string Address(string whom) => $"{Block}?hvem={Uri.EscapeDataString(whom)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, Blocks blocks, LookNames names) =>
            CitizenPages.ForOwnOrChild(context, records, (caller, name) => Show(context, (caller, name), (blocks, names), hasFailed: false)));
        pages.MapGet(Withdraw, () => new SeeOther(Path));
        pages.MapPost(Withdraw, (HttpContext context, CitizenRecords records, Blocks blocks, LookNames names) =>
            CitizenPages.ForOwnOrChild(context, records, async (caller, name) =>
            {
                var id = context.Request.Form["nummer"].ToString();
                return FhirIds.IsId(id) && await blocks.Withdraw(caller, id, context.RequestAborted) is null
                    ? new SeeOther($"{Path}?ophaevet=1")
                    : await Show(context, (caller, name), (blocks, names), hasFailed: true);
            }));
        pages.MapGet(Block, (HttpContext context, CitizenRecords records, LookNames names) =>
            CitizenPages.ForOwnOrChild(context, records, (caller, name) => WithWhom(context, caller, names, async (whom, called) => await Task.FromResult(
                CitizenPages.Show<BlockPage>(context, caller, name, new BlockModel(whom, called, false))))));
        pages.MapPost(Block, (HttpContext context, CitizenRecords records, Blocks blocks, LookNames names) =>
            CitizenPages.ForOwnOrChild(context, records, (caller, name) => WithWhom(context, caller, names, async (whom, called) =>
                await blocks.Add(caller, whom, context.RequestAborted) is null
                    ? new SeeOther($"{Path}?spaerret=1")
                    : CitizenPages.Show<BlockPage>(context, caller, name, new BlockModel(whom, called, true), StatusCodes.Status409Conflict))));
    }

    private static async Task<IResult> WithWhom(HttpContext context, Caller caller, LookNames names, Func<string, string, Task<IResult>> page)
    {
        var whom = context.Request.Query["hvem"].ToString();
        return whom.Split('/') is ["Practitioner" or "Organization", var id] && FhirIds.IsId(id)
            && await names.Known(caller, whom, context.RequestAborted) is { } called
                ? await page(whom, called)
                : ErrorPages.NotFound(context);
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, (Blocks Blocks, LookNames Names) from, bool hasFailed)
    {
        var ct = context.RequestAborted;
        if (!(await from.Blocks.Standing(reader.Caller, ct)).TryGet(out var standing, out _) || !(await from.Blocks.Lifted(reader.Caller, ct)).TryGet(out var lifted, out _))
        {
            return ErrorPages.Broken(context);
        }

        var known = await from.Names.Of(reader.Caller, standing.Concat(lifted).SelectMany(s => s.Consent.Provision!.Actor).Select(a => a.Reference?.ReferenceValue), ct);
        var t = new LooksTexts(context.Language(), reader.Caller.Subject == reader.Caller.Reference);
        var query = context.Request.Query;
        var model = new BlocksModel([.. standing.Select(s => Line(s, known, t))], query.ContainsKey("spaerret"), query.ContainsKey("ophaevet"), hasFailed)
        {
            Lifted = [.. lifted.Select(s => Line(s, known, t))],
        };
        return CitizenPages.Show<BlocksPage>(context, reader.Caller, reader.Name, model, hasFailed ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }

    private static BlockLine Line((string Id, Consent Consent) block, IReadOnlyDictionary<string, string> known, LooksTexts t) => new(
        block.Id,
        block.Consent.Provision!.Actor.Count == 0 ? t.Everybody : string.Join(", ", block.Consent.Provision.Actor.Select(a => a.Reference?.ReferenceValue is { } who ? known.GetValueOrDefault(who, who) : a.Reference?.Display ?? "")),
        RecordText.Day(block.Consent.DateTime),
        block.Consent.Provision.Class.Count > 0 || block.Consent.Provision.DataPeriod is not null)
    {
        Extensions = block.Consent.Extension,
        HasPaper = block.Consent.SourceReference?.ReferenceValue is not null,
    };
}

/// <summary>Whom to block.</summary>
/// <param name="Whom">"Practitioner/x" or "Organization/x".</param>
/// <param name="Name">The name.</param>
/// <param name="HasFailed">It could not be done just now.</param>
public sealed record BlockModel(string Whom, string Name, bool HasFailed);

/// <summary>The citizen's blocks.</summary>
/// <param name="Lines">Those that count.</param>
/// <param name="WasBlocked">One was made just now.</param>
/// <param name="WasWithdrawn">One was lifted just now.</param>
/// <param name="HasFailed">One could not be lifted.</param>
public sealed record BlocksModel(IReadOnlyList<BlockLine> Lines, bool WasBlocked, bool WasWithdrawn, bool HasFailed)
{
    /// <summary>Those that were lifted.</summary>
    public IReadOnlyList<BlockLine> Lifted { get; init; } = [];
}

/// <summary>A block.</summary>
/// <param name="Id">The Consent's id.</param>
/// <param name="Name">Whom it is against.</param>
/// <param name="Since">Since when; null when it is not said.</param>
/// <param name="IsPart">True when it is of a part of the record.</param>
public sealed record BlockLine(string Id, string Name, DateOnly? Since, bool IsPart)
{
    /// <summary>It was made on paper, which is kept.</summary>
    internal bool HasPaper { get; init; }

    /// <summary>Of the record: who wrote it down for the citizen stands there.</summary>
    internal IReadOnlyList<Fhir.R4.Extension> Extensions { get; init; } = [];
}
