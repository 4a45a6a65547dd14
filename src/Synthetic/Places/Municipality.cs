namespace Helhed.Synthetic;

/// <summary>A town with its postal code and position in degrees.</summary>
internal sealed record Town(string PostalCode, string Name, decimal Latitude, decimal Longitude);

/// <summary>One of the region's 17 municipalities. Its size is counted in GP practices and thousands of people.</summary>
internal sealed record Municipality(string Code, string Name, string Hospital, (int Practices, int Thousands) Size, IReadOnlyList<Town> Towns)
{
    internal int Practices => Size.Practices;

    internal int Weight => Size.Thousands;

    // code, name, hospital that takes its acute patients, GP practices, thousands of people, towns.
    private const string Table = """
        0253|Greve|suh-koege|4|51|2670 Greve 55.58 12.30;2690 Karlslunde 55.56 12.23
        0259|Køge|suh-koege|4|62|4600 Køge 55.46 12.18;4140 Borup 55.49 11.97;4681 Herfølge 55.42 12.15;4632 Bjæverskov 55.46 12.04
        0265|Roskilde|suh-koege|6|90|4000 Roskilde 55.64 12.08;4130 Viby Sj. 55.55 12.02;4040 Jyllinge 55.75 12.11
        0269|Solrød|suh-koege|2|24|2680 Solrød Strand 55.53 12.22;4622 Havdrup 55.54 12.12
        0306|Odsherred|holbaek|2|33|4500 Nykøbing Sj. 55.92 11.67;4534 Hørve 55.75 11.45;4550 Asnæs 55.81 11.50;4581 Rørvig 55.95 11.76
        0316|Holbæk|holbaek|5|73|4300 Holbæk 55.72 11.71;4340 Tølløse 55.61 11.75;4450 Jyderup 55.66 11.41;4390 Vipperød 55.67 11.74
        0320|Faxe|suh-koege|3|37|4690 Haslev 55.32 11.96;4640 Faxe 55.26 12.12;4654 Faxe Ladeplads 55.22 12.17
        0326|Kalundborg|holbaek|3|48|4400 Kalundborg 55.68 11.09;4470 Svebølle 55.65 11.29;4270 Høng 55.51 11.29;4281 Gørlev 55.54 11.23
        0329|Ringsted|slagelse|3|35|4100 Ringsted 55.44 11.79;4173 Fjenneslev 55.43 11.69
        0330|Slagelse|slagelse|6|80|4200 Slagelse 55.40 11.35;4220 Korsør 55.33 11.14;4230 Skælskør 55.25 11.29;4261 Dalmose 55.30 11.42
        0336|Stevns|suh-koege|2|23|4660 Store Heddinge 55.31 12.39;4671 Strøby 55.38 12.25;4652 Hårlev 55.35 12.24
        0340|Sorø|slagelse|2|30|4180 Sorø 55.43 11.56;4293 Dianalund 55.53 11.49;4295 Stenlille 55.54 11.59
        0350|Lejre|suh-koege|2|29|4320 Lejre 55.60 11.97;4330 Hvalsø 55.59 11.86;4070 Kirke Hyllinge 55.70 11.90
        0360|Lolland|suh-nykoebing|3|40|4900 Nakskov 54.83 11.14;4930 Maribo 54.77 11.50;4970 Rødby 54.69 11.38
        0370|Næstved|slagelse|6|84|4700 Næstved 55.23 11.76;4684 Holmegaard 55.29 11.81;4736 Karrebæksminde 55.18 11.65;4171 Glumsø 55.36 11.69
        0376|Guldborgsund|suh-nykoebing|4|60|4800 Nykøbing F. 54.77 11.87;4990 Sakskøbing 54.80 11.64;4840 Nørre Alslev 54.90 11.88;4880 Nysted 54.67 11.73
        0390|Vordingborg|suh-nykoebing|3|45|4760 Vordingborg 55.01 11.91;4780 Stege 54.99 12.28;4720 Præstø 55.12 12.04
        """;

    internal static readonly IReadOnlyList<Municipality> All = [.. Table.Split('\n').Select(Read)];

    internal static readonly IReadOnlyList<(Municipality Item, double Weight)> ByPopulation = [.. All.Select(m => (m, (double)m.Weight))];

    internal static Municipality Of(string code) => All.First(m => m.Code == code);

    private static Municipality Read(string line)
    {
        var cells = line.Trim().Split('|');
        return new Municipality(cells[0], cells[1], cells[2], (Whole(cells[3]), Whole(cells[4])), [.. cells[5].Split(';').Select(ReadTown)]);
    }

    private static Town ReadTown(string text)
    {
        var words = text.Split(' ');
        return new Town(words[0], string.Join(' ', words[1..^2]), Exact(words[^2]), Exact(words[^1]));
    }

    private static int Whole(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static decimal Exact(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
