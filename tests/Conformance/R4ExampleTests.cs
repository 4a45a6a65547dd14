namespace Helhed.Tests.Conformance;

/// <summary>The examples that the R4 specification publishes: see <see href="https://hl7.org/fhir/R4/downloads.html"/>.</summary>
public sealed class R4ExampleTests : SuiteTest
{
    private const int Published = 711;

    [Fact]
    public async Task Every_example_is_loaded_read_back_as_it_was_and_unchanged_the_second_time()
    {
        var files = Place.Suite("r4-examples");
        Assert.Equal(Published, files.Count);
        Assert.Empty(await ImportAndReadBack(files));
        Console.WriteLine($"suite r4-examples: {files.Count} of {Published}");
    }

    [Fact]
    public void Every_example_survives_its_typed_record()
    {
        var files = Place.Suite("r4-examples");
        Assert.Equal(Published, ReadAndWriteTyped(files));
        Console.WriteLine($"suite r4-examples, typed: {files.Count} of {Published}");
    }
}
