using Helhed.Platform;

namespace Helhed.Synthetic;

/// <summary>Common Danish names by sex and by the time people were born.</summary>
internal static class Names
{
    private const string OldWomen = "Inger Kirsten Else Birthe Karen Lis Bente Ruth Grethe Jytte Hanne Ellen Tove Edith Gerda Aase Anna Rigmor Lissi Elly Ingrid Kirstine Ketty Ulla";
    private const string OldMen = "Jørgen Poul Knud Erik Svend Kurt Børge Ib Niels Hans Bent Ove Arne Egon Kaj Finn John Verner Leif Aage Gunnar Holger Viggo Carl";
    private const string MiddleWomen = "Anne Susanne Lone Charlotte Hanne Mette Pia Gitte Marianne Lene Tina Helle Dorte Annette Bettina Jette Heidi Pernille Trine Louise Rikke Winnie Dorthe Vibeke";
    private const string MiddleMen = "Lars Michael Henrik Søren Jan Peter Thomas Martin Jesper Kim Claus Torben Per Brian Carsten René Steen Flemming Allan Kenneth Morten Bo Rasmus Christian";
    private const string YoungWomen = "Emma Ida Freja Sofie Caroline Mathilde Laura Julie Sara Cecilie Amalie Maria Camilla Line Signe Nanna Astrid Josefine Katrine Simone Fatima Amina Zainab Nadia";
    private const string YoungMen = "Mikkel Magnus Frederik Mathias Emil Oliver Kasper Jonas Anders Nicolai Jakob Tobias Simon Christoffer Daniel Sebastian Marcus Alexander Lukas Rasmus Mohammed Ali Yusuf Hassan";
    private const string Girls = "Ella Alma Frida Agnes Karla Luna Clara Olivia Nora Ellie Asta Lily Saga Vigga Liv Anna Ellen Merle Sofia Aya Lærke Isabella Emma Selma";
    private const string Boys = "William Oscar Valdemar Carl Aksel Noah August Malthe Arthur Elliot Otto Alfred Theo Storm Nohr Viggo Konrad Lauge Anton Elias Felix Mads Villads Adam";

    private const string Families =
        "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen Kristensen Olsen Thomsen Christiansen Poulsen Johansen "
        + "Møller Mortensen Knudsen Jakobsen Lund Holm Schmidt Eriksen Kristiansen Clausen Simonsen Svendsen Andreasen Iversen Laursen Nissen Bach Friis Skov Toft Bjerre Krogh "
        + "Dahl Winther Kjær Bruun Vestergaard Østergaard Søgaard Nørgaard Brandt Lauridsen Mogensen Frandsen Hermansen Ahmed Yilmaz Hussein Nguyen Kowalski Ibrahim Bertelsen";

    private static readonly string[] FamilyNames = Families.Split(' ');
    private static readonly string[][] Women = [OldWomen.Split(' '), MiddleWomen.Split(' '), YoungWomen.Split(' '), Girls.Split(' ')];
    private static readonly string[][] Men = [OldMen.Split(' '), MiddleMen.Split(' '), YoungMen.Split(' '), Boys.Split(' ')];

    internal static string GivenOf(Sex sex, int yearOfBirth, SeededRandom random)
    {
        var generation = yearOfBirth < 1953 ? 0 : yearOfBirth < 1983 ? 1 : yearOfBirth < 2010 ? 2 : 3;
        return random.Pick((sex == Sex.Female ? Women : Men)[generation]);
    }

    internal static string GivenOfAdult(Sex sex, SeededRandom random) => random.Pick((sex == Sex.Female ? Women : Men)[random.Int(1, 3)]);

    // The first eighteen, the great -sen names, cover about four in ten, as in the real country.
    internal static string Family(SeededRandom random) => FamilyNames[random.Chance(0.4) ? random.Int(0, 18) : random.Int(0, FamilyNames.Length)];
}
