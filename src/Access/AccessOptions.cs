namespace Helhed.Access;

/// <summary>How Access is set up.</summary>
/// <param name="Demo">True when made-up people may log in without proof and the client demo-system exists. Only for loopback addresses.</param>
/// <param name="LedgerKey">File of the key that signs the ledger's heads, made when it is not there; null for a key that lives as long as the process.</param>
public sealed record AccessOptions(bool Demo, string? LedgerKey = null);
