using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Terminology resources are stored, replaced and deleted as any others, and the operations' definitions can be read.</summary>
public abstract class TerminologyResourceScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task A_code_system_is_created_replaced_and_deleted()
    {
        var url = $"http://example.org/{Mark}/bodies";
        await Give("CodeSystem", $"{Mark}-a", $$"""
            "url":"{{url}}","status":"active","content":"complete","concept":[{"code":"sun","display":"Sun","concept":[{"code":"earth","display":"Earth","concept":[{"code":"moon","display":"Moon"}]}]}]
            """);
        await Give("CodeSystem", $"{Mark}-a", $$"""
            "url":"{{url}}","status":"active","content":"complete","concept":[{"code":"sun","display":"Sun"}]
            """);
        (await Api.Delete($"CodeSystem/{Mark}-a")).Expect(204);
    }
}

public sealed class SqliteTerminologyResourceScenarios() : TerminologyResourceScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologyResourceScenarios() : TerminologyResourceScenarios(Dialect.PostgreSql);
