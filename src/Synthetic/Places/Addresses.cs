namespace Helhed.Synthetic;

/// <summary>Street names that most Danish towns have; numbers are drawn, so an address only by accident exists.</summary>
internal static class Addresses
{
    internal static readonly string[] Streets =
    [
        "Algade", "Nørregade", "Søndergade", "Vestergade", "Østergade", "Skolegade", "Kirkevej", "Strandvejen", "Møllevej", "Skovvej", "Stationsvej",
        "Bakkevej", "Engvej", "Parkvej", "Rosenvej", "Birkevej", "Lindevej", "Kastanievej", "Havnegade", "Smedegade", "Fjordvej", "Bygaden", "Hovedgaden",
        "Ringvejen", "Sorøvej", "Grønnegade", "Solbakken", "Præstevej", "Ahornvej", "Tværvej", "Lærkevej", "Mejerivej", "Kløvervej", "Enghavevej",
    ];
}
