using System.Security.Cryptography;
using Pintle.Bootstrap.Ahead;

namespace Pintle.Bootstrap.Tests.Ahead;

public sealed class Sha256Tests
{
    [Fact]
    public void Gives_the_frameworks_answer_for_every_length_of_three_blocks()
    {
        var data = new byte[200];
        new Random(1).NextBytes(data);
        var digest = new byte[Sha256.Length];

        for (var length = 0; length <= data.Length; length++)
        {
            Sha256.Hash(data.AsSpan(0, length), digest);
            Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), digest);
        }
    }

    [Fact]
    public void Gives_the_frameworks_answer_for_a_large_file()
    {
        var data = new byte[1_000_003];
        new Random(2).NextBytes(data);
        var digest = new byte[Sha256.Length];

        Sha256.Hash(data, digest);

        Assert.Equal(SHA256.HashData(data), digest);
    }
}
