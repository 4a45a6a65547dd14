using System.Text;
using System.Xml.Linq;

namespace Helhed.DefinitionCompiler;

/// <summary>
/// Writes src/Fhir/Ucum/ucum.table from the published ucum-essence.xml: one line for each prefix (p), base unit (b) and unit (u), its
/// columns parted by tabs: kind, code, flags (m metric, s special, a arbitrary), value, unit, function, name. Nothing is changed or left
/// out that has to do with the case-sensitive codes and their values.
/// </summary>
internal static class UnitTableWriter
{
    // The notice that the licence asks for, word by word.
    private const string Notice = """
        # This product includes all or a portion of the UCUM table, UCUM codes, and UCUM definitions or is derived from it, subject to a
        # license from Regenstrief Institute, Inc. and The UCUM Organization. Your use of the UCUM table, UCUM codes, UCUM definitions also
        # is subject to this license, a copy of which is available at http://unitsofmeasure.org. The current complete UCUM table, UCUM
        # Specification are available for download at http://unitsofmeasure.org. The UCUM table and UCUM codes are copyright (c) 1995-2013,
        # Regenstrief Institute, Inc. and the Unified Codes for Units of Measures (UCUM) Organization. All rights reserved.
        # THE UCUM TABLE (IN ALL FORMATS), UCUM DEFINITIONS, AND SPECIFICATION ARE PROVIDED "AS IS." ANY EXPRESS OR IMPLIED WARRANTIES ARE
        # DISCLAIMED, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE.
        # Codes, values and names are as published; this form of them is made by tools/DefinitionCompiler.

        """;

    public static byte[] Write(string essence)
    {
        var root = XDocument.Load(essence).Root!;
        var text = new StringBuilder();
        text.Append($"# The Unified Code for Units of Measure (UCUM), http://unitsofmeasure.org: ucum-essence.xml version {root.Attribute("version")!.Value}, {Dated(root)}.\n");
        text.Append(Notice);
        foreach (var entry in root.Elements())
        {
            text.AppendJoin('\t', Columns(entry)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] Columns(XElement entry)
    {
        var value = entry.Element("value");
        var function = value?.Element("function");
        var measure = function ?? value;
        return
        [
            entry.Name.LocalName switch { "prefix" => "p", "base-unit" => "b", _ => "u" },
            entry.Attribute("Code")!.Value,
            $"{Flag(entry, "isMetric", "m")}{Flag(entry, "isSpecial", "s")}{Flag(entry, "isArbitrary", "a")}",
            measure?.Attribute("value")?.Value ?? "1",
            measure?.Attribute("Unit")?.Value ?? "1",
            function?.Attribute("name")?.Value ?? "",
            entry.Element("name")!.Value,
        ];
    }

    // Base units carry no flag: all of them take prefixes (UCUM, section 29).
    private static string Flag(XElement entry, string name, string letter) =>
        entry.Attribute(name)?.Value == "yes" || (name == "isMetric" && entry.Name.LocalName == "base-unit") ? letter : "";

    private static string Dated(XElement root) => root.Attribute("revision-date")!.Value.Split(' ')[1];
}
