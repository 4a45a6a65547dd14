using System.ComponentModel;
using System.Diagnostics;

namespace Helhed.Tests.Conformance;

/// <summary>What src/Fhir has committed is what HL7's published definitions compile to.</summary>
public sealed class DefinitionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Npm")]
    public async Task The_committed_tables_and_records_are_what_the_definitions_compile_to()
    {
        var folder = Path.Combine(Place.Repository, "tools", "DefinitionCompiler");
        Assert.SkipUnless(await HasNpm(), "npm is not installed; install it with: apt-get install -y nodejs npm");
        var (installed, trouble) = await Run("npm", folder, "ci", "--no-audit", "--no-fund");
        Assert.True(installed == 0, $"npm ci ended with {installed}: {trouble}");
        var (same, differences) = await Run("dotnet", Place.Repository, Place.Compiler, "--check", folder);
        Assert.True(same == 0, differences);
        Console.WriteLine("definitions: tables and records are what they compile to");
    }

    private static async Task<bool> HasNpm()
    {
        try
        {
            return (await Run("npm", Place.Repository, "--version")).Exit == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Exit, string Said)> Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, $"{await output}{await errors}");
    }
}
