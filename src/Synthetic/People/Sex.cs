namespace Helhed.Synthetic;

internal enum Sex
{
    Female, Male,
}

internal static class SexCodes
{
    internal static string Code(this Sex sex) => sex == Sex.Female ? "female" : "male";

    internal static Sex Other(this Sex sex) => sex == Sex.Female ? Sex.Male : Sex.Female;
}
