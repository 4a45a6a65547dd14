using System.Numerics;
using Helhed.Platform;

namespace Helhed.Records.Reindexing;

/// <summary>
/// 64-bit hashes of index rows. Their sum tells whether two sets of rows are the same whatever their order; that two that differ have
/// one sum happens once in 2^64.
/// </summary>
internal static class RowHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    public static ulong Of(TokenRow r) => Mix(Mix(Mix(Mix(Seed, r.Param), r.Code), r.Patient), r.System);

    public static ulong Of(ReferenceRow r) => Mix(Mix(Seed, r.Param), r.Target);

    public static ulong Of(StringRow r) => Mix(Mix(Mix(Mix(Mix(Seed, r.Param), Text(r.Value)), r.Patient), r.Exact), r.Edge);

    public static ulong Of(DateRow r) => Mix(Mix(Mix(Mix(Mix(Seed, r.Param), r.Patient), r.Low), r.High), r.Edge);

    public static ulong Of(NumberRow r) => Mix(Mix(Mix(Mix(Seed, r.Param), Bits(r.Value)), r.Patient), r.Edge);

    public static ulong Of(QuantityRow r) => Mix(Mix(Mix(Mix(Mix(Mix(Mix(Mix(Seed, r.Param), Bits(r.Low)), Bits(r.High)), r.Code), r.System), r.Patient), r.Edge), r.Unit);

    public static ulong Of(UriRow r) => Mix(Mix(Seed, r.Param), Text(r.Value));

    public static ulong Of(PositionRow r) => Mix(Mix(Mix(Seed, r.Param), Bits(r.Latitude)), Bits(r.Longitude));

    public static ulong Of(CompartmentRow r) => Mix(Mix(Seed, r.Patient), r.Type);

    public static ulong Of(CompositeRow r)
    {
        var hash = Mix(Mix(Mix(Seed, r.Param), r.First.Key), r.First.System);
        hash = Mix(Mix(Mix(Mix(Mix(hash, r.Second.Key), r.Second.System), Bits(r.Second.Low)), Bits(r.Second.High)), Text(r.Second.Text));
        return Mix(Mix(Mix(hash, Bits(r.Third.Low)), Bits(r.Third.High)), r.Unit);
    }

    /// <summary>A text with its column.</summary>
    public static ulong Of(int column, string text) => Mix(Mix(Seed, column), Text(text));

    /// <summary>Hash of a row together with its resource.</summary>
    public static ulong Whole(in FoundRow row) => Mix(row.Hash, row.Rid);

    private static long Text(string text) => text.Length == 0 ? 0 : Hash64.Of(text.AsSpan());

    // Plus and minus zero are one number to the databases.
    private static long Bits(double value) => value == 0 ? 0 : BitConverter.DoubleToInt64Bits(value);

    private static ulong Mix(ulong hash, long value)
    {
        var mixed = (hash ^ (ulong)value) * 0xFF51AFD7ED558CCD;
        mixed ^= mixed >> 32;
        return BitOperations.RotateLeft(mixed * 0xC4CEB9FE1A85EC53, 29);
    }
}
