// The host: the only project that knows every room. One file for each verb in Commands/.
using System.CommandLine;
using System.Data.Common;
using Helhed.Commands;
using Helhed.Platform.Data;

var root = new RootCommand("Helhed, the open digital-health platform for a Danish region. Without a verb it serves.")
{
    ServeCommand.Make(),
    ImportCommand.Make(),
    TerminologyCommand.Make(),
    ExportCommand.Make(),
    ReindexCommand.Make(),
    VerifyCommand.Make(),
    LedgerCommand.Make(),
    AppsCommand.Make(),
    KeysCommand.Make(),
    BenchCommand.Make(),
    ValidateCommand.Make(),
    FhirPathCommand.Make(),
};
ServeCommand.AddTo(root);
try
{
    // An expression may begin with @, which would otherwise name a file of arguments.
    var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? 2 : code; // 1 is for what was looked at and is wrong.
}
catch (Exception e) when (e is IOException or DbException or MigrationException or DatabaseBusyException)
{
    // What the person at the keyboard can mend: a port in use, a database that does not answer, missing assets. Bugs keep their trace.
    await Console.Error.WriteLineAsync(e is DbException ? $"The database cannot be used: {e.Message}" : e.Message);
    return 2;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
