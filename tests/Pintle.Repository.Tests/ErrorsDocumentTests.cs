using System.Globalization;
using Pintle.Shared;

namespace Pintle.Repository.Tests;

public sealed class ErrorsDocumentTests
{
    private static readonly MarkdownDocument Document = MarkdownDocument.Read("docs/errors.md");

    private static MarkdownTable List => Document.TableUnder("The list");

    [Fact]
    public void Every_code_has_one_row_in_the_list_of_the_code()
    {
        var codes = Enum.GetValues<FaultCode>().Where(code => code != FaultCode.None);

        Assert.Equal(codes.Order(), Faults.All.Select(fault => fault.Code).Order());
    }

    [Fact]
    public void Lists_the_faults_of_the_code_row_by_row()
    {
        var inCode = Faults.All.Select(fault => $"{(int)fault.Code} | {fault.Code} | {fault.WireType} | {fault.Cause} | {fault.Remedy}");
        Assert.Equal(inCode, List.Lines("exit code", "name", "wire type", "cause", "remedy"));
    }

    [Fact]
    public void Names_the_half_that_finds_each_fault()
    {
        foreach (var (name, foundBy) in List.Column("name").Zip(List.Column("found by")))
        {
            var halves = new[] { ("bootstrap", "src/Pintle.Bootstrap/"), ("host", "src/Pintle.Host/") }
                .Where(half => Mentions(half.Item2, $"{nameof(FaultCode)}.{name}"))
                .Select(half => half.Item1);

            Assert.True(foundBy == string.Join(", ", halves), $"{name} is raised by: {string.Join(", ", halves)}; docs/errors.md says: {foundBy}");
        }
    }

    [Fact]
    public void Exit_codes_fit_a_byte_and_are_no_signal_s()
    {
        Assert.All(Faults.All, fault => Assert.InRange((int)fault.Code, 1, 127));
    }

    [Fact]
    public void Wire_types_have_the_form_that_the_service_keeps()
    {
        Assert.All(Faults.All, fault => Assert.Matches(@"^(Runtime|Function)\.[A-Z][A-Za-z]+$", fault.WireType));
    }

    [Fact]
    public void Causes_and_remedies_are_sentences()
    {
        Assert.All(Faults.All, fault => Assert.Matches("^[^|\n]+\\.$", fault.Cause));
        Assert.All(Faults.All, fault => Assert.Matches("^[^|\n]+\\.$", fault.Remedy));
    }

    [Fact]
    public void Every_fault_has_its_place_in_the_order_of_checks()
    {
        var placed = Document.TableUnder("In which order things are checked").Column("faults")
            .SelectMany(cell => cell.Split(',', StringSplitOptions.TrimEntries))
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture));

        Assert.Equal(Faults.All.Select(fault => (int)fault.Code).Order(), placed.Distinct().Order());
    }

    [Fact]
    public void AWS_s_numbers_are_in_the_code()
    {
        var numbers = Document.TableUnder("AWS's numbers").Column("exit code").Select(number => int.Parse(number, CultureInfo.InvariantCulture));

        Assert.Equal([101, 102, 103, 104, 105, 106, 126, 127], numbers);
        Assert.All(numbers, number => Assert.True(Enum.IsDefined((FaultCode)number), $"{number} is AWS's and not in {nameof(FaultCode)}"));
    }

    [Fact]
    public void A_retired_number_or_name_is_never_used_again()
    {
        var retired = Document.TableUnder("Retired numbers");

        Assert.All(retired.Column("exit code"), number => Assert.False(Enum.IsDefined((FaultCode)int.Parse(number, CultureInfo.InvariantCulture)), $"{number} is retired"));
        Assert.All(retired.Column("name"), name => Assert.False(Enum.TryParse<FaultCode>(name, out _), $"{name} is retired"));
    }

    [Fact]
    public void The_exit_code_of_SIGTERM_is_that_of_the_bootstrap()
    {
        Assert.Contains("143", Document.TableUnder("Ends that are not faults").Column("exit code"));
        Assert.Contains(Checkout.FilesIn("src/Pintle.Bootstrap/", ".cs"), path => Checkout.Read(path).Contains("const int ExitCode = 143;", StringComparison.Ordinal));
    }

    private static bool Mentions(string folder, string name) => Checkout.FilesIn(folder, ".cs").SelectMany(SourceFile.LinesOf).Any(line => HasWord(line.Code, name));

    private static bool HasWord(string code, string name)
    {
        for (var at = code.IndexOf(name, StringComparison.Ordinal); at >= 0; at = code.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (at + name.Length == code.Length || !char.IsLetterOrDigit(code[at + name.Length]))
                return true;
        }
        return false;
    }
}
