using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Helhed.Tests.Architecture.Support;

/// <summary>An instruction that names something: a member it uses or a string it loads.</summary>
internal readonly record struct Instruction(int Offset, OperandType Operand, int Token);

/// <summary>Walks a method's intermediate language (ECMA-335, III).</summary>
internal static class Il
{
    private const byte TwoByteMark = 0xFE;

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    public static IEnumerable<Instruction> Named(BlobReader reader)
    {
        var found = new List<Instruction>();
        while (reader.RemainingBytes > 0)
        {
            var offset = reader.Offset;
            var operand = Operands[ReadCode(ref reader)];
            if (operand is OperandType.InlineMethod or OperandType.InlineString or OperandType.InlineField or OperandType.InlineTok)
            {
                found.Add(new Instruction(offset, operand, reader.ReadInt32()));
            }
            else
            {
                reader.Offset += Size(operand, reader);
            }
        }

        return found;
    }

    private static short ReadCode(ref BlobReader reader)
    {
        var first = reader.ReadByte();
        return first == TwoByteMark ? unchecked((short)((TwoByteMark << 8) | reader.ReadByte())) : first;
    }

    private static int Size(OperandType operand, BlobReader reader) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * reader.ReadInt32()),
        _ => 4,
    };
}
