using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Surface;

public sealed class CoreSurface
{
    private static readonly string[] Contract = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Surface", "Amazon.Lambda.Core.txt"));
    private static readonly string[] Found = [.. SurfaceText.Lines(typeof(ILambdaContext).Assembly)];

    [Fact]
    public void Has_every_member_of_the_contract_and_no_other()
    {
        var difference = SurfaceDifference.Between(Contract, Found);

        Assert.True(difference.Count == 0, $"{string.Join("\n", difference)}\n\nThe whole surface as found:\n{string.Join("\n", Found)}");
    }

    [Fact]
    public void Notices_each_line_that_goes_missing()
    {
        var unnoticed = Enumerable.Range(0, Found.Length)
            .Where(line => SurfaceDifference.Between(Contract, Found.Where((_, index) => index != line)).Count == 0)
            .Select(line => Found[line]);

        Assert.Empty(unnoticed);
    }

    [Fact]
    public void Notices_a_changed_type_of_a_private_field()
    {
        var changed = Found.Select(line => line.Replace("private static Action<string> _loggingAction", "private static Action<object> _loggingAction", StringComparison.Ordinal));

        var difference = SurfaceDifference.Between(Contract, changed);

        Assert.Equal(2, difference.Count);
        Assert.All(difference, line => Assert.Contains("_loggingAction", line, StringComparison.Ordinal));
    }
}
