using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The record as a document to read and print. The fonts are read once.</summary>
internal sealed class RecordPdf(AssetCatalogue catalogue, TimeProvider clock)
{
    private readonly Lazy<(TrueType Plain, TrueType Strong)> _fonts = new(() => (Read(catalogue, "plex-400.ttf"), Read(catalogue, "plex-600.ttf")));

    /// <summary>Makes the document.</summary>
    /// <param name="name">Whose record it is.</param>
    /// <param name="parts">The parts to write, in order.</param>
    /// <param name="lines">Their lines, newest first.</param>
    /// <param name="t">The words.</param>
    public byte[] Of(string name, IReadOnlyList<RecordPart> parts, FoundLines lines, RecordTexts t)
    {
        var document = new PdfDocument(_fonts.Value.Plain, _fonts.Value.Strong);
        var title = $"{t.TitleForAnother}: {name}";
        document.Heading(1, title);
        document.Paragraph(Sentence.Fill(t.PdfMade, DateText.DayAndTime(clock.GetUtcNow(), t.Language)));
        if (lines.IsCut)
        {
            document.Paragraph(t.PdfIsCut);
        }

        foreach (var part in parts)
        {
            document.Heading(2, t.PartName(part));
            var any = false;
            foreach (var line in lines.Lines.Where(l => l.Part == part))
            {
                any = true;
                Write(document, line, t);
            }

            if (!any)
            {
                document.Paragraph(t.Empty + ".");
            }
        }

        return document.End(title, t.Language == Language.English ? "en" : "da", t.PdfFoot);
    }

    private static void Write(PdfDocument document, RecordLine line, RecordTexts t)
    {
        document.Heading(3, line.Title);
        var who = line.Author?.Name ?? line.Place?.Name;
        document.Paragraph(t.When(line) + (who is null ? "" : $". {who}") + (line.Author?.Name is not null && line.Place?.Name is { } place ? $", {place}" : ""), isSmall: true);
        var range = line.Position is RangePosition.Above or RangePosition.Below ? $" ({CitizenTexts.Of(t.Language).Say(line.Position)})" : "";
        if (line.Value is { } value)
        {
            document.Paragraph(value + range);
        }

        if (line.Text is { } text)
        {
            document.Paragraph(text);
        }
    }

    private static TrueType Read(AssetCatalogue catalogue, string name) =>
        new(File.ReadAllBytes(Path.Combine(catalogue.Folder, catalogue.Address(name)[AssetCatalogue.Root.Length..])));
}
