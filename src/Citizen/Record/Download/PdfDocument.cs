using System.Globalization;
using System.Text;

namespace Helhed.Citizen;

/// <summary>
/// A document of headings and paragraphs as a tagged PDF that reads aloud and can be searched: text in order, headings marked, language and
/// title given, fonts embedded (PDF/UA-1, ISO 14289-1). A4, one column, page numbers.
/// </summary>
internal sealed class PdfDocument
{
    private const double Wide = 595.28;
    private const double High = 841.89;
    private const double Margin = 62;
    private const double Bottom = 70;
    private const int MostPages = 2_000;

    private readonly PdfFont _plain;
    private readonly PdfFont _strong;
    private readonly List<StringBuilder> _pages = [];
    private readonly List<(string Tag, List<(int Page, int Mark)> Marks)> _structure = [];
    private readonly List<int> _marks = [];
    private double _y;

    public PdfDocument(TrueType plain, TrueType strong)
    {
        (_plain, _strong) = (new PdfFont(plain, "PlexSans"), new PdfFont(strong, "PlexSansSemiBold"));
        NewPage();
    }

    /// <summary>True when no more fits: a limit, so that a document has an end.</summary>
    public bool IsFull => _pages.Count >= MostPages;

    public void Heading(int level, string text) =>
        Block(string.Create(CultureInfo.InvariantCulture, $"H{level}"), text, _strong, level switch { 1 => 22, 2 => 16, _ => 12 }, level == 1 ? 0 : level == 2 ? 20 : 10);

    public void Paragraph(string text, bool isSmall = false)
    {
        foreach (var part in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Block("P", part, _plain, isSmall ? 9.5 : 11, 3);
        }
    }

    /// <summary>Writes the document.</summary>
    /// <param name="title">Its name.</param>
    /// <param name="language">"da" or "en".</param>
    /// <param name="foot">What stands below each page: "Side {0} af {1}".</param>
    public byte[] End(string title, string language, string foot)
    {
        for (var i = 0; i < _pages.Count; i++)
        {
            var text = string.Format(CultureInfo.InvariantCulture, foot, i + 1, _pages.Count);
            _pages[i].Append("/Artifact BMC\n").Append(Line(text, _plain, 9, 40)).Append("EMC\n");
        }

        using var file = new PdfFile();
        var (catalog, tree, pages) = (file.Reserve(), file.Reserve(), file.Reserve());
        var (plain, strong) = (_plain.Write(file), _strong.Write(file));
        var numbers = WritePages(file, pages, (plain, strong));
        WriteStructure(file, tree, numbers);
        var metadata = file.AddPlainStream("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Metadata(title)));
        file.Put(catalog, string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Catalog /Pages {pages} 0 R /Lang ({language}) /MarkInfo << /Marked true >> /StructTreeRoot {tree} 0 R /Metadata {metadata} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"));
        return file.End(catalog, file.Add($"<< /Title {PdfFile.Text(title)} /Producer (Helhed) >>"));
    }

    private void Block(string tag, string text, PdfFont font, double size, double above)
    {
        if (IsFull)
        {
            return;
        }

        var lines = Wrapped(text, font, size);
        _y -= above;
        if (tag != "P" && _y - (size * 3.5) < Bottom)
        {
            NewPage(); // a heading stands with what follows it
        }

        var marks = new List<(int, int)>();
        var isOpen = false;
        foreach (var line in lines)
        {
            if (_y - (size * 1.4) < Bottom)
            {
                Close();
                NewPage();
            }

            if (!isOpen)
            {
                var mark = _marks[^1]++;
                marks.Add((_pages.Count - 1, mark));
                _pages[^1].Append(CultureInfo.InvariantCulture, $"/{tag} << /MCID {mark} >> BDC\n");
                isOpen = true;
            }

            _y -= size * 1.4;
            _pages[^1].Append(Line(line, font, size, _y));
        }

        Close();
        _structure.Add((tag, marks));

        void Close()
        {
            if (isOpen)
            {
                _pages[^1].Append("EMC\n");
                isOpen = false;
            }
        }
    }

    private string Line(string text, PdfFont font, double size, double y) => string.Create(
        CultureInfo.InvariantCulture, $"BT /{(font == _strong ? "F2" : "F1")} {size} Tf {Margin} {y:F2} Td {font.Show(text)} ET\n");

    private static List<string> Wrapped(string text, PdfFont font, double size)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var piece in Pieces(word, font, size))
            {
                if (line.Length > 0 && font.Width($"{line} {piece}", size) > Wide - (2 * Margin))
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }

                line.Append(line.Length == 0 ? "" : " ").Append(piece);
            }
        }

        if (line.Length > 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }

    // A word that is wider than the page is cut.
    private static IEnumerable<string> Pieces(string word, PdfFont font, double size)
    {
        while (font.Width(word, size) > Wide - (2 * Margin))
        {
            var length = word.Length - 1;
            while (length > 1 && font.Width(word[..length], size) > Wide - (2 * Margin))
            {
                length /= 2;
            }

            yield return word[..length];
            word = word[length..];
        }

        yield return word;
    }

    private void NewPage()
    {
        _pages.Add(new StringBuilder());
        _marks.Add(0);
        _y = High - Margin;
    }

    private int[] WritePages(PdfFile file, int parent, (int Plain, int Strong) fonts)
    {
        var numbers = new int[_pages.Count];
        for (var i = 0; i < _pages.Count; i++)
        {
            var content = file.AddStream("", Encoding.ASCII.GetBytes(_pages[i].ToString()));
            numbers[i] = file.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {Wide} {High}] /Resources << /Font << /F1 {fonts.Plain} 0 R /F2 {fonts.Strong} 0 R >> >> /Contents {content} 0 R /StructParents {i} /Tabs /S >>"));
        }

        var kids = string.Join(' ', numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} 0 R")));
        file.Put(parent, string.Create(CultureInfo.InvariantCulture, $"<< /Type /Pages /Kids [{kids}] /Count {numbers.Length} >>"));
        return numbers;
    }

    // The order of reading: one element for each heading and paragraph, and from each page back to them.
    private void WriteStructure(PdfFile file, int tree, int[] pages)
    {
        var document = file.Reserve();
        var parents = _marks.ConvertAll(count => new int[count]);
        var elements = new List<int>();
        foreach (var (tag, marks) in _structure)
        {
            var kids = string.Join(' ', marks.Select(m => string.Create(CultureInfo.InvariantCulture, $"<< /Type /MCR /Pg {pages[m.Page]} 0 R /MCID {m.Mark} >>")));
            var element = file.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /StructElem /S /{tag} /P {document} 0 R /K [{kids}] >>"));
            elements.Add(element);
            marks.ForEach(m => parents[m.Page][m.Mark] = element);
        }

        file.Put(document, string.Create(CultureInfo.InvariantCulture, $"<< /Type /StructElem /S /Document /P {tree} 0 R /K [{References(elements)}] >>"));
        var numbers = string.Join(' ', parents.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{i} [{References(p)}]")));
        file.Put(tree, string.Create(CultureInfo.InvariantCulture, $"<< /Type /StructTreeRoot /K {document} 0 R /ParentTree << /Nums [{numbers}] >> /ParentTreeNextKey {pages.Length} >>"));
    }

    private static string References(IEnumerable<int> numbers) => string.Join(' ', numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} 0 R")));

    private static string Metadata(string title) => $"""
        <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{System.Security.SecurityElement.Escape(title)}</rdf:li></rdf:Alt></dc:title><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """;
}
