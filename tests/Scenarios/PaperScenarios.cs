using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What a patient says on paper is written down together with the paper, by staff who see the patient.</summary>
public abstract class PaperScenarios(Dialect dialect) : RecordTest(dialect)
{
    private const string Deny = """{"type":"deny","actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":{"reference":"Organization/ward"}}]}""";
    private const string Mandate = """{"type":"permit","actor":[{"role":{"coding":[{"code":"DELEGATEE"}]},"reference":{"reference":"Patient/you"}}]}""";

    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", "Organization/ward");
    private static readonly Caller Patient = new(CallerKind.Citizen, "Patient/me", "Me", "citizen");
    private static readonly Caller Stranger = new(CallerKind.Citizen, "Patient/you", "You", "citizen") { OnBehalfOf = "Patient/me" };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Put("Patient", "me", "\"birthDate\":\"1980-01-01\"");
        await Put("Patient", "you", "\"birthDate\":\"1980-01-01\"");
        await Put("Encounter", "stay", """
            "status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/me"},"serviceProvider":{"reference":"Organization/ward"}
            """);
    }

    [Fact]
    public async Task A_block_on_ones_own_unit_is_written_down_with_its_paper()
    {
        Assert.Null((await Write(Nurse, "me", "me", Deny)).Problem);
        foreach (var (type, id) in ((string, string)[])[("DocumentReference", "paper"), ("Binary", "paper"), ("Encounter", "stay")])
        {
            Assert.Equal(ProblemKind.NotFound, (await Store.Read(Nurse, type, id, Ct)).Problem?.Kind);
            Assert.Null((await Store.Read(Patient, type, id, Ct)).Problem);
        }
    }

    [Theory]
    [InlineData("you", "you")]
    [InlineData("me", "you")]
    [InlineData("you", "me")]
    public async Task Nobody_puts_papers_or_blocks_into_the_record_of_a_stranger(string paper, string consent)
    {
        Assert.Equal(ProblemKind.Forbidden, (await Write(Nurse, paper, consent, Deny)).Problem?.Kind);
        await NothingIsWritten();
        Assert.Null((await Store.Read(Nurse, "Encounter", "stay", Ct)).Problem);
    }

    [Fact]
    public async Task A_mandate_lets_nobody_write_what_comes_with_it()
    {
        Assert.Equal(ProblemKind.Forbidden, (await Write(Stranger, "me", "me", Mandate)).Problem?.Kind);
        await NothingIsWritten();
    }

    private async Task NothingIsWritten()
    {
        foreach (var (type, id) in ((string, string)[])[("DocumentReference", "paper"), ("Binary", "paper"), ("Consent", "consent")])
        {
            Assert.Equal(ProblemKind.NotFound, (await Store.Read(Caller.Program, type, id, Ct)).Problem?.Kind);
        }
    }

    private async Task<Outcome<IReadOnlyList<StoredResource>>> Write(Caller caller, string paper, string consent, string provision) => await Store.WriteTogether(
        caller,
        [
            New("DocumentReference", "paper", $$"""
                "status":"current","subject":{"reference":"Patient/{{paper}}"},"content":[{"attachment":{"contentType":"application/pdf","url":"Binary/paper"} }]
                """),
            New("Binary", "paper", """
                "contentType":"application/pdf","securityContext":{"reference":"DocumentReference/paper"},"data":"JVBERi0="
                """),
            New("Consent", "consent", $$"""
                "status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                "patient":{"reference":"Patient/{{consent}}"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},
                "sourceReference":{"reference":"DocumentReference/paper"},"provision":{{provision}}
                """),
        ],
        (_, _) => default,
        Ct);

    private static RecordWrite New(string type, string id, string members) =>
        new(type, id, Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","id":"{{id}}",{{members}} }""")) { IsNew = true };
}

public sealed class SqlitePaper() : PaperScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlPaper() : PaperScenarios(Dialect.PostgreSql);
