using System.Globalization;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Shorthand;

/// <summary>One file in FHIR Shorthand.</summary>
/// <param name="Name">Told in problems.</param>
/// <param name="Text">Its content.</param>
/// <param name="Canonical">What the addresses of its definitions begin with, e.g. <c>http://hl7.dk/fhir/core</c>.</param>
/// <param name="Version">Version of its definitions; empty for none.</param>
public sealed record ShorthandFile(string Name, string Text, string Canonical, string Version = "");

/// <summary>Something in a file that cannot be used.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in characters.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ShorthandProblem(string File, int Line, int Column, string Message)
{
    /// <summary>As <c>file(line,column): message</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {Message}");
}

/// <summary>What came out of the files.</summary>
/// <param name="Documents">StructureDefinitions and ValueSets, in the order in which they are written; those with problems may lack what the problem is about.</param>
/// <param name="Problems">Everything found, in the order of the files; at most <see cref="ShorthandReader.MaxProblems"/>.</param>
public sealed record ShorthandResult(IReadOnlyList<FhirDocument> Documents, IReadOnlyList<ShorthandProblem> Problems);
