// Compiles HL7's published R4 definitions into the compact table file and the typed resources of src/Fhir.
// Run after `npm ci` in this folder:  dotnet run --project tools/DefinitionCompiler [--check]
// --check compares with what is in the repository and fails when they differ (used by the conformance tests).
// With `--ucum PATH/ucum-essence.xml` it makes the table of units instead, and needs no packages.
using Helhed.DefinitionCompiler;

if (args is ["--ucum", var essence])
{
    File.WriteAllBytes(Path.Combine(Directory.GetCurrentDirectory(), "src", "Fhir", "Ucum", "ucum.table"), UnitTableWriter.Write(essence));
    return 0;
}

string here = args.FirstOrDefault(a => !a.StartsWith('-')) ?? Path.Combine(Directory.GetCurrentDirectory(), "tools", "DefinitionCompiler");
var packages = Path.Combine(here, "node_modules");
if (!Directory.Exists(packages))
{
    Console.Error.WriteLine($"{packages} does not exist: run 'npm ci' in tools/DefinitionCompiler first.");
    return 2;
}

var model = Model.Read(packages);
var fhir = Path.GetFullPath(Path.Combine(here, "..", "..", "src", "Fhir"));
var outputs = new Dictionary<string, byte[]>
{
    [Path.Combine(fhir, "Definitions", "r4.definitions")] = TableWriter.Write(model),
    [Path.Combine(fhir, "Definitions", "r4.profiles")] = ProfileWriter.Write(packages),
    [Path.Combine(fhir, "Terminology", "r4.terminology")] = TerminologyWriter.Write(packages),
};
foreach (var (name, text) in TypedWriter.Write(model))
{
    outputs[Path.Combine(fhir, "R4", name)] = System.Text.Encoding.UTF8.GetBytes(text);
}

var different = outputs.Where(o => !File.Exists(o.Key) || !File.ReadAllBytes(o.Key).AsSpan().SequenceEqual(o.Value)).ToList();
if (args.Contains("--check"))
{
    different.ForEach(d => Console.Error.WriteLine($"{d.Key} is not what the definitions compile to: run the compiler and commit."));
    return different.Count == 0 ? 0 : 1;
}

foreach (var (path, bytes) in different)
{
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllBytes(path, bytes);
}

Console.WriteLine($"{outputs.Count} files, {different.Count} changed; {model.Types.Count} types, {model.SearchParameters.Count} search parameters, {model.ValueSets.Count} value sets.");
return 0;
