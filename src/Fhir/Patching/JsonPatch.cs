using System.Buffers;
using System.Text.Json;

namespace Helhed.Fhir.Patching;

/// <summary>
/// JSON Patch, <see href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</see>, on the bytes of a document. All operations are applied,
/// or none. The result is not checked as a resource: parse it.
/// </summary>
public static class JsonPatch
{
    /// <summary>Applies a patch.</summary>
    /// <param name="document">UTF-8 JSON of the document.</param>
    /// <param name="patch">UTF-8 JSON of the patch: an array of operations.</param>
    /// <param name="limits">Null for <see cref="PatchLimits.Default"/>.</param>
    public static PatchResult Apply(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> patch, PatchLimits? limits = null)
    {
        limits ??= PatchLimits.Default;
        var operation = -1;
        string? path = null;
        try
        {
            var target = new JsonPatchTarget(JsonTree.Parse(document, limits, "document"), limits);
            foreach (var item in Operations(patch, limits))
            {
                operation++;
                path = item.IsObject ? Optional(item, "path"u8)?.Text() : null;
                Apply(target, item, limits);
            }

            (operation, path) = (-1, null);
            return new PatchResult(target.Write(), null);
        }
        catch (PatchRefusedException e)
        {
            return new PatchResult(null, new PatchError(e.Kind, operation, path, e.Message));
        }
    }

    private static List<JsonTree> Operations(ReadOnlyMemory<byte> patch, PatchLimits limits)
    {
        var tree = JsonTree.Parse(patch, limits, "patch");
        if (!tree.IsArray)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, "A JSON Patch is an array of operations: [ { \"op\": … } ].");
        }

        return tree.Items.Count <= limits.MaxOperations ? tree.Items : throw new PatchRefusedException(
            PatchErrorKind.Limit, $"The patch has {tree.Items.Count} operations; at most {limits.MaxOperations} are allowed.");
    }

    private static void Apply(JsonPatchTarget target, JsonTree item, PatchLimits limits)
    {
        if (!item.IsObject)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, "An operation is an object with 'op' and 'path'.");
        }

        var op = Needed(item, "op"u8, "op");
        var path = JsonPointer.Parse(Needed(item, "path"u8, "path"), limits);
        switch (op)
        {
            case "add":
                target.Add(path, Value(item));
                break;
            case "remove":
                target.Remove(path);
                break;
            case "replace":
                target.Replace(path, Value(item));
                break;
            case "move":
                target.Move(From(item, limits), path);
                break;
            case "copy":
                target.Copy(From(item, limits), path);
                break;
            case "test":
                target.Test(path, Value(item));
                break;
            default:
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{op}' is not an operation: it is add, remove, replace, move, copy or test.");
        }
    }

    private static JsonPointer From(JsonTree item, PatchLimits limits) => JsonPointer.Parse(Needed(item, "from"u8, "from"), limits);

    private static JsonTree Value(JsonTree item) =>
        item.Find("value"u8) ?? throw new PatchRefusedException(PatchErrorKind.Invalid, "The operation needs a 'value'; null is one.");

    private static string Needed(JsonTree item, ReadOnlySpan<byte> name, string shown) =>
        Optional(item, name)?.Text() ?? throw new PatchRefusedException(PatchErrorKind.Invalid, $"The operation needs '{shown}', a text.");

    private static JsonTree? Optional(JsonTree item, ReadOnlySpan<byte> name) =>
        item.Find(name) is { Kind: JsonTokenType.String } text ? text : null;
}

/// <summary>The document while operations are applied to it.</summary>
internal sealed class JsonPatchTarget(JsonTree root, PatchLimits limits)
{
    private readonly JsonWork _work = new();
    private JsonTree _root = root;
    private long _size = root.Size();

    public byte[] Write()
    {
        var output = new ArrayBufferWriter<byte>((int)Math.Max(256, _size));
        _root.WriteTo(output);
        var json = output.WrittenSpan.ToArray();
        JsonTree.Parse(json, limits, "result"); // Operations can nest values deeper, step by step.
        return json;
    }

    public void Add(JsonPointer path, JsonTree value)
    {
        value = Copied(value);
        if (path.IsRoot)
        {
            _size = value.Size();
            _root = value;
            return;
        }

        var parent = Parent(path);
        if (parent.IsObject)
        {
            _size -= parent.Find(path.Last)?.Size() ?? 0;
            parent.Set(path.Last, value);
        }
        else
        {
            var index = path.Last is [(byte)'-'] ? parent.Items.Count : Index(path.Last, parent.Items.Count + 1, path);
            parent.Items.Insert(index, value);
        }
    }

