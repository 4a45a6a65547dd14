using System.Reflection;
using System.Xml.Linq;
using Helhed.Tests.Architecture.Support;
using Helhed.Tests.Architecture.Violations;

namespace Helhed.Tests.Architecture;

/// <summary>Everything a room shows says what it is, in the XML documentation beside its assembly.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void The_public_surface_is_documented() =>
        Rule.Holds(LoadedRooms.All.SelectMany(room => Undocumented(PublicSurface.Types(room).Where(type => !PublicSurface.IsTypedResource(type)), Load(room))));

    [Fact]
    public void A_type_and_members_without_a_summary_are_caught()
    {
        var file = XDocument.Parse("""
            <doc><members>
              <member name="M:Helhed.Tests.Architecture.Violations.Shown.#ctor(System.Nullable{System.Int32})"><summary>A sample.</summary></member>
              <member name="P:Helhed.Tests.Architecture.Violations.Shown.Names"><summary> </summary></member>
              <member name="M:Helhed.Tests.Architecture.Violations.Shown.Try``1(``0,System.Int32@)"><inheritdoc /></member>
              <member name="T:Helhed.Tests.Architecture.Violations.WideRecord"><summary>Data.</summary><param name="A">a</param><param name="B">b</param><param name="C">c</param><param name="D">d</param><param name="E">e</param></member>
            </members></doc>
            """);
        Rule.Catches(Undocumented([typeof(Shown), typeof(WideRecord)], file), "T:Helhed.Tests.Architecture.Violations.Shown", "P:Helhed.Tests.Architecture.Violations.Shown.Names", "Shown.Added", "WideRecord.F");
    }

    private static XDocument Load(Assembly room)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{room.GetName().Name}.xml");
        Assert.True(File.Exists(path), $"{path} is missing: the rooms are built with GenerateDocumentationFile.");
        return XDocument.Load(path);
    }

    private static IEnumerable<Violation> Undocumented(IEnumerable<Type> types, XDocument file)
    {
        var members = file.Descendants("member").ToLookup(member => (string?)member.Attribute("name") ?? "");
        foreach (var type in types)
        {
            var own = members[DocumentationId.Of(type)].ToList();

            // A component is described by its markup, where no comment on the class can stand; its parameters can have one.
            if (!own.Any(HasSummary) && !PublicSurface.IsComponent(type))
            {
                yield return Missing(type);
            }

            foreach (var member in PublicSurface.Members(type).Where(member => !Exempt(type, member) && !members[DocumentationId.Of(member)].Any(HasSummary) && !own.Any(text => HasParam(text, member))))
            {
                yield return Missing(member);
            }
        }
    }

    private static Violation Missing(MemberInfo member) => new(DocumentationId.Of(member), "has no <summary>: say what it is, its unit, and what can go wrong.");

    private static bool HasSummary(XElement member) =>
        member.Element("inheritdoc") is not null || member.Element("summary") is { } summary && (summary.HasElements || !string.IsNullOrWhiteSpace(summary.Value));

    private static bool HasParam(XElement type, MemberInfo member) =>
        member is PropertyInfo && type.Elements("param").Any(param => (string?)param.Attribute("name") == member.Name && !string.IsNullOrWhiteSpace(param.Value));

    // A record's own constructors are described by the record; one without parameters is often not written at all.
    private static bool Exempt(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor => constructor.GetParameters().Length == 0 || LoadedRooms.IsRecord(type),
        MethodInfo method => Implements(type, method),
        PropertyInfo property => property.GetMethod is { } get && Implements(type, get),
        _ => false,
    };

    private static bool Implements(Type type, MethodInfo method) =>
        !type.IsInterface && type.GetInterfaces().Any(contract => type.GetInterfaceMap(contract).TargetMethods.Contains(method));
}
