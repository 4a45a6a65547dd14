using System.Globalization;
using System.Xml.Linq;

namespace Helhed.Fhir.Patching;

/// <summary>
/// The selectors of https://www.rfc-editor.org/rfc/rfc5261#section-4.1, a part of XPath: steps by name, *, . and .., // for any depth,
/// text(), comment(), processing-instruction(), @name and namespace::prefix, with predicates by place and by equality. Beyond the RFC a
/// predicate may look further in, as FHIR's values need: f:name[f:use/@value='official'].
/// </summary>
internal sealed class XmlSelector
{
    private const int MostSteps = 100;

    private readonly List<Step> _steps = [];
    private readonly string _text;
    private readonly XElement _scope;
    private int _at;

    private XmlSelector(string text, XElement scope)
    {
        _text = text.Trim();
        _scope = scope;
    }

    private enum Axis
    {
        Child,
        AnyDepth,
        Self,
        Parent,
        Attribute,
        Namespace,
        Text,
        Comment,
        Instruction,
    }

    private enum Test
    {
        Place,
        Last,
        Value,
    }

    /// <summary>Reads a selector; prefixes are those in scope at the operation.</summary>
    public static XmlSelector Parse(string text, XElement scope)
    {
        var selector = new XmlSelector(text, scope);
        selector.Parse();
        return selector;
    }

    /// <summary>The name of an attribute: without a prefix it has no namespace.</summary>
    public static XName AttributeName(string name, XElement scope) =>
        name.Contains(':', StringComparison.Ordinal) ? Name(name, scope) : XNamespace.None + name;

    /// <summary>The nodes that the selector leads to, in the order of the document.</summary>
    public List<XObject> Select(XDocument document, XmlWork work)
    {
        List<XObject> nodes = [document];
        foreach (var step in _steps)
        {
            var next = new List<XObject>();
            var seen = new HashSet<XObject>();
            foreach (var node in nodes)
            {
                var found = Candidates(node, step, work).ToList();
                foreach (var predicate in step.Predicates)
                {
                    found = [.. found.Where((candidate, index) => predicate.Holds(candidate, index, found.Count, work))];
                }

                next.AddRange(found.Where(seen.Add));
            }

            nodes = next;
        }

        return nodes;
    }

