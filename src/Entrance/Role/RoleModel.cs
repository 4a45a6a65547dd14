using Helhed.Access.LogIn;
using Helhed.Ui;

namespace Helhed.Entrance;

/// <summary>The page on which to choose a role.</summary>
/// <param name="Roles">The roles the person has now.</param>
/// <param name="Target">The local path to go to afterwards; null for the role's own page.</param>
/// <param name="Errors">What is to be corrected.</param>
public sealed record RoleModel(IReadOnlyList<RoleChoice> Roles, string? Target, IReadOnlyList<FormError> Errors);
