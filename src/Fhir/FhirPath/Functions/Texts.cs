using System.Diagnostics.CodeAnalysis;

namespace Helhed.Fhir.FhirPath;

/// <summary>Texts that go into and out of functions.</summary>
internal static class Texts
{
    private const int Longest = 4 * 1024 * 1024;
    private const int CharactersInStep = 8;

    /// <summary>Puts a text on the stack and counts its length.</summary>
    public static bool Push(Machine m, Term at, string text)
    {
        if (!Spend(m, at, text.Length))
        {
            return false;
        }

        m.Push(PathItem.Of(text));
        return true;
    }

    /// <summary>Counts a text of some length before it is made.</summary>
    public static bool Spend(Machine m, Term at, long length) =>
        length > Longest ? m.Fail(at, $"A text is longer than {Longest} characters.") : m.Spend(1 + (int)(length / CharactersInStep), at);

    /// <summary>The result of a function.</summary>
    public static bool Give(Machine m, ref ScalarCall call, string text)
    {
        call.Result = PathItem.Of(text);
        return Spend(m, call.At, text.Length);
    }

    /// <summary>The input as a text.</summary>
    public static bool Focus(Machine m, ref ScalarCall call, [NotNullWhen(true)] out string? text)
    {
        text = SystemValue.IsText(call.Focus) ? SystemValue.Text(call.Focus) : null;
        return text is not null
            ? Spend(m, call.At, text.Length)
            : m.Fail(call.At, $"{call.At.Name}() is for a String, not {PathType.Of(call.Focus)}.");
    }

    /// <summary>An argument as a text; it must be there.</summary>
    public static bool Argument(Machine m, ref ScalarCall call, int index, [NotNullWhen(true)] out string? text)
    {
        text = SystemValue.IsText(call.Arguments[index]) ? SystemValue.Text(call.Arguments[index]) : null;
        return text is not null || m.Fail(call.At, $"{call.At.Name}() takes a String, not {PathType.Of(call.Arguments[index])}.");
    }

    /// <summary>An argument as an Integer; null when it is left out.</summary>
    public static bool Integer(Machine m, ref ScalarCall call, int index, out int? number)
    {
        number = null;
        if (index >= call.Arguments.Length || call.Arguments[index].Kind == ItemKind.None)
        {
            return true;
        }

        var value = SystemValue.Of(call.Arguments[index]);
        number = value.Kind == ItemKind.Integer ? value.Integer : null;
        return number is not null || m.Fail(call.At, $"{call.At.Name}() takes an Integer, not {PathType.Of(call.Arguments[index])}.");
    }
}
