using System.Reflection;
using Pintle.Host.Reach;

namespace Pintle.Host.Tests.Reach;

public sealed class MethodCodeTests
{
    [Fact]
    public void Names_what_is_called_made_and_read_in_the_order_of_the_code() => Assert.Equal(["Call One 0", "Construction .ctor 0", "Call Same 0", "VirtualCall Two 0", "StaticField s_field 0", "Call Three 0"], NamesOf(nameof(Samples.InOrder)));

    [Fact]
    public void Counts_the_branches_that_jump_over_a_call() => Assert.Equal(["Call One 0", "Call Three 1", "Call Four 2", "Call One 0"], NamesOf(nameof(Samples.UnderConditions)));

    [Fact]
    public void Leaves_out_what_leads_to_a_throw() => Assert.Equal(["Call One 0"], NamesOf(nameof(Samples.Throws)));

    [Fact]
    public void Leaves_out_handlers_of_exceptions_and_keeps_what_is_done_finally() => Assert.Equal(["Call One 0", "Call Four 0", "Call One 0"], NamesOf(nameof(Samples.Handles)));

    [Fact]
    public void Takes_each_case_of_a_switch_for_a_branch() => Assert.All(NamesOf(nameof(Samples.Switches)).Where(name => !name.Contains("One", StringComparison.Ordinal)), name => Assert.False(name.EndsWith(" 0", StringComparison.Ordinal), name));

    [Fact]
    public void Names_a_function_whose_address_is_taken() => Assert.Contains("Call Three 0", NamesOf(nameof(Samples.TakesAddress)));

    /// <summary>Every instruction has its length: the framework's own code has them all, and a wrong one ends in a token that is none or beyond the end.</summary>
    [Fact]
    public void Reads_the_code_of_the_whole_core_library()
    {
        var code = new MethodCode();
        var names = 0;
        foreach (var type in typeof(object).Assembly.GetTypes())
        {
            const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
            foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            {
                code.Read(method);
                for (var i = 0; i < code.Count; i++)
                {
                    var (use, token, branches) = code[i];
                    // Of methods and their instances, fields, types; the first byte of a token is its table.
                    Assert.True((token >> 24) is 0x01 or 0x02 or 0x04 or 0x06 or 0x0A or 0x1B or 0x2B, $"{type}.{method.Name}: {use} {token:x}");
                    Assert.True(branches >= 0, $"{type}.{method.Name}: {branches}");
                }
                names += code.Count;
            }
        }
        Assert.True(names > 100_000, $"{names}");
    }

    private static string[] NamesOf(string method)
    {
        var code = new MethodCode();
        code.Read(typeof(Samples).GetMethod(method)!);
        return [.. Enumerable.Range(0, code.Count).Select(i => $"{code[i].Use} {typeof(Samples).Module.ResolveMember(code[i].Token)!.Name} {code[i].Branches}").Where(name => !name.Contains("Exception", StringComparison.Ordinal))];
    }

    private static class Samples
    {
        private static readonly int s_field = Environment.ProcessId;

        public static void InOrder()
        {
            One();
            Same(new Maker()).Two();
            Three(s_field);
        }

        public static void UnderConditions(int n)
        {
            One();
            if (n > 1)
            {
                Three(n);
                if (n > 2)
                    Four();
            }
            One();
        }

        public static void Throws(string? text)
        {
            if (text is null)
                throw new InvalidOperationException(Message());
            One();
        }

        public static void Handles()
        {
            try
            {
                One();
            }
            catch (InvalidOperationException)
            {
                Three(0);
            }
            finally
            {
                Four();
            }
            One();
        }

        public static void Switches(int n)
        {
            One();
            switch (n)
            {
                case 0: Three(0); break;
                case 1: Four(); break;
                case 2: Three(2); break;
                case 3: Four(); break;
            }
        }

        public static Action<int> TakesAddress() => new(Three);

        private static Maker Same(Maker maker) => maker;

        private static void One() { }

        private static void Three(int n) => _ = n;

        private static void Four() { }

        private static string Message() => "";

        private sealed class Maker
        {
            private int _twice;

            public void Two() => _twice += 2;
        }
    }
}
