namespace Helhed.Access;

/// <summary>How Access is set up.</summary>
/// <param name="Demo">True when made-up people may log in without proof and the client demo-system exists. Only for loopback addresses.</param>
public sealed record AccessOptions(bool Demo);
