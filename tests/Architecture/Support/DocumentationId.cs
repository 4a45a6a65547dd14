using System.Reflection;

namespace Helhed.Tests.Architecture.Support;

/// <summary>The names of the C# compiler's XML documentation file: <c>M:Space.Type.Method(System.Int32)</c>.</summary>
internal static class DocumentationId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => $"T:{TypeName(type)}",
        ConstructorInfo constructor => $"M:{TypeName(constructor.DeclaringType!)}.#ctor{Parameters(constructor.GetParameters())}",
        MethodInfo method => $"M:{TypeName(method.DeclaringType!)}.{method.Name}{Arity(method)}{Parameters(method.GetParameters())}{Result(method)}",
        PropertyInfo property => $"P:{TypeName(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        EventInfo happening => $"E:{TypeName(happening.DeclaringType!)}.{happening.Name}",
        _ => $"F:{TypeName(member.DeclaringType!)}.{member.Name}",
    };

    private static string TypeName(Type type) => (type.FullName ?? $"{type.Namespace}.{type.Name}").Replace('+', '.');

    private static string Arity(MethodInfo method) => method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";

    // Conversions differ only by what they give back.
    private static string Result(MethodInfo method) => method.Name is "op_Implicit" or "op_Explicit" ? $"~{Used(method.ReturnType)}" : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Used(parameter.ParameterType)))})";

    private static string Used(Type type) => type switch
    {
        { IsByRef: true } => $"{Used(type.GetElementType()!)}@",
        { IsArray: true } => $"{Used(type.GetElementType()!)}[]",
        { IsPointer: true } => $"{Used(type.GetElementType()!)}*",
        { IsGenericMethodParameter: true } => $"``{type.GenericParameterPosition}",
        { IsGenericParameter: true } => $"`{type.GenericParameterPosition}",
        { IsGenericType: true } => Constructed(type),
        _ => TypeName(type),
    };

    private static string Constructed(Type type)
    {
        var arguments = type.GetGenericArguments();
        var taken = 0;
        var parts = TypeName(type.GetGenericTypeDefinition()).Split('.').Select(part =>
        {
            var tick = part.IndexOf('`', StringComparison.Ordinal);
            if (tick < 0)
            {
                return part;
            }

            var count = int.Parse(part.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
            var own = arguments.Skip(taken).Take(count).Select(Used);
            taken += count;
            return $"{part[..tick]}{{{string.Join(',', own)}}}";
        });
        return string.Join('.', parts);
    }
}
