using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Helhed.Synthetic;

namespace Helhed.Tests.Modules.Synthetic;

public sealed partial class StreamTests
{
    private readonly MadeRegion region = MadeRegion.Shared;

    private static readonly DateOnly Today = MadeRegion.Options.Today;

    [Fact]
    public void The_same_options_give_the_same_bytes_and_another_seed_does_not()
    {
        var options = new RegionOptions(300, 7, Today);
        Assert.Equal(HashOf(options), HashOf(options));
        Assert.NotEqual(HashOf(options), HashOf(options with { Seed = 8 }));
        Assert.NotEqual(HashOf(options), HashOf(options with { Today = Today.AddDays(1) }));
    }

    [Fact]
    public void A_household_does_not_depend_on_how_many_people_follow_it()
    {
        var few = Region.Generate(new RegionOptions(100, 7, Today)).Where(made => made.Type == "Observation").ToList();
        var many = Region.Generate(new RegionOptions(260, 7, Today)).Where(made => made.Type == "Observation").ToDictionary(made => made.Id);
        // The last household is cut to the number of people, so its members may differ.
        var whole = few.TakeWhile(made => HouseholdOf(made.Id) != HouseholdOf(few[^1].Id)).ToList();
        Assert.True(whole.Count > 1000);
        Assert.All(whole, made => Assert.True(made.Json.Span.SequenceEqual(many[made.Id].Json.Span)));
    }

    [Fact]
    public void There_are_exactly_as_many_citizens_as_asked_for_and_never_fewer_than_the_personas()
    {
        Assert.Equal(1500, region.Of<Helhed.Fhir.R4.Patient>().Count());
        Assert.Equal(11, Region.Generate(new RegionOptions(0, 1, Today)).Count(made => made.Type == "Patient"));
    }

    [Fact]
    public void Every_resource_is_accepted_by_the_parser() => Assert.Empty(region.Refused);

    [Fact]
    public void Ids_are_valid_and_unique()
    {
        Assert.Empty(region.Repeated);
        Assert.All(region.Positions.Keys, key => Assert.Matches(ValidId(), key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public void Every_reference_resolves_and_points_backwards_or_into_the_same_household()
    {
        var wrong = new List<string>();
        var position = 0;
        foreach (var made in Region.Generate(MadeRegion.Options))
        {
            foreach (Match match in Reference().Matches(System.Text.Encoding.UTF8.GetString(made.Json.Span)))
            {
                var target = match.Groups[1].Value;
                if (!region.Positions.TryGetValue(target, out var there) || (there > position && !target.StartsWith("RelatedPerson/", StringComparison.Ordinal)))
                {
                    wrong.Add($"{made.Type}/{made.Id} -> {target}");
                }
            }

            position++;
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Too_many_people_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Region.Generate(new RegionOptions(Region.MaxPeople + 1, 1, Today)));

    private static string HouseholdOf(string id) => id.Split('-')[1].TrimEnd('a', 'b', 'c', 'd', 'e', 'f');

    private static string HashOf(RegionOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var made in Region.Generate(options))
        {
            hash.AppendData(made.Json.Span);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [GeneratedRegex("^[A-Za-z0-9.-]{1,64}$")]
    private static partial Regex ValidId();

    [GeneratedRegex("\"reference\":\"([^\"]+)\"")]
    private static partial Regex Reference();
}
