using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Helhed.Platform;

namespace Helhed.Tests.Modules.Platform;

public class Hash64Tests
{
    // From xxhsum 0.8 -H64.
    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("Helhed", 0x704bb53c9a00017f)]
    [InlineData("Blåbærgrød på Ærø", 0xac835b7fc69f1452)]
    [InlineData("0123456789abcdef0123456789abcdef", 0x642a94958e71e6c5)]
    [InlineData("The quick brown fox jumps over the lazy dog, twice: the quick brown fox jumps over it", 0xf89e6030705e8c38)]
    public void Known_answers(string text, ulong expected)
    {
        Assert.Equal(expected, (ulong)Hash64.Of(text.AsSpan()));
        Assert.Equal(expected, (ulong)Hash64.Of(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Text_longer_than_the_stack_buffer_hashes_as_its_bytes()
    {
        var text = string.Concat(Enumerable.Repeat("Sygehus Østdanmark ", 400));
        Assert.Equal(Hash64.Of(Encoding.UTF8.GetBytes(text)), Hash64.Of(text.AsSpan()));
    }

    [Fact]
    public void Every_length_up_to_100_gives_another_hash() =>
        Assert.Equal(101, Enumerable.Range(0, 101).Select(length => Hash64.Of(new byte[length])).Distinct().Count());

    [Fact]
    public void Any_text_hashes_as_its_bytes() => Prop.ForAll<string>(text =>
        Hash64.Of((text ?? "").AsSpan()) == Hash64.Of(Encoding.UTF8.GetBytes(text ?? ""))).QuickCheckThrowOnFailure();
}
