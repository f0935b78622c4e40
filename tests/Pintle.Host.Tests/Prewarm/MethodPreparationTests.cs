using System.Reflection;
using System.Runtime.CompilerServices;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Tests.Prewarm;

/// <summary>The same answers as reflection, for every async method of this assembly.</summary>
public sealed class MethodPreparationTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Fact]
    public void Finds_the_methods_own_state_machine_where_other_types_have_one_of_that_name()
    {
        var names = new HashSet<string>();
        var repeated = 0;
        foreach (var method in typeof(MethodPreparationTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<AsyncStateMachineAttribute>() is not { } attribute || MetadataTypes.Plain(attribute.StateMachineType.Name) is null)
                continue;

            var found = MethodPreparation.StateMachineOf(method);

            Assert.True(attribute.StateMachineType == found, $"{method.DeclaringType}.{method.Name}: {found}");
            repeated += names.Add(found.Name) ? 0 : 1;
        }
        Assert.True(repeated > 0, "No name stands twice.");
    }

    [Fact]
    public void Finds_none_for_a_method_that_is_not_async() => Assert.Null(MethodPreparation.StateMachineOf(typeof(Second).GetMethod(nameof(Second.Completed))!));

    // Both state machines are `<AwaitAsync>d__0`.
    private static class First
    {
        public static async Task AwaitAsync() => await Task.Yield();
    }

    private static class Second
    {
        public static async Task AwaitAsync() => await Task.Yield();

        public static Task Completed() => Task.CompletedTask;
    }
}
