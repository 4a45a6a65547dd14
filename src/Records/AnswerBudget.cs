using Microsoft.AspNetCore.Http;

namespace Helhed.Records;

/// <summary>How many bytes of resources may still go into one answer. What makes it spent goes in whole, so that every page holds something.</summary>
internal sealed class AnswerBudget(long bytes)
{
    /// <summary>What is left; at least 1 until it is spent.</summary>
    public long Left { get; private set; } = Math.Max(1, bytes);

    public bool IsSpent => Left <= 0;

    public void Take(long bytes) => Left -= bytes;
}

/// <summary>The bytes of an answer, noted with a request where they are not the usual ones.</summary>
internal sealed record AnswerLimit(long Bytes)
{
    public static long Of(HttpContext context) => context.Features.Get<AnswerLimit>()?.Bytes ?? RecordsLimits.Default.MaxAnswerBytes;
}
