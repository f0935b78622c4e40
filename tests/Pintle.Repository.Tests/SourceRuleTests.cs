using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class SourceRuleTests
{
    private const int MostLines = 400;
    private const int LeastTimeLimit = 600_000;
    private static readonly string[] StartUpPath = ["src/Pintle.RuntimeApi/", "src/Pintle.Bootstrap/", "src/Pintle.Host/"];
    private static readonly string[] ReadersOfTheEnvironment = ["src/Pintle.Bootstrap/BootstrapEnvironment.cs", "src/Pintle.Host/HostEnvironment.cs"];
    private static readonly string[] WritersOfTheEnvironment = ["src/Pintle.Host/Invocations/TraceIdVariable.cs"];

    private static IEnumerable<string> OfTheStartUpPath => StartUpPath.SelectMany(folder => Checkout.FilesIn(folder, ".cs"));

    private static IEnumerable<string> Tests => Checkout.FilesIn("tests/", ".cs").Where(path => path.Split('/')[1].EndsWith(".Tests", StringComparison.Ordinal));

    [Fact]
    public void A_file_under_src_has_at_most_400_lines()
    {
        var longer = Checkout.FilesIn("src/", ".cs").Select(path => (Path: path, Lines: Checkout.Read(path).Split('\n').Length - 1)).Where(file => file.Lines > MostLines);

        Checkout.ShouldBeNone(longer.Select(file => $"{file.Path}: {file.Lines} lines"), $"Files under src have at most {MostLines} lines: look for the second thing that the file does.");
    }

    [Fact]
    public void The_start_up_path_has_no_System_Net_Http() => Checkout.ShouldBeNone(SourceFile.Find(OfTheStartUpPath, code => HttpTypes().IsMatch(code)),
        "The client speaks HTTP over a plain socket, and the host knows nothing of HTTP: System.Net.Http stays out of the process (docs/adr/0002).");

    [Fact]
    public void The_host_has_no_sockets() => Checkout.ShouldBeNone(SourceFile.Find(Checkout.FilesIn("src/Pintle.Host/", ".cs"), code => code.Contains("System.Net", StringComparison.Ordinal)),
        "The bootstrap owns the Runtime API; the host must not know sockets.");

    [Fact]
    public void The_start_up_path_compiles_no_expression_trees() => Checkout.ShouldBeNone(
        // What makes code while a package is built is in no other start.
        SourceFile.Find(OfTheStartUpPath.Where(file => !file.StartsWith("src/Pintle.Host/Json/Making/", StringComparison.Ordinal)), code => code.Contains("System.Linq.Expressions", StringComparison.Ordinal) || code.Contains("Reflection.Emit", StringComparison.Ordinal)),
        "What is compiled at start is paid at every cold start (docs/adr/0005).");

    [Fact]
    public void Each_half_reads_its_environment_in_one_type() => Checkout.ShouldBeNone(
        SourceFile.Find(OfTheStartUpPath.Except(ReadersOfTheEnvironment), code => EnvironmentRead().IsMatch(code)),
        $"Environment variables are read only in {string.Join(" and ", ReadersOfTheEnvironment)}.");

    [Fact]
    public void The_host_writes_one_environment_variable() => Checkout.ShouldBeNone(
        SourceFile.Find(Checkout.FilesIn("src/Pintle.Host/", ".cs").Except(WritersOfTheEnvironment), code => code.Contains("SetEnvironmentVariable(", StringComparison.Ordinal)),
        $"The host sets environment variables only in {WritersOfTheEnvironment[0]}.");

    [Fact]
    public void The_types_that_read_and_write_the_environment_exist() => Assert.Empty(ReadersOfTheEnvironment.Concat(WritersOfTheEnvironment).Except(Checkout.Files));

    [Fact]
    public void Names_say_what_a_type_is() => Checkout.ShouldBeNone(
        Checkout.Files.Where(path => EmptyName().IsMatch(Path.GetFileName(path)) && !path.StartsWith("src/Contracts/", StringComparison.Ordinal)),
        "No type is called Helper, Util, Manager or Common.");

    [Fact]
    public void A_test_s_time_limit_fits_a_machine_ten_times_slower() => Checkout.ShouldBeNone(
        Tests.SelectMany(path => TimeLimit().Matches(Checkout.Read(path)).Select(match => (Path: path, Limit: int.Parse(match.Groups["limit"].Value.Replace("_", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture))))
            .Where(test => test.Limit < LeastTimeLimit).Select(test => $"{test.Path}: Timeout = {test.Limit}"),
        $"A time limit ends a test that hangs, and no other: machines are shared. At least {LeastTimeLimit} ms.");

    [Fact]
    public void Work_that_is_left_names_its_issue() => Checkout.ShouldBeNone(
        Checkout.FilesIn("", ".cs").SelectMany(path => Checkout.Read(path).Split('\n').Select((line, index) => (Place: $"{path}:{index + 1}", Line: line)))
            .Where(line => OpenWork().IsMatch(line.Line)).Select(line => $"{line.Place}: {line.Line.Trim()}"),
        "A note on work that is left has an issue number: #12.");

    [Fact]
    public void Tests_change_no_environment_of_their_own_process() => Checkout.ShouldBeNone(
        SourceFile.Find(Tests.Where(path => Path.GetFileName(path) != "SourceRuleTests.cs"), code => code.Contains("Environment.SetEnvironmentVariable(", StringComparison.Ordinal)),
        "Tests run in parallel in one process: give variables to the process under test.");

    /// <summary>A bench's small program that starts a CLR is none of the product.</summary>
    [Fact]
    public void Every_file_with_unsafe_code_has_its_owner_and_bound_in_the_list()
    {
        var listed = MarkdownDocument.Read("docs/reliability.md").TableUnder("Unsafe code").Column("file").SelectMany(files => files.Split(", ")).Select(file => file.Trim('`')).Order(StringComparer.Ordinal);
        var found = from path in Checkout.FilesIn("src", ".cs")
                    where !path.StartsWith("src/BareClr/", StringComparison.Ordinal) && UnsafeCode().IsMatch(Checkout.Read(path))
                    select path;

        Assert.Equal(found.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Tests_do_not_sleep() => Checkout.ShouldBeNone(
        SourceFile.Find(Tests.Where(path => Path.GetFileName(path) != "SourceRuleTests.cs"), code => Sleep().IsMatch(code)),
        "A test waits for an event with a time limit.");

    [GeneratedRegex(@"System\.Net\.Http|\b(HttpClient|HttpMessageHandler|SocketsHttpHandler|HttpRequestMessage|HttpResponseMessage)\b")]
    private static partial Regex HttpTypes();

    [GeneratedRegex(@"\bGetEnvironmentVariables?\b|\bgetenv\b|\bExpandEnvironmentVariables\b")]
    private static partial Regex EnvironmentRead();

    [GeneratedRegex(@"(Helper|Util|Utils|Utility|Utilities|Manager|Common)s?\.cs$")]
    private static partial Regex EmptyName();

    /// <summary>Waiting for ever, for somebody else to end the process, is no fixed delay.</summary>
    [GeneratedRegex(@"Thread\.Sleep\((?!Timeout\.Infinite)")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"/{2}.*\b(TODO|FIXME|HACK)\b(?!.*#\d)")]
    private static partial Regex OpenWork();

    [GeneratedRegex(@"^(?!\s*//).*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"\[(Fact|Theory)\(([^)\n]*, )?Timeout = (?<limit>[0-9_]+)")]
    private static partial Regex TimeLimit();
}
