namespace Helhed.Ui;

/// <summary>How long the reader stays logged in; set as a feature of the request by whoever knows.</summary>
/// <param name="Until">When the reader is logged off if nothing is done.</param>
/// <param name="Left">How long that is from now.</param>
/// <param name="CanStay">Whether use makes it last longer.</param>
public sealed record PageSession(DateTimeOffset Until, TimeSpan Left, bool CanStay)
{
    /// <summary>Where another role can be chosen; null for those who have one at most.</summary>
    public string? RolePath { get; init; }
}
