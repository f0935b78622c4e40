using System.Globalization;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Values in and out, through the assembly's serializer.</summary>
public sealed class Values
{
    public Greeting Greet(Person person) => new() { Text = $"Hello, {person.Name} ({person.Age})" };

    public static Greeting GreetStatic(Person person) => new() { Text = $"Hello, {person.Name} ({person.Age})" };

    public Greeting GreetWithContext(Person person, ILambdaContext context) => new() { Text = $"Hello, {person.Name}", RequestId = context.AwsRequestId };

    public static Greeting GreetStaticWithContext(Person person, ILambdaContext context) =>
        new() { Text = $"Hello, {person.Name}", RequestId = context.AwsRequestId };

    public async Task<Greeting> GreetAsync(Person person)
    {
        await Task.Yield();
        return Greet(person);
    }

    public async Task<Greeting> GreetAsyncWithContext(Person person, ILambdaContext context)
    {
        await Task.Yield();
        return GreetWithContext(person, context);
    }

    public async ValueTask<Greeting> GreetValueTask(Person person)
    {
        await Task.Yield();
        return Greet(person);
    }

    public string Upper(string text) => text.ToUpperInvariant();

    public async Task<string> UpperAsync(string text)
    {
        await Task.Yield();
        return Upper(text);
    }

    public int Increment(int number) => number + 1;

    public Task<int> IncrementAsync(int number) => Task.FromResult(number + 1);

    public List<int> Doubled(List<int> numbers) => [.. numbers.Select(number => number * 2)];

    public string AgeOf(Person person) => person.Age.ToString(CultureInfo.InvariantCulture);

    public Person? Null(Person person) => null;

    /// <summary>Whether the event was the JSON literal null.</summary>
    public bool IsNull(Person? person) => person is null;

    public void Forget(Person person) => Warmth.Remember(person.Name);

    public Task ForgetAsync(Person person)
    {
        Warmth.Remember(person.Name);
        return Task.CompletedTask;
    }

    /// <summary>A response larger than one write to a socket takes.</summary>
    public string Repeat(int kilobytes) => new('x', kilobytes * 1024);
}
