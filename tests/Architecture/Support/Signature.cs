using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Helhed.Tests.Architecture.Support;

/// <summary>Signatures as they are written in C#, near enough to read and exact enough to compare.</summary>
internal static class Signature
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(short)] = "short", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(double)] = "double", [typeof(float)] = "float", [typeof(decimal)] = "decimal", [typeof(char)] = "char",
    };

    public static string Of(Type type)
    {
        var contracts = type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(contract => contract.IsPublic && !IsEquatable(contract))
            .Select(contract => Name(contract))
            .Order(StringComparer.Ordinal);
        var parent = type.BaseType is { } basis && basis != typeof(object) && basis != typeof(ValueType) && basis != typeof(Enum) ? Name(basis) : null;
        var above = string.Join(", ", contracts.Prepend(parent).OfType<string>());
        var space = type.DeclaringType is null ? $"{type.Namespace}." : $"{type.Namespace}.{Name(type.DeclaringType)}.";
        return $"{Kind(type)} {space}{Name(type)}{(above.Length > 0 ? $" : {above}" : "")}";
    }

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}{Name(constructor.DeclaringType!).Split('<')[0]}({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{Modifier(method)}{Name(method.ReturnParameter)} {MethodName(method)}({Parameters(method)})",
        PropertyInfo property => $"{Access(property.GetAccessors(true)[0])}{Modifier(property.GetAccessors(true)[0])}{Required(property)}{Name(property.PropertyType, Nullability.Create(property))} {PropertyName(property)} {{ {Accessors(property)} }}",
        FieldInfo { DeclaringType.IsEnum: true } value => $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{(field.IsPublic ? "" : "protected ")}{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType, Nullability.Create(field))} {field.Name}{(field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "")}",
        EventInfo happening => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => member.ToString() ?? "",
    };

    private static string Kind(Type type)
    {
        var record = LoadedRooms.IsRecord(type) ? "record" : null;
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(record is null ? "" : "record ")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{record ?? "class"}",
        };
    }

    private static bool IsEquatable(Type contract) => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method) =>
        method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string MethodName(MethodInfo method) => method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : method.Name;

    private static string PropertyName(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;

    private static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod is { IsPublic: true } or { IsFamily: true } ? property.SetMethod : null;
        var init = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        return string.Join(' ', new[] { property.GetMethod is { IsPrivate: false } ? "get;" : null, set is null ? null : init ? "init;" : "set;" }.OfType<string>());
    }

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var mark = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        return $"{mark}{Name(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "")}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, Nullability.Create(parameter));

    private static string Name(Type type, NullabilityInfo? known = null)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, known?.ElementType ?? known);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }

        // The metadata calls every unconstrained T nullable, so a mark on it would say nothing.
        var mark = known?.ReadState == NullabilityState.Nullable && !type.IsValueType && !type.IsGenericParameter ? "?" : "";
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, known?.ElementType)}[]{mark}";
        }

        var simple = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 0 || type.IsGenericParameter)
        {
            return simple + mark;
        }

        var names = arguments.Select((argument, index) => Name(argument, known?.GenericTypeArguments.ElementAtOrDefault(index)));
        return simple == nameof(ValueTuple) ? $"({string.Join(", ", names)})" : $"{simple}<{string.Join(", ", names)}>{mark}";
    }
}
