using System.Globalization;
using System.Text;

namespace Helhed.Fhir.Ucum;

/// <summary>What a unit comes down to: a factor times powers of base units, read on a special unit's scale when it has one.</summary>
internal sealed class UnitMeasure
{
    private readonly (UnitAtom Base, int Power)[] _powers;

    private UnitMeasure(Ratio factor, (UnitAtom Base, int Power)[] powers)
    {
        Factor = factor;
        _powers = powers;
        CanonicalCode = Write(powers);
        IsComputable = !factor.IsTooLarge;
        ExactFactor = IsComputable && factor.TryDecimal(out var exact) && Ratio.Of(exact).CompareTo(factor) == 0 ? exact : 0;
    }

    /// <summary>How many of the canonical unit this is; for a scale, how many one of its unit is.</summary>
    public Ratio Factor { get; }

    /// <summary>The factor when <see cref="decimal"/> holds it exactly, as nearly always; otherwise 0.</summary>
    public decimal ExactFactor { get; }

    /// <summary>The base units in ordinal order: <c>g.m-1.s-2</c>; <c>1</c> for a number.</summary>
    public string CanonicalCode { get; }

    /// <summary>The special unit whose scale readings are on, or none.</summary>
    public UnitAtom? Scale { get; private init; }

    /// <summary>A scale's prefix or number: a reading of 20 dB is one of 20 · 0.1 B.</summary>
    public Ratio ScaleStep { get; private init; } = Ratio.One;

    /// <summary>
    /// False for units that are right by the grammar but have no value: a scale that is multiplied with other units (Cel/min: a special unit
    /// takes no part in products, https://ucum.org/ucum#para-21), and numbers beyond all measure.
    /// </summary>
    public bool IsComputable { get; private init; }

    public bool IsArbitrary => Array.Exists(_powers, p => p.Base.IsArbitrary);

    public static UnitMeasure OfBase(UnitAtom atom) => new(Ratio.One, [(atom, 1)]);

    public static UnitMeasure Of(ReadOnlySpan<char> text, ReadOnlySpan<UnitToken> tokens)
    {
        var product = new Product();
        product.Add(text, tokens);
        var powers = product.Powers.Where(p => p.Value != 0).Select(p => (p.Key, p.Value)).OrderBy(p => p.Key.Code, StringComparer.Ordinal).ToArray();
        if (product.Scale is not { } scale)
        {
            return new UnitMeasure(product.Factor, powers) { IsComputable = !product.IsBeyond };
        }

        var reference = scale.Measure;
        return new UnitMeasure(reference.Factor, reference._powers)
        {
            Scale = scale,
            ScaleStep = product.Factor,
            IsComputable = !product.IsBeyond && !product.MixesScale && powers.Length == 0,
        };
    }

    public UnitMeasure Scaled(in Ratio value) => new(Factor.Times(value), _powers);

    /// <summary>Whether a value of one can be told in the other.</summary>
    public bool IsComparableTo(UnitMeasure other) => IsComputable && other.IsComputable && CanonicalCode == other.CanonicalCode;

    /// <summary>A value in this unit as one in the canonical unit.</summary>
    public bool TryToCanonical(in Ratio value, out Ratio canonical)
    {
        canonical = value;
        if (Scale is { } scale && !ScaleFunctions.TryLinear(scale.Function, value.Times(ScaleStep), out canonical))
        {
            return false;
        }

        canonical = canonical.Times(Factor);
        return true;
    }

    /// <summary>A value in the canonical unit as one in this unit.</summary>
    public bool TryFromCanonical(in Ratio canonical, out Ratio value)
    {
        value = canonical.Over(Factor);
        if (Scale is not { } scale)
        {
            return true;
        }

        if (!ScaleFunctions.TryReading(scale.Function, value, out var reading))
        {
            return false;
        }

        value = reading.Over(ScaleStep);
        return true;
    }

    private static string Write((UnitAtom Base, int Power)[] powers)
    {
        if (powers.Length == 0)
        {
            return "1";
        }

        var text = new StringBuilder();
        foreach (var (unit, power) in powers)
        {
            text.Append(text.Length > 0 ? "." : "").Append(unit.Code);
            if (power != 1)
            {
                text.Append(power.ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    /// <summary>The product of a text's components, gathered from left to right; parentheses only turn signs.</summary>
    private sealed class Product
    {
        public Ratio Factor { get; private set; } = Ratio.One;

        public Dictionary<UnitAtom, int> Powers { get; } = [];

        public UnitAtom? Scale { get; private set; }

        public bool MixesScale { get; private set; }

        /// <summary>Whether the factor or a power is too large to compute with.</summary>
        public bool IsBeyond { get; private set; }

        public void Add(ReadOnlySpan<char> text, ReadOnlySpan<UnitToken> tokens)
        {
            var outer = new Stack<int>();
            var around = 1;
            var sign = 1;
            foreach (var token in tokens)
            {
                switch (token.Kind)
                {
                    case UnitTokenKind.Open:
                        outer.Push(around);
                        around = sign;
                        break;
                    case UnitTokenKind.Close:
                        around = outer.Pop();
                        break;
                    case UnitTokenKind.Times:
                        sign = around;
                        break;
                    case UnitTokenKind.Over:
                        sign = -around;
                        break;
                    case UnitTokenKind.Factor when Ratio.TryParse(text.Slice(token.Start, token.Length), out var number):
                        Multiply(number, sign);
                        break;
                    case UnitTokenKind.Symbol:
                        Multiply(token, sign * token.Exponent);
                        break;
                    default:
                        break;
                }
            }
        }

        private void Multiply(UnitToken token, int power)
        {
            if (token.Prefix is { } prefix)
            {
                Multiply(prefix.Value, power);
            }

            var atom = token.Atom!;
            if (atom.IsSpecial)
            {
                MixesScale |= Scale is not null || power != 1;
                Scale = atom;
                return;
            }

            var measure = atom.Measure;
            Multiply(measure.Factor, power);
            foreach (var (unit, count) in measure._powers)
            {
                Powers[unit] = Powers.GetValueOrDefault(unit) + (count * power);
                IsBeyond |= Math.Abs(Powers[unit]) > UnitParser.MostExponent;
            }
        }

        private void Multiply(in Ratio number, int power)
        {
            if (IsBeyond || !number.TryPower(power, out var raised))
            {
                IsBeyond = true;
                return;
            }

            Factor = Factor.Times(raised);
            IsBeyond = Factor.IsTooLarge;
        }
    }
}
