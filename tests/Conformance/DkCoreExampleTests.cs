namespace Helhed.Tests.Conformance;

/// <summary>The examples of HL7 Denmark's core profiles: see <see href="https://hl7.dk/fhir/core/"/>.</summary>
public sealed class DkCoreExampleTests : SuiteTest
{
    private const int Published = 76;

    [Fact]
    public async Task Every_example_is_loaded_read_back_as_it_was_and_unchanged_the_second_time()
    {
        var files = Place.Suite("dk-core-examples");
        Assert.Equal(Published, files.Count);
        Assert.Empty(await ImportAndReadBack(files));
        Console.WriteLine($"suite dk-core-examples: {files.Count} of {Published}");
    }

    [Fact]
    public void Every_example_survives_its_typed_record()
    {
        var files = Place.Suite("dk-core-examples");
        Assert.Equal(Published, ReadAndWriteTyped(files));
        Console.WriteLine($"suite dk-core-examples, typed: {files.Count} of {Published}");
    }
}
