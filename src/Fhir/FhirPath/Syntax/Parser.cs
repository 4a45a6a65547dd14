namespace Helhed.Fhir.FhirPath;

/// <summary>Reads an expression into terms. See <see href="https://hl7.org/fhirpath/N1/grammar.html"/>.</summary>
internal sealed class Parser
{
    private const int MostHeight = 400;
    private const int MostNesting = 100;
    private const int LowestOperator = 1;
    private const int SignPrecedence = 11;

    private static readonly string[] Keywords = ["div", "mod", "and", "or", "xor", "implies", "true", "false"];

    private readonly Lexer _lexer;
    private Token _token;
    private int _nesting;

    private Parser(string text)
    {
        _lexer = new Lexer(text);
        _token = _lexer.Next();
    }

    private FhirPathError? Error { get; set; }

    /// <summary>A word that is no name unless it stands in backticks.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>Null with an error when the text is no expression.</summary>
    public static Term? Parse(string text, out FhirPathError? error)
    {
        var parser = new Parser(text);
        var term = parser.Expression(LowestOperator);
        if (term is not null && parser._token.Kind != TokenKind.End)
        {
            term = parser.Unexpected("the end of the expression or an operator");
        }

        error = parser.Error;
        return term;
    }

    private Term? Expression(int lowest)
    {
        if (++_nesting > MostNesting)
        {
            return Fail(_token.Start, $"The expression is nested more than {MostNesting} deep.");
        }

        var left = _token.Is("+") || _token.Is("-") ? Signed() : Postfix();
        while (left is not null && Precedence(_token) is var precedence && precedence >= lowest)
        {
            left = Operator(left, precedence);
        }

        _nesting--;
        return left;
    }

    private Term? Signed()
    {
        var sign = Take();
        var isMinus = sign.Text == "-";

        // The smallest Integer is one further from zero than the greatest, so its digits alone are none.
        if (isMinus && _token is { Kind: TokenKind.Integer, Text: "2147483648" })
        {
            Take();
            return new LiteralTerm(sign.Start, PathItem.Of(int.MinValue));
        }

        var operand = Expression(SignPrecedence);
        return operand is null ? null : Built(new SignTerm(sign.Start, isMinus, operand), operand);
    }

    private static int Precedence(in Token token)
    {
        if (token.Kind == TokenKind.Symbol)
        {
            return token.Text switch
            {
                "*" or "/" => 10,
                "+" or "-" or "&" => 9,
                "|" => 7,
                "<" or ">" or "<=" or ">=" => 6,
                "=" or "~" or "!=" or "!~" => 5,
                _ => 0,
            };
        }

        return token.Kind != TokenKind.Identifier ? 0 : token.Text switch
        {
            "div" or "mod" => 10,
            "is" or "as" => 8,
            "in" or "contains" => 4,
            "and" => 3,
            "or" or "xor" => 2,
            "implies" => 1,
            _ => 0,
        };
    }

    private Term? Operator(Term left, int precedence)
    {
        var token = Take();
        if (precedence == 8)
        {
            var type = TypeName();
            return type is null ? null : Built(new TypeTerm(token.Start, token.Text == "is" ? TypeOperation.Is : TypeOperation.As, left, type), left);
        }

        var right = Expression(precedence + 1);
        return right is null ? null : Built(Binary(token, left, right), left, right);
    }

    private static Term Binary(in Token token, Term left, Term right) => token.Text switch
    {
        "*" => new ArithmeticTerm(token.Start, ArithmeticOperator.Multiply, left, right),
        "/" => new ArithmeticTerm(token.Start, ArithmeticOperator.Divide, left, right),
        "div" => new ArithmeticTerm(token.Start, ArithmeticOperator.IntegerDivide, left, right),
        "mod" => new ArithmeticTerm(token.Start, ArithmeticOperator.Modulo, left, right),
        "+" => new ArithmeticTerm(token.Start, ArithmeticOperator.Add, left, right),
        "-" => new ArithmeticTerm(token.Start, ArithmeticOperator.Subtract, left, right),
        "&" => new ConcatTerm(token.Start, left, right),
        "|" => new UnionTerm(token.Start, left, right),
        "<" => new CompareTerm(token.Start, CompareOperator.Less, left, right),
        "<=" => new CompareTerm(token.Start, CompareOperator.LessOrEqual, left, right),
        ">" => new CompareTerm(token.Start, CompareOperator.Greater, left, right),
        ">=" => new CompareTerm(token.Start, CompareOperator.GreaterOrEqual, left, right),
        "=" => new EqualTerm(token.Start, false, left, right),
        "!=" => new EqualTerm(token.Start, true, left, right),
        "~" => new EquivalentTerm(token.Start, false, left, right),
        "!~" => new EquivalentTerm(token.Start, true, left, right),
        "in" => new MembershipTerm(token.Start, left, right),
        "contains" => new MembershipTerm(token.Start, right, left),
        "and" => new LogicTerm(token.Start, LogicOperator.And, left, right),
        "or" => new LogicTerm(token.Start, LogicOperator.Or, left, right),
        "xor" => new LogicTerm(token.Start, LogicOperator.Xor, left, right),
        _ => new LogicTerm(token.Start, LogicOperator.Implies, left, right),
    };