    private static IEnumerable<XObject> Candidates(XObject node, Step step, XmlWork work)
    {
        var container = node as XContainer;
        IEnumerable<XObject?> candidates = step.Axis switch
        {
            Axis.Self => [node],
            Axis.Parent => [node.Parent],
            Axis.AnyDepth => [node, .. container?.DescendantNodes().OfType<XElement>() ?? []],
            Axis.Attribute => (node as XElement)?.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name == step.Name) ?? [],
            Axis.Namespace => (node as XElement)?.Attributes().Where(a => a.IsNamespaceDeclaration && a.Name.LocalName == step.Name!.LocalName) ?? [],
            Axis.Text => container?.Nodes().OfType<XText>() ?? [],
            Axis.Comment => container?.Nodes().OfType<XComment>() ?? [],
            Axis.Instruction => container?.Nodes().OfType<XProcessingInstruction>().Where(i => step.Name is null || i.Target == step.Name.LocalName) ?? [],
            _ => container?.Elements().Where(e => step.Name is null || e.Name == step.Name) ?? [],
        };
        foreach (var candidate in candidates)
        {
            work.Spend();
            if (candidate is not null)
            {
                yield return candidate;
            }
        }
    }

    private void Parse()
    {
        if (!Take("//"))
        {
            Take("/");
        }
        else
        {
            _steps.Add(new Step(Axis.AnyDepth, null, []));
        }

        do
        {
            _steps.Add(NextStep());
            if (_steps.Count > MostSteps)
            {
                throw new PatchRefusedException(PatchErrorKind.Limit, $"The selector has more than {MostSteps} steps.");
            }

            if (_at == _text.Length)
            {
                return;
            }

            if (Take("//"))
            {
                _steps.Add(new Step(Axis.AnyDepth, null, []));
            }
            else if (!Take("/"))
            {
                throw Wrong();
            }
        }
        while (true);
    }

    private Step NextStep()
    {
        var (axis, name) = AxisAndName();
        var predicates = new List<Predicate>();
        while (Take("["))
        {
            predicates.Add(NextPredicate());
        }

        return new Step(axis, name, predicates);
    }

    private (Axis Axis, XName? Name) AxisAndName()
    {
        if (Take(".."))
        {
            return (Axis.Parent, null);
        }

        if (Take("."))
        {
            return (Axis.Self, null);
        }

        if (Take("*"))
        {
            return (Axis.Child, null);
        }

        if (Take("text()"))
        {
            return (Axis.Text, null);
        }

        if (Take("comment()"))
        {
            return (Axis.Comment, null);
        }

        if (Take("processing-instruction("))
        {
            var target = Take(")") ? null : Literal();
            return target is null || Take(")") ? (Axis.Instruction, target is { Length: > 0 } ? XName.Get(System.Xml.XmlConvert.EncodeLocalName(target)!) : null) : throw Wrong();
        }

        return Take("@") ? (Axis.Attribute, AttributeName(Word(), _scope))
            : Take("namespace::") ? (Axis.Namespace, XNamespace.None + Word())
            : (Axis.Child, Name(Word(), _scope));
    }

    private Predicate NextPredicate()
    {
        Predicate predicate;
        var digits = _at;
        while (digits < _text.Length && char.IsAsciiDigit(_text[digits]))
        {
            digits++;
        }

        if (digits > _at)
        {
            predicate = int.TryParse(_text.AsSpan(_at, digits - _at), CultureInfo.InvariantCulture, out var place) ? new Predicate(Test.Place, place) : throw Wrong();
            _at = digits;
        }
        else if (Take("last()"))
        {
            predicate = new Predicate(Test.Last);
        }
        else
        {
            predicate = ValuePredicate();
        }

        return Take("]") ? predicate : throw Wrong();
    }

    // . or text(), or names inwards with an attribute at their end; and the value that is there.
    private Predicate ValuePredicate()
    {
        var names = new List<XName>();
        XName? attribute = null;
        if (!Take(".") && !Take("text()"))
        {
            do
            {
                attribute = Take("@") ? AttributeName(Word(), _scope) : null;
                if (attribute is null)
                {
                    names.Add(Name(Word(), _scope));
                }
            }
            while (attribute is null && Take("/"));
        }

        return Take("=") ? new Predicate(Test.Value, Names: names, Attribute: attribute, Value: Literal()) : throw Wrong();
    }

    private string Literal()
    {
        var quote = _at < _text.Length ? _text[_at] : '\0';
        var end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw Wrong();
        }

        var literal = _text[(_at + 1)..end];
        _at = end + 1;
        SkipBlanks();
        return literal;
    }

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or ':' || (_text[_at] == '.' && _at > start)))
        {
            _at++;
        }

        var word = _text[start.._at];
        SkipBlanks();
        return word.Length > 0 && word.Split(':') is { Length: <= 2 } parts && parts.All(IsName) ? word : throw Wrong();
    }

    private static bool IsName(string word) => word.Length > 0 && System.Xml.XmlConvert.IsStartNCNameChar(word[0]) && word.All(System.Xml.XmlConvert.IsNCNameChar);

    private static XName Name(string word, XElement scope)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return scope.GetDefaultNamespace() + word;
        }

        var prefix = word[..colon];
        var space = scope.GetNamespaceOfPrefix(prefix) ?? prefix switch
        {
            "f" or "fhir" => XNamespace.Get("http://hl7.org/fhir"),
            "h" or "html" => XNamespace.Get("http://www.w3.org/1999/xhtml"),
            _ => throw new PatchRefusedException(PatchErrorKind.Invalid, $"The prefix '{prefix}' is not declared in the patch."),
        };
        return space + word[(colon + 1)..];
    }

    private bool Take(string token)
    {
        if (!_text.AsSpan(_at).StartsWith(token))
        {
            return false;
        }

        _at += token.Length;
        SkipBlanks();
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private PatchRefusedException Wrong() =>
        new(PatchErrorKind.Invalid, $"The selector '{_text}' cannot be read at character {_at + 1}: its steps are such as f:name, f:name[1], f:name[@id='x'], f:name[f:use/@value='x'], @value, text().");

    private sealed record Step(Axis Axis, XName? Name, List<Predicate> Predicates);

    private sealed record Predicate(Test Test, int Place = 0, List<XName>? Names = null, XName? Attribute = null, string? Value = null)
    {
        public bool Holds(XObject node, int index, int count, XmlWork work) => Test switch
        {
            Test.Place => index + 1 == Place,
            Test.Last => index + 1 == count,
            _ => node is XElement element ? HoldsIn(element, 0, work) : Names!.Count == 0 && Attribute is null && (node as XText)?.Value == Value,
        };

        private bool HoldsIn(XElement element, int depth, XmlWork work)
        {
            if (depth < Names!.Count)
            {
                foreach (var child in element.Elements(Names[depth]))
                {
                    work.Spend();
                    if (HoldsIn(child, depth + 1, work))
                    {
                        return true;
                    }
                }

                return false;
            }

            var value = Attribute is null ? element.Value : element.Attribute(Attribute)?.Value;
            work.Spend(1 + ((value?.Length ?? 0) / 16));
            return value == Value;
        }
    }
}