    public JsonTree Remove(JsonPointer path)
    {
        if (path.IsRoot)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, "The whole document cannot be removed: delete the resource instead.");
        }

        var parent = Parent(path);
        var value = Child(parent, path, path.Names.Length);
        _size -= value.Size();
        if (parent.IsObject)
        {
            parent.Members.RemoveAt(parent.IndexOf(path.Last));
        }
        else
        {
            parent.Items.RemoveAt(Index(path.Last, parent.Items.Count, path));
        }

        return value;
    }

    public void Replace(JsonPointer path, JsonTree value)
    {
        if (path.IsRoot)
        {
            Add(path, value);
            return;
        }

        var parent = Parent(path);
        _size -= Child(parent, path, path.Names.Length).Size();
        value = Copied(value);
        if (parent.IsObject)
        {
            parent.Set(path.Last, value);
        }
        else
        {
            parent.Items[Index(path.Last, parent.Items.Count, path)] = value;
        }
    }

    public void Move(JsonPointer from, JsonPointer path)
    {
        if (from.IsAbove(path))
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"'{from.Text}' cannot be moved into itself.");
        }

        var value = Find(from);
        if (!from.IsRoot && from.Text != path.Text)
        {
            Remove(from);
            Add(path, value);
        }
    }

    public void Copy(JsonPointer from, JsonPointer path) => Add(path, Find(from));

    public void Test(JsonPointer path, JsonTree value)
    {
        if (!Find(path).Equal(value))
        {
            throw new PatchRefusedException(PatchErrorKind.Test, $"The value at {path.Upto(path.Names.Length)} is {Shown(Find(path))}, not {Shown(value)}.");
        }
    }

    private static string Shown(JsonTree value)
    {
        var size = value.Size();
        if (size > 100)
        {
            return value.IsObject ? "another object" : value.IsArray ? "another array" : "another text";
        }

        var output = new ArrayBufferWriter<byte>();
        value.WriteTo(output);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private JsonTree Copied(JsonTree value)
    {
        _size += value.Size();
        return _size <= limits.MaxBytes
            ? value.Copy(_work)
            : throw new PatchRefusedException(PatchErrorKind.Limit, $"The result would have {_size} bytes; at most {limits.MaxBytes} are allowed.");
    }

    private JsonTree Find(JsonPointer path) => Walk(path, path.Names.Length);

    private JsonTree Parent(JsonPointer path)
    {
        var parent = Walk(path, path.Names.Length - 1);
        return parent.IsObject || parent.IsArray ? parent : throw new PatchRefusedException(
            PatchErrorKind.Target, $"{path.Upto(path.Names.Length - 1)} is a single value and has nothing inside it.");
    }

    private JsonTree Walk(JsonPointer path, int steps)
    {
        var value = _root;
        for (var i = 1; i <= steps; i++)
        {
            value = Child(value, path, i);
        }

        return value;
    }

    private static JsonTree Child(JsonTree parent, JsonPointer path, int step)
    {
        ReadOnlySpan<byte> name = path.Names[step - 1];
        var child = parent.IsObject ? parent.Find(name) : parent.IsArray ? parent.Items[Index(name, parent.Items.Count, path)] : null;
        return child ?? throw new PatchRefusedException(PatchErrorKind.Target, $"{path.Upto(step)} does not exist.");
    }

    private static int Index(ReadOnlySpan<byte> name, int count, JsonPointer path)
    {
        if (name is [(byte)'-'])
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"'-' in '{path.Text}' is the place behind the last item: it stands only at the end of an 'add'.");
        }

        var isNumber = name.Length is > 0 and < 10 && !name.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (name.Length == 1 || name[0] != '0');
        var index = 0;
        foreach (var digit in isNumber ? name : default)
        {
            index = (index * 10) + digit - '0';
        }

        return !isNumber
            ? throw new PatchRefusedException(PatchErrorKind.Target, $"'{System.Text.Encoding.UTF8.GetString(name)}' in '{path.Text}' is not an index of an array: it is a whole number without leading zeros.")
            : index < count ? index : throw new PatchRefusedException(PatchErrorKind.Target, $"Index {index} in '{path.Text}' lies behind the end of the array.");
    }
}
