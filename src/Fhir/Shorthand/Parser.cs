namespace Helhed.Fhir.Shorthand;

/// <summary>Reads the definitions of one file, with their rules as lines of tokens.</summary>
internal sealed class Parser(ShorthandFile file, ProblemLog problems)
{
    private static readonly Dictionary<string, EntityKind> Kinds = Enum.GetValues<EntityKind>().ToDictionary(k => k.ToString());
    private static readonly string[] ItemNames = ["Parent", "Id", "Title", "Description", "Severity", "Expression", "Context"];

    private readonly List<Entity> _entities = [];
    private Entity? _entity;

    public List<(Token Name, string Value)> Aliases { get; } = [];

    public List<Entity> Read()
    {
        var tokens = new Lexer(file.Text, (at, message) => problems.Add(file, at, message)).Read();
        for (var i = 0; i < tokens.Count;)
        {
            var end = i + 1;
            while (end < tokens.Count && tokens[end].Kind is not (TokenKind.Keyword or TokenKind.Star))
            {
                end++;
            }

            Read(tokens[i], tokens.GetRange(i + 1, end - i - 1));
            i = end;
        }

        return _entities;
    }

    private void Read(Token first, List<Token> rest)
    {
        switch (first.Kind)
        {
            case TokenKind.Star when _entity is null:
                break;
            case TokenKind.Star when _entity.Kind == EntityKind.Invariant:
                problems.Add(file, first.Position, "An invariant has no rules: write Description:, Severity: and Expression:.");
                break;
            case TokenKind.Star when rest.Count == 0:
                problems.Add(file, first.Position, "The rule is empty: write a path behind the star.");
                break;
            case TokenKind.Star:
                _entity.Rules.Add(new RuleLine(first.Position.Column - 1, first.Position, rest));
                break;
            case TokenKind.Keyword when first.Text == "Alias":
                ReadAlias(first, rest);
                break;
            case TokenKind.Keyword when Kinds.TryGetValue(first.Text, out var kind):
                Begin(kind, first, rest);
                break;
            case TokenKind.Keyword when ItemNames.Contains(first.Text):
                ReadItem(first, rest);
                break;
            case TokenKind.Keyword:
                problems.Add(file, first.Position, $"{first.Text}: is not in the part of shorthand that is read here, which has {string.Join(", ", Kinds.Keys)}, Alias and {string.Join(", ", ItemNames)}.");
                _entity = char.IsUpper(first.Text[0]) && rest.Count == 1 ? null : _entity;
                break;
            default:
                problems.Add(file, first.Position, $"'{first.Text}' stands alone: begin a definition with a keyword such as Profile:, or a rule with a star.");
                break;
        }
    }

    private void ReadAlias(Token first, List<Token> rest)
    {
        if (rest.Count == 3 && rest[1].Is("=") && rest[2].Kind == TokenKind.Word)
        {
            Aliases.Add((rest[0], rest[2].Text));
        }
        else
        {
            problems.Add(file, first.Position, "An alias is written: Alias: $name = http://address");
        }
    }

    private void Begin(EntityKind kind, Token first, List<Token> rest)
    {
        _entity = null;
        if (rest.Count != 1 || rest[0].Kind != TokenKind.Word)
        {
            problems.Add(file, first.Position, $"{first.Text}: needs one name behind it.");
            return;
        }

        _entity = new Entity { Kind = kind, Name = rest[0].Text, File = file, Position = rest[0].Position };
        _entities.Add(_entity);
    }

    private void ReadItem(Token first, List<Token> rest)
    {
        if (_entity is null)
        {
            return;
        }

        if (rest.Count == 0 || (rest.Count > 1 && first.Text != "Context"))
        {
            problems.Add(file, first.Position, $"{first.Text}: needs one value behind it.");
        }
        else if (!_entity.Items.TryAdd(first.Text, rest))
        {
            problems.Add(file, first.Position, $"{first.Text}: is given twice; take one away.");
        }
    }
}

/// <summary>Collects problems, up to a limit.</summary>
internal sealed class ProblemLog
{
    public List<ShorthandProblem> Problems { get; } = [];

    public void Add(ShorthandFile file, Position at, string message)
    {
        if (Problems.Count < ShorthandReader.MaxProblems)
        {
            Problems.Add(new ShorthandProblem(file.Name, at.Line, at.Column, message));
        }
    }
}