    private Term? Postfix()
    {
        var term = Primary();
        while (term is not null)
        {
            if (_token.Is("."))
            {
                Take();
                term = Invocation(term);
            }
            else if (_token.Is("["))
            {
                var at = Take().Start;
                var index = Expression(LowestOperator);
                term = index is null || !Expect("]") ? null : Built(new IndexerTerm(at, term, index), term, index);
            }
            else
            {
                break;
            }
        }

        return term;
    }

    private Term? Primary()
    {
        if (Literals.TryParse(_token, out var literal))
        {
            var token = Take();
            return literal is not LiteralTerm number || token.Kind is not (TokenKind.Integer or TokenKind.Long or TokenKind.Decimal) ? literal : Quantity(number);
        }

        if (_token.Is("("))
        {
            Take();
            var inner = Expression(LowestOperator);
            return inner is null || !Expect(")") ? null : inner;
        }

        if (_token.Is("{"))
        {
            var at = Take().Start;
            return Expect("}") ? new EmptyTerm(at) : null;
        }

        return _token.Is("%") ? Variable() : Invocation(null);
    }

    // A number followed by a unit in quotes or a calendar word.
    private LiteralTerm Quantity(LiteralTerm number)
    {
        var unit = _token.Kind == TokenKind.String ? PathUnit.OfUcum(_token.Text)
            : _token.Kind == TokenKind.Identifier ? PathUnit.OfWord(_token.Text)
            : null;
        if (unit is null)
        {
            return number;
        }

        Take();
        return new LiteralTerm(number.Position, PathItem.Of(number.Value.Number, unit));
    }

    private Term? Variable()
    {
        var at = Take().Start;
        if (_token.Kind is TokenKind.Identifier or TokenKind.Delimited or TokenKind.String)
        {
            return new VariableTerm(at, Take().Text);
        }

        return Unexpected("the name of a variable");
    }

    private Term? Invocation(Term? input)
    {
        if (_token.Kind == TokenKind.Special && input is null)
        {
            var token = Take();
            return token.Text switch
            {
                "$this" => new ThisTerm(token.Start),
                "$index" => new IndexVariableTerm(token.Start),
                _ => new TotalTerm(token.Start),
            };
        }

        if (!IsName())
        {
            return Unexpected(input is null ? "a value, a name or a function" : "a name or a function");
        }

        var name = Take();
        if (_token.Is("("))
        {
            return Function(input, name);
        }

        return input is null ? new HeadTerm(name.Start, name.Text) : Built(new MemberTerm(name.Start, input, name.Text), input);
    }

    private Term? Function(Term? input, in Token name)
    {
        Take();
        var arguments = new List<Term>();
        while (!_token.Is(")"))
        {
            if (arguments.Count > 0 && !Expect(","))
            {
                return null;
            }

            if (Expression(LowestOperator) is not { } argument || (name.Text == "sort" && !Direction(ref argument)))
            {
                return null;
            }

            arguments.Add(argument);
        }

        Take();
        if (!FunctionTable.TryCreate(new FunctionCall(name.Text, name.Start, input ?? new ThisTerm(name.Start), [.. arguments]), out var term, out var message))
        {
            return Fail(name.Start, message, FhirPathErrorKind.Semantic);
        }

        if (input is not null)
        {
            arguments.Add(input);
        }

        return Built(term, [.. arguments]);
    }

    // sort(a desc, b asc); descending is a sign, as in the older sort(-a).
    private bool Direction(ref Term argument)
    {
        if (_token.IsWord("asc"))
        {
            Take();
        }
        else if (_token.IsWord("desc"))
        {
            var sign = Built(new SignTerm(Take().Start, true, argument), argument);
            argument = sign ?? argument;
            return sign is not null;
        }

        return true;
    }

    private TypeName? TypeName()
    {
        if (!IsName())
        {
            Unexpected("the name of a type");
            return null;
        }

        var first = Take();
        if (!_token.Is("."))
        {
            return new TypeName(null, first.Text);
        }

        Take();
        if (!IsName())
        {
            Unexpected("the name of a type");
            return null;
        }

        return new TypeName(first.Text, Take().Text);
    }

    private bool IsName() => _token.Kind == TokenKind.Delimited || (_token.Kind == TokenKind.Identifier && !IsKeyword(_token.Text));

    private Token Take()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    private bool Expect(string symbol)
    {
        if (_token.Is(symbol))
        {
            Take();
            return true;
        }

        Unexpected($"'{symbol}'");
        return false;
    }

    private Term? Built(Term term, params ReadOnlySpan<Term> parts)
    {
        foreach (var part in parts)
        {
            term.Height = Math.Max(term.Height, part.Height + 1);
        }

        return term.Height <= MostHeight ? term : Fail(term.Position, $"The expression is a chain of more than {MostHeight} steps.");
    }

    private Term? Unexpected(string expected) => Fail(
        _token.Start,
        _token.Kind switch
        {
            TokenKind.Error => _token.Text,
            TokenKind.End => $"The expression ends where {expected} should follow.",
            _ => $"'{_token.Text}' stands where {expected} should.",
        });

    private Term? Fail(int position, string message, FhirPathErrorKind kind = FhirPathErrorKind.Syntax)
    {
        Error ??= new FhirPathError(kind, message, position);
        return null;
    }
}
